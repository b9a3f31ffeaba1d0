from freezegun import freeze_time

from odoo.tests import tagged

from .common import picture
from .test_inspection import NOW, InspectionCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestInspectionFindings(InspectionCase):
    """What fails opens a hidden hazard, whatever the inspector says of it."""

    def test_a_value_outside_its_limits_is_a_hazard_whatever_was_said(self):
        self.mine._submit(self._answers({}, {"value": 2895.1, "result": "ok"}))
        self.assertEqual(self.lines[1].result, "hazard")
        self.assertEqual(self.lines[1].hazard_id.measure_id, self.pressure)
        self.assertEqual(self.round.finding_count, 1)

    def test_a_choice_that_means_a_hazard_is_one(self):
        self.mine._submit(
            self._answers({}, {}, {"choice_id": self.silent.id, "result": "ok"})
        )
        self.assertEqual(self.lines[2].result, "hazard")
        self.assertTrue(self.lines[2].hazard_id)

    def test_a_failed_check_opens_a_hazard_with_its_photo(self):
        answers = self._answers(
            {
                "result": "hazard",
                "note": "Seal broken",
                "photos": [("seal.jpg", picture().decode())],
            }
        )
        self.mine._submit(answers)
        hazard = self.lines[0].hazard_id
        self.assertEqual(hazard.measure_id, self.valve)
        self.assertEqual(hazard.inspection_id, self.round)
        self.assertTrue(hazard.photo_before_ids)
        self.assertEqual(self.round.hazard_count, 1)
        self.assertEqual(self.round.action_view_hazards()["res_id"], hazard.id)

    def test_what_was_found_in_a_round_that_was_missed_is_reported(self):
        self.mine._answer([{"line_id": self.lines[0].id, "result": "hazard"}])
        with freeze_time("2026-03-11 00:10:00"):
            self.env["dp.inspection"]._lock_overdue(10)._mark_missed()
        self.assertEqual(self.round.state, "missed")
        self.assertEqual(
            self.lines.mapped("result"), ["hazard", "not_inspected", "not_inspected"]
        )
        self.assertTrue(self.lines[0].hazard_id)
        self.assertFalse(self.duties[0].missed_since)
        self.assertTrue(self.duties[1].missed_since)

    def test_the_queries_of_a_failing_check_depend_on_the_depth_of_its_unit_alone(self):
        counts = []
        # The first one warms caches up.
        for siblings, measures, kinds in (
            (1, 1, ("site", "zone", "object", "unit")),
            (1, 1, ("site", "zone", "object", "unit")),
            (9, 30, ("site", "zone", "object", "unit")),
            (1, 1, ("site", "object", "unit")),
        ):
            unit = above = None
            for kind in kinds:
                unit, above = self._unit(f"New {kind}", unit, kind), unit
            for number in range(siblings):
                self._measure(self._event(self._unit(f"Pump {number}", above)))
            event = self._event(unit)
            for number in range(measures):
                self._measure(event, f"Valve {number}")
            duty = self._duty(self._measure(event, critical=True))
            counts.append(self._count_queries_of_failure(duty))
            self.assertEqual(unit.current_level, "2")
        _first, few, many, shallower = counts
        self.assertEqual(few, many)
        self.assertEqual(shallower, few - 1)

    def _count_queries_of_failure(self, duty):
        inspection = self.env["dp.inspection"]._generate(duty).with_user(self.worker)
        line = inspection.line_ids
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        inspection._submit([{"line_id": line.id, "result": "hazard"}])
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
