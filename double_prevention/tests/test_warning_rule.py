from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_warning import NOW, WarningCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWarningRule(WarningCase):
    """The triggers of DOMAIN.md 4.5."""

    def _evaluated(self, rule):
        """Let a rule look; return its open warnings."""
        rule._evaluate()
        return self._open().filtered(lambda one: one.rule_id == rule)

    def _round(self, start, end, **vals):
        return self.env["dp.inspection"].create(
            {
                "unit_id": self.place.id,
                "employee_id": self.worker.with_company(self.company).employee_id.id,
                "date_start": start,
                "date_end": end,
                **vals,
            }
        )

    def _missed_round(self, duty, start, end):
        one = self._round(start, end)
        self.env["dp.inspection.line"].create(
            {
                "inspection_id": one.id,
                "unit_id": duty.unit_id.id,
                "measure_id": duty.measure_id.id,
                "duty_id": duty.id,
                "check_content": "Tight?",
            }
        )
        return one

    def test_a_round_that_ends_soon_and_has_not_begun(self):
        rule = self._rule("round_due", delay_hours=2, to_person=True, channel="inbox")
        self._round("2026-11-22 22:00:00", "2026-11-23 03:00:00")
        self._round("2026-11-22 22:00:00", "2026-11-23 05:00:00")
        self._round("2026-11-23 01:30:00", "2026-11-23 03:00:00")
        warning = self._evaluated(rule)
        self.assertEqual(len(warning), 1)
        self.assertEqual(warning.receiver_ids, self.worker)
        with freeze_time("2026-11-23 03:00:00"):
            self.assertFalse(self._evaluated(rule).filtered(lambda one: one == warning))

    def test_a_missed_round_is_warned_of_until_it_is_made_up_for(self):
        rule = self._rule("round_missed", to_tier_3=True)
        duty = self._duty(self._measure(self._event(self.unit)))
        one = self._missed_round(duty, "2026-11-22 22:00:00", "2026-11-23 01:00:00")
        one._mark_missed()
        warning = self._open()
        self.assertEqual(warning.unit_id, self.place)
        self.assertEqual(self._evaluated(rule), warning)
        self.assertEqual(warning.count, 1)
        duty._mark_answered(fields.Datetime.now())
        self.assertFalse(self._evaluated(rule))
        self.assertEqual(warning.state, "closed")
        self.assertFalse(warning.closed_by_id)

    def test_hazards_that_wait(self):
        for trigger, hours in (
            ("hazard_not_accepted", 24),
            ("hazard_not_rectified", 72),
        ):
            rule = self._rule(trigger, delay_hours=hours, to_manager=True)
            hazard = self._hazard(self.unit)
            with freeze_time(fields.Datetime.add(fields.Datetime.now(), hours=hours)):
                warning = self._evaluated(rule).filtered(
                    lambda one, h=hazard: one.hazard_id == h
                )
                self.assertTrue(warning, trigger)
                self.assertEqual(warning.receiver_ids, self.worker)
            rule.active = False

    def test_a_major_hazard_is_told_the_company_at_once(self):
        self._rule("hazard_major", level="1", to_tier_1=True, urgent=True)
        self._hazard(self.unit)
        self.assertFalse(self._open())
        hazard = self._hazard(self.unit, grade="major")
        warning = self._open()
        self.assertEqual((warning.level, warning.hazard_id), ("1", hazard))
        self.assertEqual(warning.receiver_ids, self.manager)
        self.assertTrue(self.env["dp.notice"].search([("urgent", "=", True)]))
        self.assertEqual(hazard.warning_count, 1)
        self.assertEqual(hazard.action_open_warnings()["res_id"], warning.id)

    def test_the_end_of_a_hazard_ends_its_warnings(self):
        self._rule("hazard_overdue")
        hazard = self._hazard(self.unit)
        hazard.deadline = "2026-11-20 09:00:00"
        hazard._refresh_deadline_status()
        warning = self._open()
        hazard.with_user(self.officer)._transition("reject", reason="A mistake")
        self.assertEqual(warning.state, "closed")

    def test_a_measure_that_fails_again_until_it_is_assessed_again(self):
        rule = self._rule("measure_fails", threshold=3, period_days=90, to_tier_2=True)
        event = self._event(self.unit)
        duty = self._duty(self._measure(event))
        for day in ("10", "12"):
            self._fail(duty, f"2027-01-{day} 02:00:00")
        with freeze_time("2027-01-13 02:00:00"):
            self.assertFalse(self._evaluated(rule))
            self._fail(duty, "2027-01-13 01:00:00")
            warning = self._evaluated(rule)
            self.assertEqual(warning.count, 3)
            self.assertEqual(warning.receiver_ids, self.officer)
        with freeze_time("2027-05-13 02:00:00"):
            self.assertFalse(self._evaluated(rule))

    def _fail(self, duty, moment):
        one = self._missed_round(duty, "2027-01-01 00:00:00", moment)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dp_inspection_line SET result = 'hazard', answered_at = %s "
            "WHERE inspection_id = %s",
            (moment, one.id),
        )
        self.env.invalidate_all()

    def test_a_level_that_got_worse_is_told_who_controls_it(self):
        rule = self._rule("level_worse", level_of_unit=True, to_control_tier=True)
        event = self._event(self.unit, inherent="1", residual="3")
        duty = self._duty(self._measure(event, critical=True))
        self._contribute(duty, floor="2")
        warning = self._open()
        self.assertEqual(warning.unit_id, self.unit)
        self.assertEqual(warning.level, self.unit.current_level)
        self.assertTrue(warning.receiver_ids)
        self.assertEqual(self._evaluated(rule), warning)
        self._end_contributions(duty)
        with freeze_time("2026-12-23 02:00:00"):
            self.unit._refresh_levels()
            self.assertEqual(warning.state, "closed")

    def test_who_never_finds_anything_is_looked_after(self):
        rule = self._rule(
            "rounds_all_good", threshold=3, period_days=30, to_manager=True
        )
        for day in range(20, 23):
            one = self._round(f"2026-11-{day} 00:00:00", f"2026-11-{day} 08:00:00")
            one._count_lines()
            one.write({"state": "done", "submitted_at": f"2026-11-{day} 04:00:00"})
        warning = self._evaluated(rule)
        self.assertEqual((warning.count, warning.department_id), (3, self.team))

    def test_gaps_of_the_register_are_one_warning_per_department(self):
        event = self._event(self.unit)
        self._measure(event)
        self._measure(event, "Gauge")
        rule = self._rule("measure_unchecked", to_manager=True)
        warning = self._evaluated(rule)
        self.assertEqual((warning.count, warning.department_id), (2, self.team))
        self.assertEqual(warning.receiver_ids, self.worker)
        self.assertIn("2 measures without a check", warning.name)
        self._measure(event, "Seal")
        self._evaluated(rule)
        self.assertIn("3 measures without a check", warning.name)
        self._duty(event.measure_ids[0])
        self._duty(event.measure_ids[1])
        self._duty(event.measure_ids[2])
        self.assertFalse(self._evaluated(rule))

    def test_events_without_a_measure_and_checks_of_who_left(self):
        event = self._event(self.unit)
        rule = self._rule("event_unprotected")
        self.assertEqual(self._evaluated(rule).count, 1)
        duty = self._duty(self._measure(event), self.fixer)
        self.assertFalse(self._evaluated(rule))
        left = self._rule("person_left")
        self.assertFalse(self._evaluated(left))
        duty.sudo().rule_employee_id.active = False
        self.assertEqual(self._evaluated(left).count, 1)

    def test_an_assessment_that_is_out_of_date(self):
        self._event(self.unit)
        rule = self._rule("assessment_stale", period_days=365)
        self.assertFalse(self._evaluated(rule))
        with freeze_time("2027-06-01 02:00:00"):
            self.assertEqual(self._evaluated(rule).count, 1)

    def test_a_check_without_a_person(self):
        duty = self._duty(self._measure(self._event(self.unit)))
        rule = self._rule("duty_unassigned")
        self.assertFalse(self._evaluated(rule))
        duty.employee_id = False
        self.assertEqual(self._evaluated(rule).count, 1)

    def test_every_trigger_that_comes_with_the_product_can_be_evaluated(self):
        rules = self.env["dp.warning.rule"].with_context(active_test=False)
        rules = rules.search([("company_id", "=", False)])
        rules.active = True
        rules._evaluate()
        self.assertEqual(
            {rule.trigger for rule in rules},
            {key for key, _name in rules._fields["trigger"].selection},
        )

    def test_only_managers_change_rules(self):
        rule = self._rule("round_missed")
        for user in (self.worker, self.officer, self.auditor):
            self.assertTrue(rule.with_user(user).has_access("read"))
            with self.assertRaises(AccessError):
                rule.with_user(user).active = False
            with self.assertRaises(AccessError):
                rule.with_user(user).action_evaluate()
        rule.with_user(self.manager).action_evaluate()

    def test_an_auditor_who_is_manager_too_changes_nothing(self):
        rule = self._rule("round_missed")
        self.auditor.group_ids |= self.env.ref("double_prevention.group_dp_manager")
        with self.assertRaises(AccessError):
            rule.with_user(self.auditor).active = False
