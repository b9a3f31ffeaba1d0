from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .common import DoublePreventionCase


@freeze_time("2026-06-15 04:00:00")
class TestRiskAssess(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.event = cls.env["dp.risk.event"].create(
            {"name": "Overpressure", "unit_id": cls._unit("Reactor", kind="object").id}
        )

    def _form(self, user=None, answer="no"):
        wizard = self.env["dp.risk.assess"].with_user(user or self.officer)
        form = Form(wizard.with_context(default_event_id=self.event.id))
        for position in range(len(form.rule_line_ids)):
            with form.rule_line_ids.edit(position) as line:
                line.answer = answer
        return form

    def _answer(self, form, number, answer):
        with form.rule_line_ids.edit(number - 1) as line:
            line.answer = answer

    def _pick(self, form, stage, *names):
        picks = getattr(form, f"{stage}_value_ids")
        for name in names:
            picks.add(self.env.ref(f"double_prevention.method_{name}"))

    def _assess_both(self):
        form = self._form()
        self._pick(form, "inherent", "ls_a_l_4", "ls_a_s_5")
        self._pick(form, "residual", "ls_a_l_2", "ls_a_s_5")
        form.save().action_assess()

    def test_score_level_and_action_follow_the_picked_sentences_at_once(self):
        form = self._form()
        self.assertEqual(form.method_id.code, "LS-A")
        self._pick(form, "inherent", "ls_a_l_4")
        self.assertFalse(form.inherent_level)
        self._pick(form, "inherent", "ls_a_s_5")
        self.assertEqual((form.inherent_level, form.inherent_score), ("1", 20))
        self.assertTrue(form.inherent_action.startswith("Stop at once"))
        self.assertFalse(form.residual_level)

    def test_both_stages_are_appended_with_one_button(self):
        self._assess_both()
        self.assertEqual(
            (self.event.inherent_level, self.event.residual_level), ("1", "3")
        )
        self.assertEqual(self.event.assessment_ids.assessor_ids.name, "Officer")

    def test_a_stage_left_empty_keeps_its_last_assessment(self):
        self._assess_both()
        inherent = self.event.inherent_assessment_id
        form = self._form()
        self.assertEqual(form.last_residual_text, "Last: General, 10 (06/15/2026)")
        self.assertTrue(form.reason_required)
        form.reason = "A second relief valve"
        self._pick(form, "residual", "ls_a_l_1", "ls_a_s_5")
        form.save().action_assess()
        self.assertEqual(self.event.inherent_assessment_id, inherent)
        self.assertEqual(self.event.residual_level, "4")
        self.assertEqual(len(self.event.assessment_ids), 3)

    def test_it_warns_before_a_worse_residual_risk_is_refused(self):
        form = self._form()
        self._pick(form, "inherent", "ls_a_l_4", "ls_a_s_5")
        self._pick(form, "residual", "ls_a_l_5", "ls_a_s_5")
        self.assertTrue(form.is_worse)
        wizard = form.save()
        with (
            self.assertRaisesRegex(ValidationError, "can't be worse"),
            self.env.cr.savepoint(),
        ):
            wizard.action_assess()
        self.assertFalse(self.event.assessment_ids)

    def test_a_half_picked_stage_is_refused(self):
        form = self._form()
        self._pick(form, "inherent", "ls_a_l_4", "ls_a_s_5")
        self._pick(form, "residual", "ls_a_l_1")
        with self.assertRaisesRegex(UserError, "one sentence for each factor"):
            form.save().action_assess()

    def test_another_method_drops_the_picks_of_the_first(self):
        form = self._form()
        self._pick(form, "inherent", "ls_a_l_4", "ls_a_s_5")
        form.method_id = self.env.ref("double_prevention.method_lec")
        self.assertFalse(form.inherent_value_ids.ids)
        self.assertFalse(form.inherent_level)
        self._pick(form, "inherent", "lec_l_10", "lec_e_6", "lec_c_15")
        self.assertEqual((form.inherent_score, form.inherent_level), (900, "1"))

    def test_it_goes_on_with_the_method_of_the_last_assessment(self):
        form = self._form()
        form.method_id = self.env.ref("double_prevention.method_lec")
        self._pick(form, "inherent", "lec_l_3", "lec_e_6", "lec_c_15")
        form.save().action_assess()
        self.assertEqual(self._form().method_id.code, "LEC")

    def test_a_yes_to_a_rule_makes_both_stages_major_and_keeps_their_scores(self):
        form = self._form()
        self._pick(form, "inherent", "ls_a_l_3", "ls_a_s_4")
        self._pick(form, "residual", "ls_a_l_2", "ls_a_s_4")
        self.assertEqual((form.inherent_level, form.reason_required), ("3", False))
        self._answer(form, 3, "yes")
        self.assertTrue(form.reason_required)
        form.reason = "S = 1.4 by GB 18218-2018"
        self.assertEqual((form.inherent_level, form.residual_level), ("1", "1"))
        form.save().action_assess()
        event = self.event
        self.assertEqual((event.inherent_level, event.residual_level), ("1", "1"))
        self.assertEqual((event.inherent_score, event.residual_score), (12, 8))
        rule = self.env.ref("double_prevention.direct_major_rule_3")
        self.assertEqual(event.direct_major_rule_ids, rule)
        self.assertEqual(event.direct_major_clause_id, rule.legal_reference_id)
        refuted = event.residual_assessment_id.direct_major_refuted_rule_ids
        self.assertEqual(refuted.mapped("code"), ["1", "2", "4"])

    def test_each_rule_in_force_is_answered_by_a_person(self):
        form = self._form(answer=False)
        self._pick(form, "inherent", "ls_a_l_3", "ls_a_s_4")
        self._answer(form, 1, "no")
        with self.assertRaisesRegex(UserError, "major by rule: 2 Happened"):
            form.save().action_assess()

    def test_another_day_asks_the_rules_of_that_day_and_keeps_the_answers(self):
        self.env.ref("double_prevention.direct_major_rule_4").valid_from = "2026-02-01"
        form = self._form()
        self.assertEqual(len(form.rule_line_ids), 4)
        form.date = "2026-01-31"
        self.assertEqual(len(form.rule_line_ids), 3)
        with form.rule_line_ids.edit(2) as line:
            self.assertEqual(line.answer, "no")

    def test_the_answers_of_before_are_proposed_again(self):
        self._assess_both()
        wizard = self.env["dp.risk.assess"].with_user(self.officer)
        form = Form(wizard.with_context(default_event_id=self.event.id))
        with form.rule_line_ids.edit(0) as line:
            self.assertEqual(line.answer, "no")

    def test_direct_determination_asks_for_level_and_reason(self):
        form = self._form()
        form.method_id = self.env.ref("double_prevention.method_direct")
        self.assertTrue(form.reason_required)
        form.direct_inherent_level = "2"
        form.direct_residual_level = "3"
        form.reason = "As the neighbouring reactor"
        form.save().action_assess()
        self.assertEqual(
            (self.event.inherent_level, self.event.residual_level), ("2", "3")
        )

    def test_the_event_opens_it_for_itself(self):
        action = self.event.with_user(self.officer).action_assess()
        self.assertEqual(action["res_model"], "dp.risk.assess")
        self.assertEqual(action["context"]["default_event_id"], self.event.id)

    def test_a_worker_does_not_assess(self):
        with self.assertRaises(AccessError):
            self._form(self.worker)
