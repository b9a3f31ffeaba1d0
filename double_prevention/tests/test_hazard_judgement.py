from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
class TestHazardJudgement(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criterion = cls._criterion(
            name="Relief valve out of service",
            question="Is a relief valve out of service?",
        )
        cls.company.dp_criterion_pack_ids = cls.criterion.pack_id
        cls.hazard = cls._hazard(
            cls._tree()[-1], title="Relief valve seized", grade="major"
        )

    def _begin(self, user=None):
        """Return the judgement that ``user`` (default: the manager) begins."""
        action = self.hazard.with_user(user or self.manager).action_judge()
        return (
            self.env["dp.hazard.judgement"]
            .with_user(user or self.manager)
            .browse(action["res_id"])
        )

    def _line(self, judgement, criterion=None):
        criterion = criterion or self.criterion
        return judgement.line_ids.filtered(lambda line: line.criterion_id == criterion)

    def test_a_judgement_asks_the_criteria_of_the_company_likeliest_first(self):
        judgement = self._begin()
        self.assertEqual(judgement.line_ids[0].criterion_id, self.criterion)
        self.assertEqual(
            judgement.line_ids[0].question, "Is a relief valve out of service?"
        )
        order_16 = self.env.ref("double_prevention.criterion_order_16_major")
        self.assertEqual(judgement.line_ids.criterion_id, self.criterion | order_16)

    def test_the_clause_of_the_failed_measure_is_asked_first(self):
        measure = self._measure(self._event(self.hazard.unit_id))
        clause = self.env.ref("double_prevention.criterion_order_16_major")
        measure.failure_criterion_id = clause
        self.hazard.measure_id = measure
        self.assertEqual(self._begin().line_ids[0].criterion_id, clause)

    def test_a_draft_is_taken_up_again(self):
        self.assertEqual(self._begin(), self._begin())

    def test_one_clause_that_is_met_confirms_it_as_major(self):
        judgement = self._begin()
        self._line(judgement).answer = "yes"
        judgement.action_decide()
        self.assertEqual((judgement.state, judgement.result), ("done", "major"))
        self.assertEqual(self.hazard.criterion_id, self.criterion)
        self.assertEqual(self.hazard.grade, "major")
        self.assertFalse(self.hazard.suspected_major)
        self.assertEqual(self.hazard.state, "planning")

    def test_it_is_not_major_only_when_all_is_answered_and_a_reason_given(self):
        judgement = self._begin()
        self._line(judgement).answer = "no"
        with self.assertRaisesRegex(UserError, "1 questions are not answered"):
            judgement.action_decide()
        judgement.action_answer_no()
        with self.assertRaisesRegex(UserError, "say why"):
            judgement.action_decide()
        judgement.reason = "A spare valve holds the line"
        judgement.action_decide()
        self.assertEqual(self.hazard.grade, "general")
        self.assertFalse(self.hazard.suspected_major)

    def test_a_later_judgement_supersedes_and_both_stay(self):
        first = self._judge(self.hazard, criterion=self.criterion)
        second = self._judge(self.hazard)
        self.assertEqual(first.superseded_by_id, second)
        self.assertEqual(first.result, "major")
        self.assertEqual(self.hazard.grade, "general")
        for user in (self.manager, self.env.user):
            with self.assertRaisesRegex(UserError, "evidence"):
                first.with_user(user).reason = "Changed my mind"
            with self.assertRaisesRegex(UserError, "evidence"):
                first.with_user(user).line_ids[0].answer = "no"
            with self.assertRaisesRegex(UserError, "evidence"):
                first.with_user(user).unlink()

    def test_another_clause_changes_the_clause_and_nothing_else(self):
        self._judge(self.hazard, criterion=self.criterion)
        other = self.env.ref("double_prevention.criterion_order_16_major")
        self._judge(self.hazard, criterion=other)
        self.assertEqual(self.hazard.criterion_id, other)
        self.assertEqual(self.hazard.state, "planning")

    def test_who_is_not_qualified_does_not_judge(self):
        for user in (self.officer, self.worker, self.stranger, self.auditor):
            self.assertFalse(self.hazard.with_user(user).can_judge)
            with self.assertRaises(AccessError):
                self.hazard.with_user(user).action_judge()

    def test_a_company_names_who_judges(self):
        self.company.dp_judge_ids = self.stranger
        with self.assertRaisesRegex(AccessError, "not among those"):
            self._begin(self.manager)
        self._judge(self.hazard, self.stranger, self.criterion)
        self.assertEqual(self.hazard.criterion_id, self.criterion)

    def test_who_would_have_to_rectify_it_does_not_clear_it(self):
        self.company.dp_judge_ids = self.fixer | self.manager
        with self.assertRaisesRegex(UserError, "somebody else"):
            self._judge(self.hazard, self.fixer)
        self.assertTrue(self.hazard.suspected_major)

    def test_nobody_writes_the_draft_of_another(self):
        judgement = self._begin()
        second = self._person("manager2", self.plant, "group_dp_manager")
        for user in (second, self.worker, self.auditor):
            with self.assertRaises(AccessError):
                judgement.with_user(user).reason = "Mine"
            with self.assertRaises(AccessError):
                judgement.with_user(user).line_ids[0].answer = "no"

    def test_no_call_decides_or_asks_other_questions(self):
        judgement = self._begin()
        for vals in ({"state": "done"}, {"result": "general"}, {"judge_id": 1}):
            with self.assertRaisesRegex(UserError, "Decide"):
                judgement.write(vals)
        with self.assertRaisesRegex(UserError, "as it was asked"):
            judgement.line_ids[0].question = "Is it fine?"
        with self.assertRaises(AccessError):
            judgement.write({"line_ids": [(0, 0, {"question": "Is it fine?"})]})

    def test_a_closed_hazard_is_not_judged(self):
        self._judge(self.hazard)
        self.hazard.with_user(self.officer)._transition("reject", reason="Nothing")
        with self.assertRaisesRegex(UserError, "evidence"):
            self._begin()
