import base64
from uuid import uuid4

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import DoublePreventionCase, picture


@tagged("post_install", "-at_install")
class TestHazardReporting(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, _zone, _place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit)
        cls.measure = cls._measure(cls.event)
        cls.image = base64.b64decode(picture())

    def _report(self, user=None, photos=(), photos_after=(), **vals):
        vals = {"unit_id": self.unit.id, "title": "Flange leaks", **vals}
        hazards = self.env["dp.hazard"].with_user(user or self.worker)
        return hazards._report(vals, photos, photos_after)

    def _failed_lines(self, measures, inspector=None, **vals):
        """Return failed checks of ``measures`` in a round of ``inspector``."""
        inspector = inspector or self.worker
        round_ = self.env["dp.inspection"].create(
            {
                "unit_id": measures.unit_id[:1].id,
                "employee_id": inspector.with_company(self.company).employee_id.id,
                "date_start": "2026-03-02 00:00:00",
                "date_end": "2026-03-03 00:00:00",
            }
        )
        return (
            self.env["dp.inspection.line"]
            .create(
                [
                    {
                        "inspection_id": round_.id,
                        "company_id": self.company.id,
                        "unit_id": measure.unit_id.id,
                        "measure_id": measure.id,
                        "check_content": measure.check_content,
                        "result": "hazard",
                        "note": "Seal broken",
                        **vals,
                    }
                    for measure in measures
                ]
            )
            .with_user(inspector)
        )

    def _report_failed(self, lines):
        return lines.env["dp.hazard"]._report_failed_checks(lines)

    # reports ---------------------------------------------------------

    def test_a_worker_reports_with_a_sentence_and_a_photo(self):
        self.team.manager_id = self.fixer.with_company(self.company).employee_id
        hazard = self._report(photos=[("flange.png", self.image)])
        self.assertEqual(hazard.state, "reported")
        self.assertEqual(hazard.reporter_id, self.worker)
        self.assertEqual(hazard.user_id, self.fixer)
        self.assertEqual(hazard.verifier_id, self.officer)
        self.assertEqual(hazard.department_id, self.team)
        self.assertEqual(hazard.photo_before_ids.mimetype, "image/jpeg")
        self.assertEqual(hazard.photo_before_ids.name, "flange.jpg")

    def test_a_report_sent_twice_is_one_hazard(self):
        key = str(uuid4())
        first = self._report(client_uuid=key)
        self.assertEqual(self._report(client_uuid=key), first)
        with self.assertRaisesRegex(UserError, "another person"):
            self._report(user=self.fixer, client_uuid=key)

    def test_a_report_with_both_photos_waits_for_verification(self):
        hazard = self._report(
            photos=[("a.jpg", self.image)], photos_after=[("b.jpg", self.image)]
        )
        self.assertEqual(hazard.state, "verifying")
        self.assertEqual(hazard.rectified_by_ids, self.worker)

    def test_a_report_needs_a_place_and_a_sentence(self):
        with self.assertRaisesRegex(UserError, "place"):
            self._report(unit_id=False)
        with self.assertRaisesRegex(UserError, "one sentence"):
            self._report(title="  ")

    def test_a_file_that_is_no_photo_is_named_and_nothing_is_left(self):
        before = self.env["dp.hazard"].search_count([])
        with self.assertRaisesRegex(ValidationError, "report.pdf.*not a photo"):
            self._report(photos=[("report.pdf", b"%PDF-1.7")])
        self.assertEqual(self.env["dp.hazard"].search_count([]), before)

    def test_a_photo_written_by_the_api_is_checked_and_shrunk(self):
        hazard = self._report()
        text = (
            self.env["ir.attachment"]
            .with_user(self.worker)
            .create({"name": "notes.txt", "raw": b"no photo"})
        )
        with self.assertRaisesRegex(ValidationError, "notes.txt"):
            hazard.photo_before_ids = text
        large = (
            self.env["ir.attachment"]
            .with_user(self.worker)
            .create({"name": "big.png", "datas": picture(size=(1900, 1000))})
        )
        hazard.photo_before_ids = large
        self.assertEqual(hazard.photo_before_ids.name, "big.jpg")
        # whoever reads the hazard sees the photo
        self.assertTrue(hazard.with_user(self.stranger).photo_before_ids.raw)

    def test_a_photo_of_something_else_is_copied(self):
        other = self._report(photos=[("a.jpg", self.image)])
        hazard = self._report()
        hazard.photo_before_ids = other.photo_before_ids
        self.assertEqual(len(hazard.photo_before_ids), 1)
        self.assertNotEqual(hazard.photo_before_ids, other.photo_before_ids)
        self.assertEqual(other.photo_before_ids.res_id, other.id)

    def test_a_file_of_another_person_is_not_taken(self):
        hazard = self._report()
        private = self._photo(self.fixer)
        with self.assertRaises(AccessError):
            hazard.write({"photo_before_ids": [(4, private.id)]})

    def test_the_person_who_carries_the_measure_out_is_responsible(self):
        self._duty(self.measure, tier="4")
        self._duty(self.measure, self.fixer, tier="3")
        hazard = self._report(measure_id=self.measure.id)
        self.assertEqual(hazard.user_id, self.fixer, "not the one who found it")
        hazard = self._report(user=self.stranger, measure_id=self.measure.id)
        self.assertEqual(hazard.user_id, self.worker, "from the post upwards")

    # failed checks ---------------------------------------------------

    def test_a_failed_check_opens_a_hazard_that_keeps_measure_and_line(self):
        lines = self._failed_lines(self.measure)
        hazard = self._report_failed(lines)[lines]
        self.assertEqual(lines.hazard_id, hazard)
        self.assertEqual(hazard.measure_id, self.measure)
        self.assertEqual(hazard.inspection_id, lines.inspection_id)
        self.assertEqual(hazard.source, "9")
        self.assertEqual(hazard.reporter_id, self.worker)
        self.assertIn("Relief valve sealed", hazard.title)
        self.assertEqual(self.site.current_level, "2", "its only barrier failed")
        self.assertIn(hazard.name, self.site.current_reason)

    def test_a_failed_critical_check_lifts_the_unit_to_its_inherent_level(self):
        self.measure.critical = True
        lines = self._failed_lines(self.measure, critical=True)
        hazard = self._report_failed(lines)[lines]
        self.assertEqual(hazard.priority, "1")
        self.assertEqual(self.unit.current_level, "2")
        self.assertEqual(self.site.current_level, "2")
        rows = self.unit.contribution_ids
        self.assertEqual(rows.mapped("kind"), ["check_failed"])
        self.assertEqual(rows.penalty, 1.0)

    def test_a_second_failure_adds_evidence_to_the_open_hazard(self):
        first = self._failed_lines(self.measure)
        hazard = self._report_failed(first)[first]
        second = self._failed_lines(self.measure, self.fixer)
        second.sudo().photo_ids = self._photo(self.fixer)
        self.assertEqual(self._report_failed(second)[second], hazard)
        self.assertEqual(hazard.sudo().line_ids, (first | second).sudo())
        self.assertEqual(hazard.priority, "1")
        self.assertEqual(len(hazard.photo_before_ids), 1)
        self.assertIn("Seal broken", hazard.message_ids[0].body)

    def test_a_failure_makes_a_reported_hazard_a_failed_barrier(self):
        hazard = self._report(measure_id=self.measure.id)
        self.assertEqual(self.unit.contribution_ids.kind, "hazard_open")
        lines = self._failed_lines(self.measure)
        self._report_failed(lines)
        self.assertTrue(hazard.check_failed)
        open_rows = self.unit.contribution_ids.filtered(lambda row: not row.date_to)
        self.assertEqual(open_rows.kind, "check_failed")

    def test_two_failures_of_one_measure_in_one_round_are_one_hazard(self):
        lines = self._failed_lines(self.measure | self.measure)
        lines |= self._failed_lines(self.measure)
        answer = self._report_failed(lines)
        self.assertEqual(len(set(answer.values())), 1)

    def test_a_failure_after_the_end_opens_a_new_hazard(self):
        first = self._failed_lines(self.measure)
        hazard = self._report_failed(first)[first]
        hazard.with_user(self.officer)._transition("reject", reason="Test of the valve")
        second = self._failed_lines(self.measure)
        self.assertNotEqual(self._report_failed(second)[second], hazard)

    def test_twenty_failures_cost_little_more_than_one(self):
        self.team.manager_id = self.fixer.with_company(self.company).employee_id
        # Early warnings have a budget of their own: test_warning_storm.
        self.env["dp.warning.rule"].search([("active", "=", True)]).active = False
        # no proposal to assess the event again, which would be a cost of its own
        self.company.dp_learn_hazards = 100
        measures = self.measure.browse().union(
            *(self._measure(self.event, f"Measure {i}") for i in range(21))
        )
        # as in production, where the chatter and the followers are filled
        real = {"tracking_disable": False}
        one = self._failed_lines(measures[:1]).with_context(**real)
        many = self._failed_lines(measures[1:]).with_context(**real)
        self._report_failed(self._failed_lines(self._measure(self.event, "Warm up")))
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        self._report_failed(one)
        self.env.flush_all()
        single = self.env.cr.sql_log_count - start
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        self._report_failed(many)
        self.env.flush_all()
        batch = self.env.cr.sql_log_count - start
        self.assertLessEqual(single, 90)
        self.assertLessEqual((batch - single) / 19, 5)

    # languages -------------------------------------------------------

    def _failed_in_two_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        [line] = lines = self._failed_lines(self.measure)
        line.sudo().update_field_translations("check_content", {"zh_CN": "铅封完好？"})
        return self._report_failed(lines)[line]

    def test_a_failed_check_is_named_in_the_language_of_each_reader(self):
        hazard = self._failed_in_two_languages()
        self.assertIn("Relief valve sealed", hazard.with_context(lang="en_US").title)
        chinese = hazard.with_context(lang="zh_CN")
        self.assertIn("铅封完好", chinese.title)
        self.assertIn("铅封完好", chinese.display_name)

    def test_a_reopened_hazard_keeps_its_title_in_every_language(self):
        hazard = self._failed_in_two_languages().with_user(self.officer)
        hazard._transition("reject", reason="Sealed after all")
        again = hazard._transition("reopen", reason="Broken again")
        self.assertIn("Relief valve sealed", again.with_context(lang="en_US").title)
        self.assertIn("铅封完好", again.with_context(lang="zh_CN").title)

    def test_a_title_is_translated_by_those_only_who_may_write_it(self):
        hazard = self._failed_in_two_languages()
        with self.assertRaises(AccessError):
            hazard.with_user(self.fixer).update_field_translations(
                "title", {"zh_CN": "无"}
            )
        hazard.with_user(self.officer).update_field_translations(
            "title", {"zh_CN": "安全阀铅封断裂"}
        )
        self.assertEqual(hazard.with_context(lang="zh_CN").title, "安全阀铅封断裂")
