from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DoublePreventionCase

MONDAY = "2026-03-02 02:00:00"  # 10:00 in Shanghai


@tagged("post_install", "-at_install")
class TestEscalationRule(DoublePreventionCase):
    """What waits too long goes up, tier by tier, once per step."""

    @classmethod
    @freeze_time(MONDAY)
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.env["dp.escalation.rule"].search([]).active = False
        *_above, cls.place, cls.unit = cls._tree()
        cls.leader = cls._person("leader", cls.team)
        cls.team.manager_id = cls._employee(cls.leader)
        cls.production.manager_id = cls._employee(cls.officer)
        cls.plant.manager_id = cls._employee(cls.manager)

    @classmethod
    def _employee(cls, user):
        return user.with_company(cls.company).employee_id

    @classmethod
    def _rule(cls, trigger, hours, tier, **vals):
        return cls.env["dp.escalation.rule"].create(
            {
                "name": f"{trigger} after {hours} h",
                "trigger": trigger,
                "delay_hours": hours,
                "tier": tier,
                "working_days": False,
                **vals,
            }
        )

    def _at(self, moment):
        """Let the scheduler run at a moment."""
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("double_prevention.cron_dp_escalation").method_direct_trigger()

    def _steps(self, hazard):
        steps = self.env["dp.escalation"].search(
            [("hazard_id", "=", hazard.id)], order="id"
        )
        return [(step.tier, step.user_id.login) for step in steps]

    @freeze_time(MONDAY)
    def _reported(self, **vals):
        return self._hazard(self.unit, **vals)

    def test_a_hazard_nobody_accepts_goes_up_a_ladder(self):
        self._rule("not_accepted", 24, "3")
        self._rule("not_accepted", 48, "2")
        hazard = self._reported()
        self._at("2026-03-03 01:59:00")
        self.assertEqual(self._steps(hazard), [])
        self._at("2026-03-03 02:00:00")
        self.assertEqual(self._steps(hazard), [("3", "leader")])
        self._at("2026-03-04 02:00:00")
        self.assertEqual(self._steps(hazard), [("3", "leader"), ("2", "officer")])

    def test_a_step_is_taken_once(self):
        self._rule("not_accepted", 24, "3")
        hazard = self._reported()
        self._at("2026-03-03 02:00:00")
        self._at("2026-03-03 02:15:00")
        self._at("2026-03-09 02:00:00")
        self.assertEqual(self._steps(hazard), [("3", "leader")])

    def test_who_is_responsible_himself_is_not_told_but_the_next_tier(self):
        self._rule("not_accepted", 24, "3")
        hazard = self._reported(responsible=self.leader)
        self._at("2026-03-03 02:00:00")
        self.assertEqual(self._steps(hazard), [("2", "officer")])

    def test_nobody_left_to_tell_is_written_down_on_the_hazard(self):
        self._rule("not_accepted", 24, "1")
        hazard = self._reported(responsible=self.manager)
        self._at("2026-03-03 02:00:00")
        self.assertEqual(self._steps(hazard), [("1", False)])
        self.assertIn("nobody is left to tell", hazard.message_ids[0].body)

    def test_a_hazard_sent_back_and_overdue_again_is_a_new_episode(self):
        self._rule("overdue", 0, "3")
        hazard = self._reported()
        with freeze_time(MONDAY):
            hazard.with_user(self.officer).deadline = "2026-03-04 09:00:00"
        self._at("2026-03-04 09:00:00")
        hazard.with_user(self.officer).deadline = "2026-03-10 09:00:00"
        self._at("2026-03-05 09:00:00")
        self.assertEqual(len(self._steps(hazard)), 1)
        self._at("2026-03-10 09:00:00")
        # the leader knows the hazard already
        self.assertEqual(self._steps(hazard), [("3", "leader"), ("2", "officer")])

    def test_days_off_do_not_count_where_the_rule_says_so(self):
        self._rule("not_accepted", 24, "3", working_days=True)
        with freeze_time("2026-02-27 02:00:00"):  # Friday 10:00
            hazard = self._hazard(self.unit)
        self._at("2026-03-01 02:00:00")
        self.assertEqual(self._steps(hazard), [])
        self._at("2026-03-02 02:00:00")
        self.assertEqual(self._steps(hazard), [("3", "leader")])

    def test_rectification_counts_as_started_once_something_is_recorded(self):
        self._rule("not_started", 24, "3")
        idle, busy = self._reported(), self._reported()
        with freeze_time(MONDAY):
            for hazard in (idle, busy):
                hazard.with_user(self.officer).action_accept()
            busy.with_user(self.fixer).measures_taken = "Gasket ordered"
        self._at("2026-03-03 02:00:00")
        self.assertEqual(self._steps(idle), [("3", "leader")])
        self.assertEqual(self._steps(busy), [])

    def test_a_verification_that_waits_goes_up(self):
        self._rule("verification_waiting", 48, "2")
        hazard = self._reported()
        with freeze_time(MONDAY):
            hazard.with_user(self.officer).action_accept()
            mine = hazard.with_user(self.fixer)
            mine.write(
                {
                    "measures_taken": "Gasket replaced",
                    "photo_after_ids": self._photo(self.fixer).ids,
                }
            )
            mine.action_rectify()
        self._at("2026-03-04 02:00:00")
        self.assertEqual(self._steps(hazard), [("2", "officer")])

    def test_an_extension_that_is_not_decided_goes_up(self):
        self._rule("extension_asked", 24, "1")
        hazard = self._reported()
        with freeze_time(MONDAY):
            hazard.with_user(self.officer).action_accept()
            extension = (
                self.env["dp.hazard.extension"]
                .with_user(self.fixer)
                .create(
                    {
                        "hazard_id": hazard.id,
                        "new_deadline": "2026-04-30 09:00:00",
                        "reason": "Spare part late",
                        "interim_measure": "Roped off",
                    }
                )
            )
            self.env.flush_all()
            # the database gives the moment of creation, past the frozen clock
            self.env.cr.execute(
                "UPDATE dp_hazard_extension SET create_date = %s WHERE id = %s",
                (MONDAY, extension.id),
            )
            extension.invalidate_recordset(["create_date"])
        self._at("2026-03-03 02:00:00")
        self.assertEqual(self._steps(hazard), [("1", "manager")])
        self.assertEqual(hazard.escalated_tier, "1")

    def test_a_round_not_started_goes_to_the_team_and_is_written_on_it(self):
        self._rule("round_not_started", 2, "3")
        begun, waiting = self.env["dp.inspection"].create(
            [
                {
                    "unit_id": self.place.id,
                    "employee_id": self._employee(self.worker).id,
                    "date_start": MONDAY,
                    "date_end": "2026-03-02 10:00:00",
                    "state": state,
                }
                for state in ("in_progress", "planned")
            ]
        )
        self._at("2026-03-02 04:00:00")
        steps = self.env["dp.escalation"].search([("unit_id", "=", self.place.id)])
        self.assertEqual(steps.inspection_id, waiting)
        self.assertEqual(steps.user_id, self.leader)
        self.assertIn("Escalated to Leader", waiting.message_ids[0].body)
        self.assertFalse(begun.message_ids.filtered(lambda m: "Escalated" in m.body))

    def test_grade_and_level_restrict_a_rule(self):
        self._rule("not_accepted", 24, "3", grade="major")
        self._rule("not_accepted", 24, "3", level="1")
        hazard = self._reported()
        self._at("2026-03-03 02:00:00")
        self.assertEqual(self._steps(hazard), [])

    def test_the_person_told_gets_one_notice_and_an_activity_while_it_waits(self):
        self._rule("not_accepted", 24, "3", urgent=True)
        hazard = self._reported()
        self._at("2026-03-03 02:00:00")
        # An early warning may tell him, too.
        notice = self.env["dp.notice"].search(
            [("user_id", "=", self.leader.id), ("kind", "=", "escalation")]
        )
        self.assertEqual(len(notice), 1)
        self.assertTrue(notice.urgent)
        self.assertEqual(notice.res_id, hazard.id)
        kind = self.env.ref("double_prevention.activity_type_hazard_escalated")
        mine = hazard.activity_ids.filtered(lambda one: one.activity_type_id == kind)
        self.assertEqual(mine.user_id, self.leader)
        self.assertEqual(hazard.escalated_tier, "3")
        self.assertIn(
            hazard, self.env["dp.hazard"].search([("escalated_tier", "!=", False)])
        )
        with freeze_time("2026-03-03 03:00:00"):
            hazard.with_user(self.officer).action_accept()
        self.assertFalse(
            hazard.activity_ids.filtered(lambda one: one.activity_type_id == kind)
        )
        self.assertFalse(hazard.escalated_tier)
        self.assertEqual(hazard.escalation_count, 1)
        self.assertNotIn(
            hazard, self.env["dp.hazard"].search([("escalated_tier", "!=", False)])
        )

    def test_another_company_keeps_its_own_rules(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._rule("not_accepted", 24, "3", company_id=other.id)
        hazard = self._reported()
        self._at("2026-03-03 02:00:00")
        self.assertEqual(self._steps(hazard), [])

    def test_three_times_the_steps_cost_less_than_twice_the_queries(self):
        rule = self._rule("not_accepted", 24, "3")
        counts = []
        for number in (5, 15):
            for _index in range(number):
                self._reported()
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time("2026-03-03 02:00:00"):
                start = self.env.cr.sql_log_count
                taken = rule._escalate(self.env.cr.now().replace(microsecond=0))
                self.env.flush_all()
            self.assertEqual(len(taken), number)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLess(counts[1], 2 * counts[0])

    def test_only_managers_write_rules(self):
        rule = self._rule("overdue", 0, "3")
        for user in (self.worker, self.officer, self.auditor):
            with self.assertRaises(AccessError):
                rule.with_user(user).delay_hours = 1
        rule.with_user(self.manager).delay_hours = 1
        self.assertEqual(rule.delay_hours, 1)
