from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DoublePreventionCase

NOW = "2026-11-23 02:00:00"  # a Monday, ten o'clock in Shanghai


class WarningCase(DoublePreventionCase):
    """A plant whose departments have managers, and one rule under test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dp.warning.rule"].search([]).active = False
        for department, user in (
            (cls.plant, cls.manager),
            (cls.production, cls.officer),
            (cls.team, cls.worker),
        ):
            department.manager_id = user.with_company(cls.company).employee_id
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()

    @classmethod
    def _rule(cls, trigger, **vals):
        return cls.env["dp.warning.rule"].create(
            {"name": trigger, "trigger": trigger, "company_id": cls.company.id, **vals}
        )

    def _cause(self, unit=None, **vals):
        unit = unit or self.unit
        return {
            "record": unit,
            "unit": unit,
            "reason": lambda env: f"something at {unit.name}",
            **vals,
        }

    def _raise(self, trigger, *causes):
        return self.env["dp.warning"]._raise_for(trigger, list(causes))

    def _open(self):
        return self.env["dp.warning"].search([("state", "!=", "closed")])

    def _units(self, number):
        return self.env["dp.risk.unit"].create(
            [
                {
                    "name": f"Pump {index}",
                    "kind": "unit",
                    "parent_id": self.place.id,
                    "company_id": self.company.id,
                    "department_id": self.team.id,
                }
                for index in range(number)
            ]
        )


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWarning(WarningCase):
    """One live warning per cause."""

    def test_one_cause_has_one_warning_that_counts(self):
        self._rule("round_missed")
        warning = self._raise("round_missed", self._cause())
        self.assertEqual(self._raise("round_missed", self._cause()), warning)
        self.assertEqual(warning.count, 2)
        self.assertEqual(warning.name, "something at Reactor")
        self.assertEqual(warning.department_id, self.team)

    def test_without_a_rule_nothing_is_told_and_no_query_made(self):
        self.env["dp.warning.rule"]._get_rules("round_missed")
        with self.assertQueryCount(0):
            self.assertFalse(self._raise("round_missed", self._cause()))

    def test_a_rule_of_another_company_is_silent(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._rule("round_missed", company_id=other.id)
        self.assertFalse(self._raise("round_missed", self._cause()))

    def test_a_rule_for_red_places_lets_others_pass(self):
        self._rule("round_missed", place_level="1")
        self.assertFalse(self._raise("round_missed", self._cause()))
        self._event(self.unit, inherent="1", residual="1")
        self.assertTrue(self._raise("round_missed", self._cause()))

    def test_the_people_of_the_rule_are_told(self):
        self._rule(
            "round_missed",
            to_person=True,
            to_tier_3=True,
            user_ids=[fields.Command.link(self.manager.id)],
        )
        fixer = self.fixer.with_company(self.company).employee_id
        warning = self._raise("round_missed", self._cause(employee=fixer))
        expected = self.fixer | self.worker | self.manager
        self.assertEqual(warning.receiver_ids, expected)
        notices = self.env["dp.notice"].search([("res_id", "=", warning.id)])
        self.assertEqual(notices.user_id, expected)
        self.assertEqual(
            set(notices.mapped("summary")), {"General: something at Reactor"}
        )

    def test_the_second_miss_goes_to_the_workshop(self):
        self._rule("round_missed", to_tier_3=True, step_count=2, step_tier="2")
        warning = self._raise("round_missed", self._cause())
        self.assertEqual(warning.receiver_ids, self.worker)
        self._raise("round_missed", self._cause())
        self.assertEqual(warning.receiver_ids, self.worker | self.officer)
        self.assertEqual(warning.step, 1)

    def test_it_is_told_once_while_nothing_gets_worse(self):
        self._rule("round_missed", to_tier_3=True)
        warning = self._raise("round_missed", self._cause())
        self.env["dp.notice"].search([]).write({"state": "sent"})
        self._raise("round_missed", self._cause())
        notices = self.env["dp.notice"].search([("res_id", "=", warning.id)])
        self.assertEqual(notices.mapped("state"), ["sent"])

    def test_it_climbs_and_is_told_again_while_nobody_acts(self):
        rule = self._rule(
            "hazard_overdue", level="2", to_person=True, step_days=3, step_tier="1"
        )
        hazard = self._hazard(self.unit)
        hazard.deadline = "2026-11-20 09:00:00"
        hazard._refresh_deadline_status()
        warning = self._open()
        self.assertEqual((warning.level, warning.hazard_id), ("2", hazard))
        with freeze_time("2026-11-26 03:00:00"):
            rule._evaluate()
        self.assertEqual((warning.level, warning.step, warning.count), ("1", 1, 1))
        self.assertIn(self.manager, warning.receiver_ids)

    def test_a_storm_is_told_as_one_warning_per_department(self):
        self._rule("round_missed", to_tier_3=True)
        causes = [self._cause(unit) for unit in self._units(20)]
        warning = self._raise("round_missed", *causes)
        self.assertEqual(len(warning), 1)
        self.assertTrue(warning.is_grouped)
        self.assertEqual((warning.count, warning.unit_id), (20, self.place))
        self.assertEqual(warning.name, "20 times “round_missed” in Reactor Team")
        self.assertEqual(self._raise("round_missed", causes[0]), warning)
        self.assertEqual(warning.count, 21)

    def test_what_has_its_own_warning_keeps_it_in_a_storm(self):
        self._rule("round_missed")
        units = self._units(10)
        own = self._raise("round_missed", self._cause(units[0]))
        self._raise("round_missed", *[self._cause(unit) for unit in units])
        self.assertEqual(own.count, 2)
        self.assertEqual((self._open() - own).count, 9)

    def test_after_its_end_it_is_silent_for_a_while(self):
        self._rule("measure_fails", cooldown_hours=24)
        warning = self._raise("measure_fails", self._cause())
        warning._close_by_itself()
        self.assertFalse(self._raise("measure_fails", self._cause()))
        with freeze_time("2026-11-24 03:00:00"):
            self.assertTrue(self._raise("measure_fails", self._cause()))

    def test_each_language_gets_its_sentence(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self._rule("round_missed")
        warning = self._raise(
            "round_missed", self._cause(reason=lambda env: f"in {env.lang}")
        )
        self.assertEqual(warning.with_context(lang="zh_CN").name, "in zh_CN")
        self.assertEqual(warning.with_context(lang="en_US").name, "in en_US")

    # ------------------------------------------------------------------
    # WHAT PEOPLE DO
    # ------------------------------------------------------------------

    def test_who_was_told_takes_it_up_and_closes_it_with_a_note(self):
        self._rule("round_missed", to_tier_3=True)
        warning = self._raise("round_missed", self._cause()).with_user(self.worker)
        warning.action_acknowledge()
        self.assertEqual(
            (warning.state, warning.user_id), ("acknowledged", self.worker)
        )
        with self.assertRaises(UserError):
            warning.action_close()
        warning.note = "Checked it myself"
        warning.action_close()
        self.assertEqual(warning.state, "closed")
        self.assertEqual(warning.closed_by_id, self.worker)

    def test_a_closed_warning_is_evidence(self):
        self._rule("round_missed")
        warning = self._raise("round_missed", self._cause()).with_user(self.manager)
        warning.note = "Done"
        warning.action_close()
        for act in (
            lambda: warning.write({"note": "Nothing happened"}),
            warning.action_acknowledge,
            warning.action_close,
        ):
            with self.assertRaises(UserError):
                act()
        with self.assertRaises(AccessError):
            warning.unlink()
        with self.assertRaises(UserError):
            warning.sudo().unlink()

    def test_nobody_writes_what_the_rule_decides(self):
        self._rule("round_missed")
        warning = self._raise("round_missed", self._cause()).with_user(self.manager)
        for vals in ({"level": "4"}, {"state": "closed"}, {"count": 0}):
            with self.assertRaises(UserError):
                warning.write(vals)

    def test_who_may_not_see_a_warning(self):
        self._rule("round_missed", to_tier_3=True)
        warning = self._raise("round_missed", self._cause())
        for user in (self.fixer, self.stranger):
            self.assertFalse(warning.with_user(user).has_access("read"))
            with self.assertRaises(AccessError):
                warning.with_user(user).action_acknowledge()
        for user in (self.worker, self.officer, self.manager, self.auditor):
            self.assertTrue(warning.with_user(user).has_access("read"))
        self.assertFalse(warning.with_user(self.auditor).has_access("write"))
        with self.assertRaises(AccessError):
            warning.with_user(self.auditor).action_acknowledge()

    def test_an_officer_does_not_see_other_departments(self):
        self._rule("round_missed")
        self.unit.department_id = self.maintenance
        warning = self._raise("round_missed", self._cause())
        self.assertFalse(warning.with_user(self.officer).has_access("read"))

    def test_another_company_sees_nothing(self):
        self._rule("round_missed")
        self._raise("round_missed", self._cause())
        other = self.env["res.company"].create({"name": "Other Plant"})
        foreigner = self._person("foreigner", None, "group_dp_manager", other)
        warnings = self.env["dp.warning"].with_user(foreigner)
        self.assertFalse(
            warnings.with_context(allowed_company_ids=other.ids).search([])
        )

    def test_it_opens_its_cause(self):
        self._rule("round_missed")
        warning = self._raise("round_missed", self._cause())
        self.assertEqual(warning.action_open_cause()["res_id"], self.unit.id)
        self.assertEqual(self.site.with_user(self.manager).warning_count, 1)
        action = self.site.with_user(self.manager).action_open_warnings()
        self.assertEqual(action["res_id"], warning.id)
