from contextlib import contextmanager

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .common import DoublePreventionCase


@freeze_time("2026-06-15 04:00:00")
class TestRiskAssessment(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls.env["dp.risk.event"].create(
            {"name": "Overpressure", "unit_id": cls.unit.id}
        )

    def _vals(self, stage, likelihood, severity, **vals):
        """Return the values of an assessment by LS with the thresholds of A."""
        ref = self.env.ref
        return {
            "event_id": self.event.id,
            "stage": stage,
            "method_id": ref("double_prevention.method_ls_a").id,
            "factor_value_ids": [
                Command.link(ref(f"double_prevention.method_ls_a_l_{likelihood}").id),
                Command.link(ref(f"double_prevention.method_ls_a_s_{severity}").id),
            ],
            "date": "2026-05-01",
            **vals,
        }

    def _score(self, *args, user=None, **vals):
        model = self.env["dp.risk.assessment"].with_user(user or self.officer)
        return model.create(self._vals(*args, **vals))

    @contextmanager
    def _refused(self, message, error=ValidationError):
        """Expect ``error`` with ``message``, and that nothing is left behind."""
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            yield

    # ------------------------------------------------------------------
    # results
    # ------------------------------------------------------------------

    def test_the_method_determines_score_and_level(self):
        one = self._score("inherent", 4, 5)
        self.assertEqual((one.score, one.level), (20, "1"))
        two = self._score("residual", 3, 5)
        self.assertEqual((two.score, two.level), (15, "2"))

    def test_the_event_and_the_nodes_above_follow_the_latest_of_each_stage(self):
        inherent = self._score("inherent", 4, 5)
        residual = self._score("residual", 2, 5)
        event = self.event
        self.assertEqual(event.inherent_assessment_id, inherent)
        self.assertEqual(event.residual_assessment_id, residual)
        self.assertEqual((event.inherent_level, event.residual_level), ("1", "3"))
        self.assertEqual((event.inherent_score, event.residual_score), (20, 10))
        self.assertEqual(
            (self.site.inherent_level, self.site.residual_level), ("1", "3")
        )
        self._score("residual", 1, 5, date="2026-06-01", reason="New relief valve")
        self.assertEqual((event.residual_score, event.residual_level), (5, "4"))
        self.assertEqual(self.site.residual_level, "4")

    def test_history_that_is_imported_later_does_not_become_the_current_one(self):
        self._score("inherent", 5, 5)
        current = self._score("residual", 2, 5)
        old = self._score("inherent", 5, 5, date="2025-01-01")
        self.assertFalse(old.previous_id)
        self.assertFalse(old.is_current)
        self.assertTrue(current.is_current)
        in_force = self.env["dp.risk.assessment"].search(
            [("is_current", "=", True), ("event_id", "=", self.event.id)]
        )
        self.assertEqual(len(in_force), 2)
        self.assertNotIn(old, in_force)

    def _rule(self, number=4):
        return self.env.ref(f"double_prevention.direct_major_rule_{number}")

    def test_a_rule_makes_it_major_by_its_clause_and_keeps_the_score(self):
        rule = self._rule()
        with self._refused("say why"):
            self._score("inherent", 2, 3, direct_major_rule_ids=rule.ids)
        one = self._score(
            "inherent",
            2,
            3,
            direct_major_rule_ids=rule.ids,
            direct_major_refuted_rule_ids=self._rule(3).ids,
            reason="Twelve people work there at once",
        )
        self.assertEqual((one.level, one.score, one.direct_major), ("1", 6, True))
        self.assertEqual(one.direct_major_clause_id, rule.legal_reference_id)
        event = self.event
        self.assertEqual((event.direct_major, event.inherent_score), (True, 6))
        self.assertEqual(event.direct_major_clause_id, rule.legal_reference_id)
        self.assertEqual(event.direct_major_rule_ids, rule)
        self.assertEqual(event.direct_major_reason, "Twelve people work there at once")

    def test_a_no_to_every_rule_leaves_the_level_to_the_score(self):
        one = self._score(
            "inherent",
            2,
            3,
            direct_major_refuted_rule_ids=(self._rule(3) | self._rule(4)).ids,
        )
        self.assertEqual((one.level, one.direct_major), ("4", False))
        self.assertFalse(self.event.direct_major_rule_ids)

    def test_a_rule_not_in_force_that_day_is_refused(self):
        old = self._rule().copy({"name": "Old", "valid_to": "2025-12-31"})
        for field in ("direct_major_rule_ids", "direct_major_refuted_rule_ids"):
            with self._refused("“4 Old” is not in force on"):
                self._score("inherent", 2, 3, reason="So it is", **{field: old.ids})
        self._score(
            "inherent",
            2,
            3,
            date="2025-12-31",
            reason="Twelve people",
            direct_major_rule_ids=old.ids,
        )

    def test_a_rule_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        rule = self._rule().copy({"company_id": other.id})
        vals = self._vals("inherent", 2, 3, direct_major_rule_ids=rule.ids, reason="So")
        with self._refused("belongs to another company"):
            self.env["dp.risk.assessment"].create(vals)

    def test_a_rule_is_not_answered_with_yes_and_no(self):
        rules = self._rule().ids
        with self._refused("with yes and no"):
            self._score(
                "inherent",
                2,
                3,
                reason="So",
                direct_major_rule_ids=rules,
                direct_major_refuted_rule_ids=rules,
            )

    def test_direct_determination_takes_the_level_from_the_person(self):
        one = self._assess(self.event, "inherent", "2")
        self.assertEqual((one.level, one.score), ("2", 0))
        with self._refused("needs the level"):
            self._assess(self.event, "residual", False)
        with self._refused("say why"):
            self._assess(self.event, "residual", "3", reason=" ")

    def test_the_event_is_told_who_scored_what_and_why(self):
        self._score("inherent", 4, 5)
        self._score("inherent", 5, 5, date="2026-06-01", reason="Pressure was raised")
        note = self.event.message_ids[0]
        self.assertIn("Inherent risk assessed by Officer", note.body)
        self.assertIn("LS 5x5 (five grades): Major, 25. Pressure was raised", note.body)
        self.assertEqual(note.author_id, self.officer.partner_id)

    # ------------------------------------------------------------------
    # what is refused
    # ------------------------------------------------------------------

    def test_a_given_score_or_level_is_refused(self):
        for wrong in ({"score": 1}, {"level": "4"}):
            with (
                self.subTest(wrong=wrong),
                self._refused("come from the method", UserError),
            ):
                self._score("inherent", 4, 5, **wrong)

    def test_exactly_one_sentence_per_factor_is_picked(self):
        ref = self.env.ref
        picks = {
            "one missing": ["ls_a_l_4"],
            "two of one factor": ["ls_a_l_4", "ls_a_l_5"],
            "one too many": ["ls_a_l_4", "ls_a_s_5", "ls_a_s_4"],
            "of another method": ["ls_a_l_4", "ls_b_s_5"],
            "none": [],
        }
        for name, values in picks.items():
            ids = [ref(f"double_prevention.method_{value}").id for value in values]
            with (
                self.subTest(picks=name),
                self._refused("Likelihood, Severity"),
            ):
                self._score("inherent", 1, 1, factor_value_ids=[Command.set(ids)])

    def test_a_residual_risk_worse_than_the_inherent_one_is_refused(self):
        self._score("inherent", 3, 5)
        for likelihood, severity in ((4, 5), (4, 4)):
            with (
                self.subTest(likelihood=likelihood, severity=severity),
                self._refused(
                    r"residual risk \((Major, 20|Larger, 16)\).*one \(Larger, 15\)",
                ),
            ):
                self._score("residual", likelihood, severity)

    def test_an_inherent_risk_better_than_the_residual_one_is_refused_alone(self):
        self._score("inherent", 4, 5)
        self._score("residual", 3, 5)
        with self._refused("Score both again"):
            self._score("inherent", 2, 5, date="2026-06-01", reason="Less pressure")
        both = self.env["dp.risk.assessment"].create(
            [
                self._vals("inherent", 2, 5, date="2026-06-01", reason="Less pressure"),
                self._vals("residual", 1, 5, date="2026-06-01", reason="Less pressure"),
            ]
        )
        self.assertEqual(both.mapped("level"), ["3", "4"])

    def test_a_residual_risk_without_an_inherent_one_is_refused(self):
        with self._refused("score the inherent risk before"):
            self._score("residual", 2, 5)

    def test_scoring_again_needs_a_reason(self):
        first = self._score("inherent", 4, 5)
        with self._refused("Overpressure: say why"):
            self._score("inherent", 5, 5, date="2026-06-01")
        second = self._score("inherent", 5, 5, date="2026-06-01", reason="More")
        self.assertEqual(second.previous_id, first)

    def test_it_is_not_dated_in_the_future(self):
        with self._refused("dated in the future"):
            self._score("inherent", 4, 5, date="2026-06-16")

    def test_a_method_out_of_force_on_the_day_is_refused(self):
        method = self.env.ref("double_prevention.method_direct").copy(
            {"valid_from": "2026-05-02"}
        )
        with self._refused("is not in force on 05/01/2026"):
            self._assess(
                self.event, "inherent", "2", method_id=method.id, date="2026-05-01"
            )

    def test_the_method_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        method = self.env.ref("double_prevention.method_direct").copy(
            {"company_id": other.id}
        )
        with self._refused("belongs to another company"):
            self._assess(self.event, "inherent", "2", method_id=method.id)

    def test_nobody_changes_or_deletes_an_assessment(self):
        one = self._score("inherent", 4, 5)
        for user in (self.officer, self.manager, self.env.user):
            with self._refused("Assess the event again", UserError):
                one.with_user(user).write({"reason": "Never mind"})
        with self._refused("never changed or deleted", UserError):
            one.sudo().unlink()
        for user in (self.officer, self.manager):
            with self.assertRaises(AccessError):
                one.with_user(user).unlink()
        with self._refused("never changed", UserError):
            one.sudo().write({"level": "4"})
        self.assertEqual((one.score, one.level), (20, "1"))

    def test_imported_rows_obey_the_same_rules(self):
        fields = [
            "event_id/.id", "stage", "method_id/id", "factor_value_ids/id", "date",
        ]  # fmt: skip
        value = "double_prevention.method_ls_a_{}"

        def row(stage, likelihood, severity):
            picks = f"{value.format(f'l_{likelihood}')},{value.format(f's_{severity}')}"
            return [
                str(self.event.id), stage, "double_prevention.method_ls_a", picks,
                "2026-05-01",
            ]  # fmt: skip

        model = self.env["dp.risk.assessment"].with_user(self.officer)
        worse = model.load(fields, [row("inherent", 3, 5), row("residual", 4, 5)])
        self.assertFalse(worse["ids"])
        self.assertIn("can't be worse", worse["messages"][0]["message"])
        self.assertFalse(self.event.assessment_ids)
        good = model.load(fields, [row("inherent", 4, 5), row("residual", 3, 5)])
        self.assertFalse(good["messages"])
        self.assertEqual(
            (self.event.inherent_level, self.event.residual_level), ("1", "2")
        )
        given = model.load([*fields, "level"], [[*row("residual", 2, 5), "Low"]])
        self.assertIn("come from the method", given["messages"][0]["message"])

    # ------------------------------------------------------------------
    # who may
    # ------------------------------------------------------------------

    def test_an_officer_scores_the_events_of_his_departments_only(self):
        self.assertEqual(self._score("inherent", 4, 5).assessor_ids.name, "Officer")
        foreign = self._unit(
            "Workshop", kind="object", department_id=self.maintenance.id
        )
        event = self.event.create({"name": "Fall", "unit_id": foreign.id})
        with self.assertRaises(AccessError):
            self._score("inherent", 4, 5, event_id=event.id)
        self._score("inherent", 4, 5, event_id=event.id, user=self.manager)

    def test_worker_and_auditor_read_and_do_not_score(self):
        one = self._score("inherent", 4, 5)
        for user in (self.worker, self.auditor):
            self.assertEqual(one.with_user(user).level, "1")
            with self.assertRaises(AccessError):
                self._score(
                    "inherent", 5, 5, date="2026-06-01", reason="Mine", user=user
                )

    def test_an_officer_who_sees_no_private_employee_data_names_assessors(self):
        colleagues = self.worker.employee_id | self.fixer.employee_id
        names = self.env["hr.employee"].with_user(self.officer).name_search("Work")
        self.assertIn((self.worker.employee_id.id, "Worker"), names)
        one = self._score("inherent", 4, 5, assessor_ids=[Command.set(colleagues.ids)])
        read = one.with_user(self.officer).read(["assessor_ids"])
        self.assertEqual(set(read[0]["assessor_ids"]), set(colleagues.ids))

    def test_assessments_of_another_company_are_not_seen(self):
        one = self._score("inherent", 4, 5)
        other = self.env["res.company"].create({"name": "Other Plant"})
        outsider = self._person("outsider", groups="group_dp_manager", company=other)
        theirs = one.with_user(outsider).with_context(allowed_company_ids=other.ids)
        self.assertNotIn(one, theirs.search([]))
        with self.assertRaises(AccessError):
            theirs.read(["level"])

    def test_the_form_of_an_assessment_is_only_read(self):
        one = self._score("inherent", 4, 5)
        view = Form(one.with_user(self.officer))
        self.assertEqual(view.level, "1")
