from freezegun import freeze_time

from odoo.tests import tagged

from ..models.dp_hazard_workflow import PLAN_FIELDS
from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 02:00:00")
class TestHazardFollowup(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.site, _zone, _place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit, inherent="1", residual="4")
        cls.measure = cls._measure(cls.event)
        cls._measure(cls.event, "Pressure alarm")

    def _as(self, user, hazard):
        return hazard.with_user(user)

    def _accepted(self, **vals):
        hazard = self._hazard(self.unit, **vals)
        self._as(self.officer, hazard).action_accept()
        return hazard

    def _rectify(self, hazard):
        mine = self._as(self.fixer, hazard)
        mine.write(
            {"measures_taken": "Done", "photo_after_ids": self._photo(self.fixer).ids}
        )
        mine.action_rectify()

    def _run_cron(self):
        cron = self.env.ref("double_prevention.ir_cron_hazard_deadlines")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def _people(self, hazard, name):
        kind = self.env.ref(f"double_prevention.activity_type_hazard_{name}")
        return hazard.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        ).user_id

    def _mails(self, hazard):
        return self.env["mail.mail"].search(
            [("model", "=", "dp.hazard"), ("res_id", "=", hazard.id)]
        )

    # levels ----------------------------------------------------------

    def _open_rows(self, hazard):
        return self.env["dp.risk.contribution"].search(
            [
                ("res_model", "=", "dp.hazard"),
                ("res_id", "=", hazard.id),
                ("date_to", "=", False),
            ]
        )

    def test_an_open_hazard_weakens_its_measure_and_says_so(self):
        hazard = self._hazard(self.unit, measure_id=self.measure.id)
        row = self._open_rows(hazard)
        self.assertEqual(
            (row.kind, row.penalty, row.floor_level), ("hazard_open", 0.3, False)
        )
        self.assertIn(hazard.name, row.reason)
        self.assertIn("Relief valve sealed", row.reason)
        self.assertAlmostEqual(self.measure.health, 0.7)

    def test_a_major_hazard_puts_the_site_at_major(self):
        hazard = self._hazard(self.unit, grade="major", measure_id=self.measure.id)
        row = self._open_rows(hazard)
        self.assertEqual(
            (row.kind, row.penalty, row.floor_level), ("hazard_major", 1.0, "1")
        )
        self.assertEqual(self.site.current_level, "1")

    def test_a_hazard_without_measure_puts_a_floor_until_it_is_closed(self):
        hazard = self._accepted()
        self.assertEqual(self._open_rows(hazard).floor_level, "3")
        self.assertEqual(self.site.current_level, "3")
        self._rectify(hazard)
        self.assertEqual(self.site.current_level, "3", "not before it is verified")
        self._as(self.officer, hazard).action_verify()
        self.assertFalse(self._open_rows(hazard))
        self.assertEqual(self.site.current_level, "4")

    def test_a_regrade_moves_the_level_at_once(self):
        hazard = self._hazard(self.unit)
        self._as(self.officer, hazard).grade = "major"
        self.assertEqual(self.unit.current_level, "1")
        self._judge(hazard)
        self.assertEqual(self.unit.current_level, "3")

    # deadlines -------------------------------------------------------

    def test_the_scheduled_action_tells_once_who_is_late(self):
        self.maintenance.manager_id = self.manager.with_company(
            self.company
        ).employee_id
        hazard = self._accepted()
        with freeze_time("2026-03-08 02:00:00"):
            self._run_cron()
            self.assertEqual(hazard.deadline_status, "soon")
        with freeze_time("2026-03-09 09:01:00"):
            before = self._mails(hazard)
            self._run_cron()
            self.assertEqual(hazard.deadline_status, "overdue")
            self.assertEqual(self._open_rows(hazard).kind, "hazard_overdue")
            self.assertEqual(self.unit.current_level, "2")
            self.assertIn(self.manager, self._people(hazard, "rectify"))
            sent = self._mails(hazard) - before
            self.assertEqual(sent.recipient_ids, self.fixer.partner_id)
            self._run_cron()
            self.assertEqual(self._mails(hazard) - before, sent)
            self.assertEqual(len(self._people(hazard, "rectify")), 2)

    def test_what_is_over_has_no_deadline(self):
        hazard = self._hazard(self.unit)
        self._as(self.officer, hazard)._transition("reject", reason="Nothing there")
        self.assertEqual(hazard.deadline_status, "none")
        with freeze_time("2026-06-01 02:00:00"):
            self._run_cron()
        self.assertEqual(hazard.deadline_status, "none")

    # reminders and mails ---------------------------------------------

    def test_activities_follow_the_hazard(self):
        hazard = self._hazard(self.unit)
        self.assertEqual(self._people(hazard, "rectify"), self.fixer)
        self._as(self.officer, hazard).action_accept()
        self._rectify(hazard)
        self.assertFalse(self._people(hazard, "rectify"))
        self.assertEqual(self._people(hazard, "verify"), self.officer)
        self._as(self.officer, hazard).action_verify()
        self.assertFalse(hazard.activity_ids)

    def test_a_complete_plan_waits_for_a_manager_who_did_not_write_it(self):
        hazard = self._hazard(self.unit, grade="major")
        self._judge(hazard, criterion=self._criterion())
        self.assertEqual(self._people(hazard, "rectify"), self.fixer)
        self._as(self.officer, hazard).write(
            dict.fromkeys(PLAN_FIELDS.values(), "Written")
        )
        self.assertEqual(self._people(hazard, "approve_plan"), self.manager)

    def test_activities_made_by_hand_stay(self):
        hazard = self._hazard(self.unit)
        mine = hazard.activity_schedule("mail.mail_activity_data_todo")
        self._as(self.officer, hazard).action_accept()
        self.assertTrue(mine.exists())

    def test_responsible_verifier_and_reporter_follow(self):
        hazard = self._hazard(self.unit)
        people = self.fixer | self.officer | self.worker
        self.assertLessEqual(people.partner_id, hazard.message_partner_ids)

    def test_the_reporter_gets_the_answer(self):
        hazard = self._accepted()
        self.assertEqual(self._mails(hazard).recipient_ids, self.fixer.partner_id)
        self._rectify(hazard)
        self._as(self.officer, hazard)._transition("send_back", reason="Still wet")
        sent_back = self._mails(hazard)[:1]
        self.assertIn("Still wet", sent_back.body_html)
        self._as(self.fixer, hazard).action_rectify()
        before = self._mails(hazard)
        self._as(self.officer, hazard).action_verify()
        answer = self._mails(hazard) - before
        self.assertEqual(answer.recipient_ids, self.worker.partner_id)
        self.assertIn("Flange leaks", answer.subject)
        self.assertIn("rectified and verified", answer.body_html)
