from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date

from .common import DoublePreventionCase


class TestDirectMajorRule(DoublePreventionCase):
    """Questions that make a risk major: dated, and frozen once answered."""

    def _rule(self, number=3):
        return self.env.ref(f"double_prevention.direct_major_rule_{number}")

    def _answered(self, field, rule):
        event = self._event(self._unit("Store", kind="object"), "2", "4")
        values = self.env["dp.assessment.factor.value"].browse(
            self.env.ref(f"double_prevention.method_{name}").id
            for name in ("ls_a_l_2", "ls_a_s_3")
        )
        self.env["dp.risk.assessment"].create(
            {
                "event_id": event.id,
                "stage": "inherent",
                "method_id": self.env.ref("double_prevention.method_ls_a").id,
                "factor_value_ids": [Command.set(values.ids)],
                "reason": "Looked up",
                field: rule.ids,
            }
        )

    def _questions(self, date="2026-03-02"):
        rules = self.env["dp.direct.major.rule"].with_user(self.officer)
        return rules._get_questions(self.company, Date.to_date(date))

    def test_the_provincial_list_has_five_and_the_score_answers_one_itself(self):
        rules = self.env["dp.direct.major.rule"].search([])
        self.assertEqual(rules.mapped("code"), ["1", "2", "3", "4", "5"])
        self.assertEqual(rules.legal_reference_id.parent_id.code, "DB37/T 2882-2016")
        self.assertEqual(self._questions().mapped("code"), ["1", "2", "3", "4"])

    def test_only_rules_in_force_that_day_are_asked(self):
        self._rule(4).valid_to = "2026-03-01"
        self.assertNotIn(self._rule(4), self._questions())
        self.assertIn(self._rule(4), self._questions("2026-03-01"))

    def test_the_rule_of_a_company_is_asked_and_seen_there_only(self):
        other = self.env["res.company"].create({"name": "Other"})
        rule = self._rule().copy({"company_id": other.id})
        self.assertNotIn(rule, self._questions())
        seen = self.env["dp.direct.major.rule"].with_user(self.officer).search([])
        self.assertNotIn(rule, seen)

    def test_an_answered_rule_stays_as_it_was_asked(self):
        for number, field in (
            (3, "direct_major_rule_ids"),
            (4, "direct_major_refuted_rule_ids"),
        ):
            rule = self._rule(number)
            self.assertFalse(rule.is_used)
            self._answered(field, rule)
            rule.invalidate_recordset(["is_used"])
            self.assertTrue(rule.is_used)
            for user in (self.manager, self.env.user):
                with self.assertRaisesRegex(UserError, "stays as it was asked"):
                    rule.with_user(user).question = "Something else?"
                with self.assertRaisesRegex(UserError, "stays as it was asked"):
                    rule.with_user(user).unlink()
            rule.with_user(self.manager).valid_to = "2030-12-31"

    def test_the_rule_leads_to_the_assessments_it_makes_major(self):
        rule = self._rule()
        self._answered("direct_major_rule_ids", rule)
        self._answered("direct_major_refuted_rule_ids", rule)
        made = self.env["dp.risk.assessment"].search(
            rule.action_open_assessments()["domain"]
        )
        self.assertEqual(len(made & made.filtered("direct_major")), len(made))
        self.assertEqual(rule.assessment_count, len(made))

    def test_only_a_manager_changes_a_rule(self):
        rule = self._rule()
        for user in (self.worker, self.officer, self.auditor):
            self.assertTrue(rule.with_user(user).question)
            with self.assertRaises(AccessError):
                rule.with_user(user).valid_to = "2030-12-31"
        rule.with_user(self.manager).name = "Major hazard"
        self.assertEqual(rule.name, "Major hazard")
