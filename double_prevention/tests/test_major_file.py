from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from .common import DoublePreventionCase
from .test_hazard_workflow import PLAN

NOW = "2026-11-02 02:00:00"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestMajorFile(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.second = cls._person("officer2", cls.plant, "group_dp_officer")
        cls.criterion = cls._criterion()
        with freeze_time(NOW):
            cls.hazard = cls._hazard(cls._tree()[-1], grade="major")
        cls.file = cls.hazard.major_file_id

    def _as(self, user, record=None):
        return (record or self.hazard).with_user(user)

    def _duty(self, step):
        return next(one for one in self.file._get_duties() if one.step == step)

    def _rectified(self):
        """Confirm, plan, approve and rectify; the file is still empty."""
        self._judge(self.hazard, criterion=self.criterion)
        self._as(self.officer).write(PLAN)
        self._as(self.manager).action_approve_plan()
        self._as(self.fixer).write(
            {
                "measures_taken": "Flange replaced",
                "photo_after_ids": self._photo(self.fixer).ids,
            }
        )
        self._as(self.fixer).action_rectify()

    def _report(self):
        self._as(self.officer, self.file).write(
            {
                "regulator_reported_at": NOW,
                "regulator_name": "Bureau",
                "workers_reported_at": NOW,
            }
        )

    def _evaluate(self):
        mine = self._as(self.fixer, self.file)
        mine.write({"evaluation": "Tested twice", "evaluation_result": "gone"})
        mine.action_evaluate()

    def test_the_judgement_is_due_after_its_hours(self):
        due = Datetime.to_datetime(NOW) + timedelta(hours=24)
        self.assertEqual(self.file.next_due, due)
        self.assertEqual(self._duty("judge").status, "running")
        with freeze_time("2026-11-03 02:00:00"):
            self.assertEqual(self._duty("judge").status, "late")
            late = self.env["dp.major.file"].search([("is_late", "=", True)])
            self.assertIn(self.file, late)

    def test_a_new_setting_moves_the_clocks_that_run(self):
        self.company.dp_judge_hours = 8
        due = Datetime.to_datetime(NOW) + timedelta(hours=8)
        self.assertEqual(self.file.next_due, due)

    def test_who_answers_is_told_once_of_each_late_duty(self):
        with freeze_time("2026-11-03 03:00:00"):
            for _twice in range(2):
                self.env["dp.major.file"]._cron_follow_clocks()
            notices = self.env["dp.notice"].search(
                [("res_model", "=", "dp.major.file"), ("res_id", "=", self.file.id)]
            )
            self.assertEqual(notices.user_id, self.manager)
            self.assertIn("late with Judge", notices.summary)
            self._judge(self.hazard, criterion=self.criterion)
        with freeze_time("2026-11-04 03:30:00"):
            self.env["dp.major.file"]._cron_follow_clocks()
        self.assertIn("regulator", self.file.noticed_steps)

    def test_the_file_follows_the_hazard_step_by_step(self):
        steps = [self.file.step]
        self._judge(self.hazard, criterion=self.criterion)
        steps.append(self.file.step)
        self._as(self.officer).write(PLAN)
        self._as(self.manager).action_approve_plan()
        steps.append(self.file.step)
        self._as(self.fixer).write(
            {
                "measures_taken": "Flange replaced",
                "photo_after_ids": self._photo(self.fixer).ids,
            }
        )
        self._as(self.fixer).action_rectify()
        steps.append(self.file.step)
        self._report()
        self._evaluate()
        steps.append(self.file.step)
        self._as(self.officer).action_verify()
        steps.append(self.file.step)
        self.assertEqual(
            steps,
            ["judging", "planning", "rectifying", "evaluating", "verifying", "closed"],
        )
        self.assertEqual(self.file.verified_by_id, self.officer)
        self.assertFalse(self.file.next_due)

    def test_closing_is_refused_with_a_list_of_what_is_missing(self):
        self._rectified()
        with self.assertRaisesRegex(
            UserError,
            "still lacks: Report to the regulator, Report to the workers, Self-eval",
        ):
            self._as(self.officer).action_verify()
        self._report()
        with self.assertRaisesRegex(UserError, "still lacks: Self-evaluation"):
            self._as(self.officer).action_verify()
        self._evaluate()
        self._as(self.officer).action_verify()
        self.assertEqual(self.hazard.state, "closed")

    def test_a_second_person_reviews_where_the_company_is_strict(self):
        self.company.dp_strict_review = True
        self._rectified()
        self._report()
        self._evaluate()
        with self.assertRaisesRegex(UserError, "second review"):
            self._as(self.officer).action_verify()
        with self.assertRaisesRegex(UserError, "Nobody has verified"):
            self._as(self.officer).action_review()
        self._as(self.officer).action_verify_first()
        self.assertEqual(
            (self.hazard.state, self.file.step), ("verifying", "reviewing")
        )
        with self.assertRaisesRegex(UserError, "another person has to review"):
            self._as(self.officer).action_review()
        with self.assertRaisesRegex(UserError, "can't do the step"):
            self._as(self.fixer).action_review()
        self._as(self.second).action_review()
        self.assertEqual(self.hazard.state, "closed")
        self.assertEqual(self.file.reviewed_by_id, self.second)
        self.assertEqual(self.hazard.verifier_id, self.officer)

    def test_sent_back_it_is_evaluated_again(self):
        self._rectified()
        self._evaluate()
        self._as(self.officer)._transition("send_back", reason="Still leaks")
        self.assertFalse(self.file.evaluated_at)
        self.assertEqual(self.file.step, "rectifying")

    def test_more_work_needed_is_no_evaluation(self):
        self._rectified()
        mine = self._as(self.fixer, self.file)
        mine.write({"evaluation": "Leaks a bit", "evaluation_result": "not_gone"})
        with self.assertRaisesRegex(UserError, "send the hazard back"):
            mine.action_evaluate()

    def test_a_lifted_suspicion_ends_the_file(self):
        self._judge(self.hazard)
        self.assertEqual(self.file.step, "lifted")
        self.assertTrue(self.file.judged_at)
        self.assertFalse(self.file.next_due)

    def test_dates_lie_between_the_report_and_now(self):
        file = self._as(self.officer, self.file)
        for moment in ("2026-10-01 00:00:00", "2026-12-01 00:00:00"):
            with self.assertRaisesRegex(ValidationError, "Correct the date"):
                file.write({"listed_at": moment})

    def test_a_report_names_the_regulator(self):
        with self.assertRaisesRegex(ValidationError, "name the regulator"):
            self._as(self.officer, self.file).regulator_reported_at = NOW

    def test_who_may_not_write_the_file(self):
        for user in (self.worker, self.stranger, self.auditor):
            with self.assertRaises(AccessError):
                self._as(user, self.file).listing_number = "1"
        with self.assertRaisesRegex(AccessError, "self-evaluation only"):
            self._as(self.fixer, self.file).listing_number = "1"
        elsewhere = self._person("officer3", self.maintenance, "group_dp_officer")
        with self.assertRaises(AccessError):
            self._as(elsewhere, self.file).listing_number = "1"
        for user in (self.officer, self.manager, self.env.user):
            with self.assertRaisesRegex(UserError, "by the system alone"):
                self._as(user, self.file).verified_at = NOW
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            self.file.unlink()
        for user in (self.officer, self.manager):
            with self.assertRaises(AccessError):
                self._as(user, self.file).unlink()
            with self.assertRaises(AccessError):
                self.env["dp.major.file"].with_user(user).create(
                    {"hazard_id": self.hazard.id}
                )

    def test_after_the_end_only_the_delisting_is_added(self):
        self._rectified()
        self._report()
        self._evaluate()
        self._as(self.officer).action_verify()
        with self.assertRaisesRegex(UserError, "evidence"):
            self._as(self.manager, self.file).regulator_name = "Other"
        self._as(self.officer, self.file).delisted_on = "2026-11-02"

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        spy = self._person("spy", groups="group_dp_manager", company=other)
        self._judge(self.hazard, criterion=self.criterion)
        for model in (
            "dp.major.file",
            "dp.hazard.judgement",
            "dp.hazard.judgement.line",
        ):
            seen = (
                self.env[model]
                .with_user(spy)
                .with_context(allowed_company_ids=other.ids)
                .search([("company_id", "=", self.company.id)])
            )
            self.assertFalse(seen)
