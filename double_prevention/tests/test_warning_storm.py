from freezegun import freeze_time

from odoo.tests import tagged

from .test_warning import WarningCase

EVENING = "2026-11-23 09:00:00"
NEXT_MORNING = "2026-11-24 01:00:00"
STORM = 1000


@tagged("post_install", "-at_install")
class TestWarningStorm(WarningCase):
    """A server that stood still must not send a thousand mails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dp.warning.rule"].with_context(active_test=False).search(
            [("company_id", "=", False)]
        ).active = True

    def _plant(self, number):
        """Return units with one measure and one missed round each."""
        units = self._units(number)
        events = self.env["dp.risk.event"].create(
            [{"name": "Leak", "unit_id": unit.id} for unit in units]
        )
        measures = self.env["dp.control.measure"].create(
            [
                {"event_id": event.id, "name": "Bolts", "check_content": "Tight?"}
                for event in events
            ]
        )
        employee = self.worker.with_company(self.company).employee_id
        duties = self.env["dp.duty"].create(
            [
                {
                    "measure_id": measure.id,
                    "rule_employee_id": employee.id,
                    "date_start": "2026-11-01 00:00:00",
                }
                for measure in measures
            ]
        )
        rounds = self.env["dp.inspection"].create(
            [
                {
                    "unit_id": unit.id,
                    "employee_id": employee.id,
                    "date_start": "2026-11-23 00:00:00",
                    "date_end": "2026-11-23 08:00:00",
                }
                for unit in units
            ]
        )
        self.env["dp.inspection.line"].create(
            [
                {
                    "inspection_id": one.id,
                    "unit_id": duty.unit_id.id,
                    "measure_id": duty.measure_id.id,
                    "duty_id": duty.id,
                    "check_content": "Tight?",
                }
                for one, duty in zip(rounds, duties, strict=True)
            ]
        )
        self.env.flush_all()
        return rounds

    @freeze_time(EVENING)
    def test_a_thousand_missed_checks_are_a_few_warnings_and_one_mail(self):
        last = self.env["mail.mail"].search([], limit=1, order="id desc").id or 0
        self._plant(STORM)._mark_missed()
        warnings = self._open()
        self.assertLessEqual(len(warnings), 5)
        missed = warnings.filtered(
            lambda one: one.trigger == "round_missed" and not one.rule_id.place_level
        )
        self.assertEqual(missed.count, STORM)
        with freeze_time(NEXT_MORNING), self.enter_registry_test_mode():
            self.env.ref(
                "double_prevention.cron_dp_notice_deliver"
            ).method_direct_trigger()
        mails = self.env["mail.mail"].search([("id", ">", last)])
        by_person = mails.grouped("recipient_ids")
        self.assertTrue(mails)
        for partner, mine in by_person.items():
            self.assertEqual(len(mine), 1, partner.name)

    @freeze_time(EVENING)
    def test_a_storm_costs_the_same_however_many_checks(self):
        def count(rounds):
            self.env.invalidate_all()
            causes = [
                one._describe_miss(one.unit_id, one.employee_id) for one in rounds
            ]
            before = self.env.cr.sql_log_count
            self.env["dp.warning"]._raise_for("round_missed", causes)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few, many = self._plant(20), self._plant(200)
        first = count(few)
        self._open()._close_by_itself()
        second = count(many)
        self.assertLessEqual(second, first + 5)

    @freeze_time(EVENING)
    def test_warning_of_a_failed_check_costs_the_same_in_any_plant(self):
        """[check_to_level]: queries depend on the depth of the unit alone."""
        rounds = self._plant(30)
        event = self._event(self.unit, inherent="1", residual="3")
        duties = [
            self._duty(self._measure(event, name, critical=True))
            for name in ("Valve", "Gauge")
        ]

        def count(duty):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._contribute(duty, floor="1")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self._contribute(duties[0], floor="1")
        self._end_contributions(duties[0])
        small = count(duties[1])
        self._end_contributions(duties[1])
        self._open()._close_by_itself()
        rounds[:20]._mark_missed()
        self._plant(200)
        self.assertLessEqual(count(duties[1]), small + 2)
