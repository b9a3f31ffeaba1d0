from urllib.parse import urlsplit

from odoo.tests import HttpCase, tagged

from .common import DoublePreventionCase
from .test_tag_print import decode


@tagged("post_install", "-at_install")
class TestStory(HttpCase, DoublePreventionCase):
    """From a printed label to a closed hidden hazard, on a phone, by three people."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("report.print_delay", "0")
        cls.production.manager_id = cls.officer.employee_id
        cls.team.manager_id = cls.fixer.employee_id
        _site, _zone, cls.place, cls.unit = cls._tree()
        event = cls._event(cls.unit, inherent="2", residual="3")
        cls.valve = cls._measure(event, sequence=1, critical=True)
        pressure = cls._measure(
            event,
            "Pressure",
            sequence=2,
            check_type="number",
            has_limit_high=True,
            limit_high=2895,
            uom="kPa",
        )
        alarm = cls._measure(event, "Level alarm tested", sequence=3)
        cls.duties = cls.env["dp.duty"]
        for measure in (cls.valve, pressure, alarm):
            cls.duties |= cls._duty(measure, scan_required=True)
        cls.round = cls.env["dp.inspection"]._generate(cls.duties)[:1]
        cls.tag = cls.env["dp.tag"].create(
            {"unit_id": cls.unit.id, "company_id": cls.company.id}
        )

    def _print_and_scan(self):
        """Print the label and return the path that its picture says."""
        wizard = (
            self.env["dp.tag.print"]
            .with_user(self.officer)
            .create({"tag_ids": self.tag.ids, "size": "roll_50x50"})
        )
        pdf, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            .with_context(force_report_rendering=True, dp_label_size=wizard.size)
            ._render_qweb_pdf("double_prevention.report_tag_labels", wizard.ids)
        )
        [[url]] = decode(pdf)
        return urlsplit(url).path

    def test_a_failed_barrier_is_found_fixed_verified_and_the_area_calms_down(self):
        path = self._print_and_scan()
        self.assertEqual(self.unit.current_level, "3")

        self.start_tour(path, "dp_story_worker", login=self.worker.login)
        self.env.invalidate_all()
        self.assertEqual(self.round.state, "done")
        self.assertEqual(self.round.submitted_by_id, self.worker)
        self.assertTrue(self.round.scanned_at)
        valve, pressure, alarm = self.round.line_ids
        self.assertEqual(
            (valve | pressure | alarm).mapped("result"), ["hazard", "ok", "ok"]
        )
        self.assertEqual(pressure.value_number, 2705)
        hazard = valve.hazard_id
        self.assertEqual(hazard.state, "reported")
        self.assertEqual(hazard.measure_id, self.valve)
        self.assertEqual(len(hazard.photo_before_ids), 1)
        self.assertEqual(hazard.user_id, self.fixer)
        self.assertTrue(hazard.deadline)
        self.assertEqual(self.unit.current_level, "2")
        self.assertEqual(self.place.current_level, "2")
        self.assertIn("Relief valve sealed", self.unit.current_reason)

        self.start_tour(path, "dp_story_fixer", login=self.fixer.login)
        self.env.invalidate_all()
        self.assertEqual(hazard.state, "verifying")
        self.assertEqual(hazard.rectified_by_ids, self.fixer)
        self.assertEqual(len(hazard.photo_after_ids), 1)
        self.assertEqual(hazard.measures_taken, "New seal, dated and stamped")
        self.assertEqual(self.unit.current_level, "2")

        verifier = hazard.verifier_id
        self.assertEqual(verifier, self.officer)
        self.start_tour(path, "dp_story_verifier", login=verifier.login)
        self.env.invalidate_all()
        self.assertEqual(hazard.state, "closed")
        self.assertEqual(hazard.verification_note, "Seal is there")
        self.assertEqual(self.unit.current_level, "3")
        self.assertEqual(self.place.current_level, "3")
        changes = self.env["dp.level.change"].search([("unit_id", "=", self.unit.id)])
        self.assertEqual(changes[:2].mapped("to_level"), ["3", "2"])
        self.assertGreaterEqual(self.tag.scan_count, 4)
