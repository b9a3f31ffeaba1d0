from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import DoublePreventionCase

PLAN = {
    "plan_goal": "No leak",
    "plan_methods": "New flange",
    "plan_funds": "2000",
    "plan_organisation": "Maintenance team",
    "plan_time": "Two weeks",
    "plan_safety": "Area closed off",
}


@tagged("post_install", "-at_install")
class TestHazardWorkflow(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls._tree()[-1]
        cls.hazard = cls._hazard(cls.unit)
        cls.second_manager = cls._person("manager2", cls.plant, "group_dp_manager")

    def _as(self, user, hazard=None):
        return (hazard or self.hazard).with_user(user)

    def _rectified(self):
        """Bring the hazard to "verifying" by the hands of the fixer."""
        self._as(self.officer).action_accept()
        mine = self._as(self.fixer)
        mine.write(
            {
                "measures_taken": "Gasket replaced",
                "photo_after_ids": self._photo(self.fixer).ids,
            }
        )
        mine.action_rectify()
        return self.hazard

    def _planned(self):
        """Make the hazard major, with a complete plan written by the officer."""
        self._judge(self.hazard, criterion=self._criterion())
        self._as(self.officer).write(PLAN)

    # general hazards -------------------------------------------------

    def test_a_general_hazard_goes_from_the_report_to_its_verified_end(self):
        self.assertEqual(self.hazard.verifier_id, self.officer)
        self._rectified()
        self.assertEqual(self.hazard.state, "verifying")
        self.assertEqual(self.hazard.rectified_by_ids, self.fixer)
        self._as(self.officer).write({"verification_note": "Tight"})
        self._as(self.officer).action_verify()
        self.assertEqual(self.hazard.state, "closed")
        self.assertEqual(self.hazard.stage_id.state, "closed")
        self.assertTrue(self.hazard.date_closed)

    def test_nothing_is_rectified_without_photo_and_words(self):
        self._as(self.officer).action_accept()
        with self.assertRaisesRegex(UserError, "(?s)HZ-.*photo.*after"):
            self._as(self.fixer).action_rectify()

    def test_who_rectified_does_not_verify(self):
        self._rectified()
        self.hazard.verifier_id = self.fixer
        self.assertFalse(self._as(self.fixer).can_verify)
        with self.assertRaisesRegex(UserError, "rectified it yourself"):
            self._as(self.fixer).action_verify()
        self.assertEqual(self.hazard.state, "verifying")

    def test_an_officer_who_reports_it_done_does_not_verify_either(self):
        self._as(self.officer).action_accept()
        self._as(self.officer).write(
            {"measures_taken": "Done", "photo_after_ids": self._photo(self.officer).ids}
        )
        self._as(self.officer).action_rectify()
        self.assertEqual(self.hazard.rectified_by_ids, self.officer | self.fixer)
        with self.assertRaisesRegex(UserError, "rectified it yourself"):
            self._as(self.officer).action_verify()
        self._as(self.manager).action_verify()
        self.assertEqual(self.hazard.verifier_id, self.manager)

    def test_who_rectified_before_it_was_sent_back_does_not_verify(self):
        self._rectified()
        self._as(self.officer)._transition("send_back", reason="Still wet")
        self.hazard.write(
            {"rule_employee_id": self.worker.with_company(self.company).employee_id.id}
        )
        self._as(self.worker).action_rectify()
        self.assertEqual(self.hazard.rectified_by_ids, self.fixer | self.worker)
        self.hazard.verifier_id = self.fixer
        with self.assertRaisesRegex(UserError, "rectified it yourself"):
            self._as(self.fixer).action_verify()

    def test_sending_back_needs_a_reason_and_counts(self):
        self._rectified()
        decision = (
            self.env["dp.hazard.decision"]
            .with_user(self.officer)
            .create({"event": "send_back", "hazard_ids": self.hazard.ids})
        )
        with self.assertRaisesRegex(UserError, "reason"):
            decision.action_confirm()
        decision.reason = "Still wet"
        decision.action_confirm()
        self.assertEqual(self.hazard.state, "rectifying")
        self.assertEqual(self.hazard.send_back_count, 1)
        self.assertIn("Still wet", self.hazard.message_ids[0].body)

    def test_fixed_on_the_spot_needs_both_photos(self):
        mine = self._as(self.worker)
        mine.photo_after_ids = self._photo(self.worker, "after.jpg")
        with self.assertRaisesRegex(UserError, "before the fix"):
            mine.action_fix_on_spot()
        mine.photo_before_ids = self._photo(self.worker, "before.jpg")
        mine.action_fix_on_spot()
        self.assertEqual(self.hazard.state, "verifying")
        self.assertEqual(self.hazard.rectified_by_ids, self.worker)

    def test_a_rejected_hazard_keeps_the_reason(self):
        with self.assertRaisesRegex(UserError, "reason"):
            self._as(self.officer)._transition("reject")
        self._as(self.officer)._transition("reject", reason="Water from cleaning")
        self.assertEqual(self.hazard.state, "rejected")
        self.assertEqual(self.hazard.reject_reason, "Water from cleaning")

    def test_reopening_makes_a_new_hazard_and_leaves_the_old_one(self):
        self._rectified()
        self._as(self.officer).action_verify()
        before = self.hazard.read(["state", "write_date", "date_closed"])
        new = self._as(self.worker)._transition("reopen", reason="Leaks again")
        self.assertEqual(new.reopened_from_id, self.hazard)
        self.assertEqual((new.state, new.title), ("reported", "Flange leaks"))
        self.assertEqual(new.priority, "1")
        self.assertNotEqual(new.name, self.hazard.name)
        self.assertEqual(
            self.hazard.read(["state", "write_date", "date_closed"]), before
        )

    # major hazards ---------------------------------------------------

    def test_a_major_hazard_is_not_accepted_without_a_plan(self):
        self._as(self.officer).grade = "major"
        self.assertFalse(self._as(self.officer).can_accept)
        with self.assertRaisesRegex(UserError, "make the plan"):
            self._as(self.officer).action_accept()

    def test_a_plan_may_begin_while_it_is_suspected_but_is_not_approved(self):
        self._as(self.worker).grade = "major"
        self._as(self.officer).action_plan()
        self._as(self.officer).write(PLAN)
        with self.assertRaisesRegex(UserError, "qualified person has to judge"):
            self._as(self.manager).action_approve_plan()
        self._judge(self.hazard, criterion=self._criterion())
        self._as(self.manager).action_approve_plan()
        self.assertEqual(self.hazard.state, "rectifying")

    def test_only_a_criterion_of_the_day_is_asked(self):
        old = self._criterion(valid_to="2021-12-31")
        judgement = self._judge(self.hazard)
        self.assertNotIn(old, judgement.line_ids.criterion_id)

    def test_a_plan_with_an_empty_part_is_not_approved(self):
        self._planned()
        self._as(self.officer).plan_safety = " "
        with self.assertRaisesRegex(UserError, "Safety Measures and Emergency Plan"):
            self._as(self.manager).action_approve_plan()

    def test_who_wrote_the_plan_does_not_approve_it(self):
        self._planned()
        self._as(self.manager).plan_goal = "No leak at all"
        self.assertFalse(self._as(self.manager).can_approve_plan)
        with self.assertRaisesRegex(UserError, "wrote the plan"):
            self._as(self.manager).action_approve_plan()
        self._as(self.second_manager).action_approve_plan()
        self.assertEqual(self.hazard.state, "rectifying")
        self.assertEqual(self.hazard.plan_approved_by_id, self.second_manager)

    def test_an_officer_does_not_approve_plans(self):
        self._planned()
        with self.assertRaisesRegex(UserError, "can't do the step"):
            self._as(self.officer).action_approve_plan()

    def test_an_approved_plan_is_changed_by_revising_it(self):
        self._planned()
        self._as(self.manager).action_approve_plan()
        with self.assertRaisesRegex(UserError, "Revise plan"):
            self._as(self.officer).plan_goal = "Less leak"
        self._as(self.officer).action_plan()
        self.assertEqual(self.hazard.state, "planning")
        self.assertFalse(self.hazard.plan_approved_by_id)
        self._as(self.officer).plan_goal = "Less leak"

    def test_a_hazard_that_becomes_major_goes_back_to_planning(self):
        self._as(self.officer).action_accept()
        self._judge(self.hazard, criterion=self._criterion())
        self.assertEqual((self.hazard.grade, self.hazard.state), ("major", "planning"))

    def test_a_major_hazard_becomes_general_by_a_judgement_only(self):
        self._planned()
        for user in (self.officer, self.manager):
            with self.assertRaisesRegex(UserError, "grade is locked"):
                self._as(user).grade = "general"
            with self.assertRaises(UserError):
                self._as(user)._transition("downgrade", reason="Not so bad")
        self._judge(self.hazard, reason="Clause is not met")
        self.assertEqual(
            (self.hazard.grade, self.hazard.state), ("general", "reported")
        )

    # other ways in ---------------------------------------------------

    def test_a_drag_on_the_board_obeys_the_table(self):
        closed = self.env.ref("double_prevention.hazard_stage_closed")
        with self.assertRaisesRegex(UserError, "in one step"):
            self._as(self.officer).stage_id = closed
        rectifying = self.env.ref("double_prevention.hazard_stage_rectifying")
        self._as(self.officer).stage_id = rectifying
        self.assertEqual(self.hazard.state, "rectifying")
        verifying = self.env.ref("double_prevention.hazard_stage_verifying")
        with self.assertRaisesRegex(UserError, "photo"):
            self._as(self.officer).stage_id = verifying

    def test_several_stages_stand_for_one_state(self):
        ordered = self.env["dp.hazard.stage"].create(
            {"name": "Parts ordered", "state": "rectifying", "sequence": 31}
        )
        self._as(self.officer).stage_id = ordered
        self.assertEqual(self.hazard.stage_id, ordered)
        self.assertEqual(self.hazard.state, "rectifying")
        first = self.env.ref("double_prevention.hazard_stage_rectifying")
        self._as(self.officer).stage_id = first
        self.assertEqual(self.hazard.state, "rectifying")

    def test_a_state_written_by_the_api_obeys_the_table(self):
        with self.assertRaisesRegex(UserError, "in one step"):
            self._as(self.officer).write({"state": "closed"})
        with self.assertRaisesRegex(UserError, "in one step"):
            self.hazard.sudo().write({"state": "closed"})
        self._as(self.officer).write({"state": "rectifying"})
        self.assertEqual(self.hazard.stage_id.state, "rectifying")

    def test_a_closed_hazard_is_changed_by_nobody(self):
        self._rectified()
        self._as(self.officer).action_verify()
        for change in (
            {"title": "Nothing"},
            {"state": "rectifying"},
            {"deadline": "2030-01-01 00:00:00"},
            {"photo_after_ids": [(5,)]},
        ):
            for hazard in (self._as(self.manager), self.hazard.sudo()):
                with self.assertRaisesRegex(UserError, "evidence"):
                    hazard.write(change)
        with self.assertRaises(AccessError):
            self._as(self.manager).photo_after_ids.unlink()
        with self.assertRaisesRegex(UserError, "evidence"):
            self.hazard.sudo().photo_after_ids.unlink()
        with self.assertRaises(UserError):
            self.hazard.sudo().unlink()

    def test_fields_of_the_workflow_are_not_written_from_outside(self):
        for name, value in (
            ("rectified_by_ids", [(5,)]),
            ("plan_approved_by_id", self.manager.id),
            ("date_closed", "2026-01-01 00:00:00"),
            ("user_id", self.manager.id),
        ):
            with self.assertRaisesRegex(UserError, "by the system alone"):
                self._as(self.manager).write({name: value})
        with self.assertRaisesRegex(UserError, "by the system alone"):
            self._hazard(
                self.unit, reporter=self.manager, plan_approved_by_id=self.worker.id
            )

    def test_an_import_obeys_the_table(self):
        hazards = self.env["dp.hazard"].with_user(self.officer)
        columns = ["title", "unit_id/.id", "state"]
        done = hazards.load(columns, [["Imported", str(self.unit.id), "closed"]])
        self.assertFalse(done["ids"])
        self.assertIn("in one step", done["messages"][0]["message"])
        done = hazards.load(columns, [["Imported", str(self.unit.id), "reported"]])
        self.assertEqual(hazards.browse(done["ids"]).state, "reported")
        self.assertTrue(hazards.browse(done["ids"]).name)

    def test_a_maintenance_request_blocks_closing_until_it_is_done(self):
        self.env["maintenance.team"].create(
            {"name": "Fitters", "company_id": self.company.id}
        )
        action = self._as(self.fixer).action_create_maintenance_request()
        request = (
            self.env["maintenance.request"]
            .with_user(self.fixer)
            .with_context(**action["context"])
            .create({})
            .with_user(self.env.user)
        )
        self.assertEqual(request.dp_hazard_id, self.hazard)
        self._rectified()
        with self.assertRaisesRegex(UserError, "Maintenance is not finished"):
            self._as(self.officer).action_verify()
        request.stage_id = self.env["maintenance.stage"].search(
            [("done", "=", True)], limit=1
        )
        self._as(self.officer).action_verify()
        self.assertEqual(self.hazard.state, "closed")
        with self.assertRaisesRegex(UserError, "stay linked"):
            request.dp_hazard_id = False

    # who may not -----------------------------------------------------

    def test_a_worker_does_not_edit_the_hazard_of_another(self):
        with self.assertRaises(AccessError):
            self._as(self.stranger).title = "Nothing"
        with self.assertRaises(UserError):
            self._as(self.stranger).action_accept()

    def test_a_report_does_not_decide_for_the_officer(self):
        for vals in (
            {"deadline": "2030-01-01 00:00:00"},
            {"verifier_id": self.worker.id},
        ):
            with self.assertRaises(AccessError):
                self._hazard(self.unit, **vals)

    def test_who_reported_completes_the_report_until_it_is_accepted(self):
        self._as(self.worker).title = "Flange R-301 leaks"
        with self.assertRaises(AccessError):
            self._as(self.worker).deadline = "2030-01-01 00:00:00"
        self._as(self.officer).action_accept()
        with self.assertRaises(AccessError):
            self._as(self.worker).title = "Nothing"

    def test_who_is_responsible_writes_the_fixing_only(self):
        self._as(self.officer).action_accept()
        self._as(self.fixer).write({"cause": "Old gasket", "funds": 20})
        for vals in ({"title": "Small"}, {"verifier_id": self.fixer.id}):
            with self.assertRaises(AccessError):
                self._as(self.fixer).write(vals)

    def test_the_verifier_writes_his_opinion_only(self):
        self._rectified()
        self.hazard.verifier_id = self.worker
        self._as(self.worker).verification_note = "Good"
        with self.assertRaises(AccessError):
            self._as(self.worker).measures_taken = "Other"
        self._as(self.worker).action_verify()
        self.assertEqual(self.hazard.state, "closed")

    def test_an_officer_of_another_department_does_nothing(self):
        other = self._person("officer2", self.maintenance, "group_dp_officer")
        self.assertFalse(self._as(other).can_accept)
        with self.assertRaises(UserError):
            self._as(other).action_accept()
        with self.assertRaises(AccessError):
            self._as(other).title = "Nothing"

    def test_an_auditor_reads_and_writes_nothing(self):
        self.assertEqual(self._as(self.auditor).title, "Flange leaks")
        with self.assertRaises(AccessError):
            self._hazard(self.unit, reporter=self.auditor)
        with self.assertRaises(UserError):
            self._as(self.auditor)._transition("reopen", reason="Again")

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Neighbour"})
        foreigner = new_test_user(
            self.env,
            "foreigner",
            "base.group_user,double_prevention.group_dp_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        foreign = self.env["dp.hazard"].with_user(foreigner).with_company(company)
        foreign = foreign.with_context(allowed_company_ids=company.ids)
        self.assertNotIn(self.hazard.id, foreign.search([]).ids)
        with self.assertRaises(AccessError):
            foreign.browse(self.hazard.id).read(["title"])
