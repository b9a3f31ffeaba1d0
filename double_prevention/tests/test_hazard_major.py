from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
class TestHazardMajor(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls._tree()[-1]

    def _as(self, user, hazard):
        return hazard.with_user(user)

    def test_a_report_as_major_is_a_suspicion_that_counts_at_once(self):
        hazard = self._hazard(self.unit, grade="major")
        self.assertTrue(hazard.suspected_major)
        self.assertEqual(self.unit.current_level, "1")
        self.assertIn("waits for judgement", self.unit.current_reason)
        self.assertEqual(hazard.major_file_id.step, "judging")
        self.assertEqual(hazard.major_file_id.suspected_by_id, self.worker)

    def test_every_colleague_may_suspect_and_an_auditor_may_not(self):
        hazard = self._hazard(self.unit)
        with self.assertRaisesRegex(UserError, "can't do the step"):
            self._as(self.auditor, hazard)._transition("suspect")
        before = hazard.deadline
        self._as(self.stranger, hazard)._transition("suspect", reason="Many people")
        self.assertEqual(hazard.grade, "major")
        self.assertTrue(hazard.suspected_major)
        self.assertGreater(hazard.deadline, before)
        self.assertEqual(self.unit.current_level, "1")

    def test_nothing_goes_on_before_the_judgement(self):
        hazard = self._hazard(self.unit, grade="major")
        with self.assertRaisesRegex(UserError, "make the plan"):
            self._as(self.officer, hazard).action_accept()
        with self.assertRaisesRegex(UserError, "has to judge it first"):
            self._as(self.officer, hazard)._transition("reject", reason="No")

    def test_nobody_changes_the_grade_by_a_call(self):
        hazard = self._hazard(self.unit, grade="major")
        criterion = self._criterion()
        for user in (self.worker, self.officer, self.manager, self.env.user):
            with self.assertRaisesRegex(UserError, "grade is locked"):
                self._as(user, hazard).write({"grade": "general"})
            for vals in ({"suspected_major": False}, {"criterion_id": criterion.id}):
                with self.assertRaisesRegex(UserError, "by the system alone"):
                    self._as(user, hazard).write(vals)
        self.assertTrue(hazard.suspected_major)

    def test_an_import_of_a_confirmed_one_is_refused(self):
        vals = {"title": "Leak", "unit_id": self.unit.id, "grade": "major"}
        hazards = self.env["dp.hazard"].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "by the system alone"):
            hazards.create({**vals, "criterion_id": self._criterion().id})
        self.assertTrue(hazards.create(vals).suspected_major)

    def test_the_decision_wizard_is_no_way_round_the_judgement(self):
        hazard = self._hazard(self.unit, grade="major")
        for event in ("downgrade", "confirm"):
            wizard = (
                self.env["dp.hazard.decision"]
                .with_user(self.manager)
                .create(
                    {
                        "event": event,
                        "hazard_ids": hazard.ids,
                        "reason": "Because",
                    }
                )
            )
            with self.assertRaisesRegex(UserError, "grade is locked"):
                wizard.action_confirm()

    def test_a_failed_check_of_such_a_measure_is_suspected(self):
        measure = self._measure(self._event(self.unit))
        measure.failure_criterion_id = self._criterion()
        line = self.env["dp.inspection.line"].new(
            {"measure_id": measure.id, "unit_id": self.unit.id, "note": "Seized"}
        )
        line.check_content = "Relief valve free?"
        values = self.env["dp.hazard"]._values_of_failure(line)
        self.assertEqual(values["grade"], "major")

    def test_what_reopens_a_confirmed_one_is_confirmed(self):
        hazard = self._hazard(self.unit, grade="major")
        criterion = self._criterion()
        self._judge(hazard, criterion=criterion)
        hazard._write_unguarded({"state": "closed"})
        new = self._as(self.officer, hazard)._transition("reopen", reason="Again")
        self.assertEqual((new.grade, new.criterion_id), ("major", criterion))
        self.assertFalse(new.suspected_major)
        self.assertTrue(new.major_file_id)
