from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .test_inspection import NOW, InspectionCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestInspectionMissed(InspectionCase):
    def _mark_missed(self, moment="2026-03-11 00:10:00"):
        cron = self.env.ref("double_prevention.cron_dp_inspection_mark_missed")
        with freeze_time(moment), self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def _contributions(self, ended=False):
        return self.env["dp.risk.contribution"].search(
            [("kind", "=", "check_missed"), ("date_to", "!=" if ended else "=", False)]
        )

    def test_a_round_is_not_missed_before_its_window_is_over(self):
        self._mark_missed("2026-03-10 23:59:59")
        self.assertEqual(self.round.state, "planned")

    def test_a_missed_window_is_missed_exactly_once(self):
        self._mark_missed()
        self.assertRecordValues(
            self.round, [{"state": "missed", "answered_count": 0, "line_count": 3}]
        )
        self.assertEqual(set(self.lines.mapped("result")), {"not_inspected"})
        contributions = self._contributions()
        self.assertEqual(len(contributions), 3)
        self._mark_missed("2026-03-11 00:25:00")
        self.assertEqual(self._contributions(), contributions)
        self.assertFalse(self._contributions(ended=True))

    def test_a_missed_check_lowers_the_health_of_its_measure_and_says_why(self):
        self._mark_missed()
        contribution = self._contributions().filtered(
            lambda one: one.measure_id == self.valve
        )
        self.assertRecordValues(
            contribution,
            [
                {
                    "unit_id": self.unit.id,
                    "penalty": 0.5,
                    "reason": "check missed: Relief valve sealed (Worker)",
                }
            ],
        )
        self.assertEqual(self.valve.health, 0.5)
        self.assertEqual(self.duties[0].missed_since, datetime(2026, 3, 10))

    def test_the_first_missed_window_counts(self):
        with freeze_time("2026-03-11 00:10:00"):
            self.env["dp.inspection"]._generate(self.duties)
        self._mark_missed("2026-03-12 00:10:00")
        self.assertEqual(
            set(self.duties.mapped("missed_since")), {datetime(2026, 3, 10)}
        )
        self.assertEqual(len(self._contributions()), 3)

    def test_a_later_round_makes_up_for_what_was_missed(self):
        self._mark_missed()
        with freeze_time("2026-03-11 03:00:00"):
            later = self.env["dp.inspection"]._generate(self.duties)
            later.with_user(self.worker)._submit(
                [
                    {"line_id": later.line_ids[0].id, "result": "ok"},
                    {"line_id": later.line_ids[1].id, "value": 2000},
                    {"line_id": later.line_ids[2].id, "choice_id": self.loud.id},
                ]
            )
        self.assertFalse(self._contributions())
        self.assertEqual(len(self._contributions(ended=True)), 3)
        self.assertEqual(set(self.duties.mapped("missed_since")), {False})
        self.assertEqual(self.valve.health, 1)
        self.assertEqual(self.round.state, "missed")

    def test_a_window_noticed_as_missed_after_the_check_was_done_is_no_reason(self):
        self.duties.sudo().last_done = "2026-03-11 00:05:00"
        self._mark_missed()
        self.assertEqual(self.round.state, "missed")
        self.assertFalse(self._contributions())

    def test_an_archived_duty_contributes_no_longer(self):
        self._mark_missed()
        with freeze_time("2026-03-11 03:00:00"):
            self.duties[0].action_archive()
        self.assertNotIn(self.valve, self._contributions().measure_id)

    def _suspend(self, unit, date_from):
        self.env["dp.unit.suspension"].create(
            {"unit_id": unit.id, "date_from": date_from, "reason": "Overhaul"}
        )

    def test_a_round_of_a_unit_that_was_stopped_meanwhile_is_cancelled(self):
        self._suspend(self.zone, "2026-03-10 10:00:00")
        self._mark_missed()
        self.assertEqual(self.round.state, "cancelled")
        self.assertEqual(set(self.lines.mapped("result")), {"not_applicable"})
        self.assertFalse(self._contributions())

    def test_only_the_checks_of_the_stopped_unit_are_excused(self):
        pump = self._unit("Pump", self.place)
        duty = self._duty(self._measure(self._event(pump), "Pump guard"))
        self.env["dp.inspection"]._generate(duty)
        self._suspend(self.unit, "2026-03-10 10:00:00")
        self._mark_missed()
        self.assertEqual(self.round.state, "missed")
        self.assertEqual(self._contributions().measure_id, duty.measure_id)

    def test_closing_many_rounds_takes_as_many_queries_as_closing_few(self):
        measures = self.env["dp.control.measure"].create(
            [
                {"event_id": self.event.id, "name": f"M{n}", "check_content": "Good?"}
                for n in range(62)
            ]
        )
        duties = self.env["dp.duty"].create(
            [
                {
                    "measure_id": measure.id,
                    "rule_employee_id": self.worker.employee_id.id,
                    "date_start": datetime(2026, 1, 1, 0, index % 60),
                    "window_hours": 5,
                }
                for index, measure in enumerate(measures)
            ]
        )
        made = self.env["dp.inspection"]._generate(duties, datetime(2026, 3, 11))
        counts = []
        with freeze_time("2026-03-12 00:10:00"):
            # The first ones warm caches up, and tell the people of a second miss.
            for batch in (made[:2], made[2:4], made[4:14], made[14:]):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                batch._mark_missed()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])
