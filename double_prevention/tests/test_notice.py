from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import DoublePreventionCase

MONDAY = "2026-11-23 02:00:00"  # ten o'clock in Shanghai
MONDAY_NIGHT = "2026-11-23 14:00:00"
NEXT_MORNING = "2026-11-24 00:00:00"


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestNotice(DoublePreventionCase):
    """What people are told, when and how."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls._unit("Reactor", kind="site")
        cls.env.ref("base.lang_zh_CN").active = True
        calendar = cls.env["resource.calendar"].create(
            {"name": "Five days", "tz": "Asia/Shanghai", "company_id": cls.company.id}
        )
        cls.company.resource_calendar_id = calendar
        cls.worker.notification_type = "inbox"

    def _post(self, user=None, **values):
        return self.env["dp.notice"]._post(
            [
                {
                    "user": user or self.worker,
                    "record": self.unit,
                    "kind": "warning",
                    "summary": lambda env: env._("Early warning"),
                    **values,
                }
            ]
        )

    def _deliver(self):
        """Run the scheduled action, without its commits; return the mails written."""
        last = self.env["mail.mail"].search([], limit=1, order="id desc").id or 0
        with self.enter_registry_test_mode():
            self.env.ref(
                "double_prevention.cron_dp_notice_deliver"
            ).method_direct_trigger()
        return self.env["mail.mail"].search([("id", ">", last)])

    def test_what_is_not_urgent_waits_for_the_digest(self):
        notice = self._post()
        self.assertEqual(notice.channel, "digest")
        self.assertEqual(str(notice.deliver_at), NEXT_MORNING)
        self.assertFalse(self._deliver())
        self.assertEqual(notice.state, "waiting")

    def test_one_digest_a_day_holds_everything_by_kind(self):
        other = self._unit("Tank", kind="site")
        self._post()
        self._post(record=other, summary=lambda env: "Tank is orange")
        self._post(kind="standard", summary=lambda env: "Pressure limit changed")
        with freeze_time(NEXT_MORNING):
            mail = self._deliver()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.worker.partner_id)
        for text in ("Tank is orange", "Pressure limit changed", "Early warning"):
            self.assertIn(text, mail.body_html)
        self.assertIn(f"/odoo/dp.risk.unit/{other.id}", mail.body_html)
        self.assertEqual(
            set(self.env["dp.notice"].search([]).mapped("state")), {"sent"}
        )

    def test_each_person_gets_his_own_digest(self):
        self._post(summary=lambda env: "For the worker")
        self._post(self.fixer, summary=lambda env: "For the fixer")
        with freeze_time(NEXT_MORNING):
            mails = self._deliver()
        self.assertEqual(len(mails), 2)
        mine = mails.filtered(lambda m: m.recipient_ids == self.worker.partner_id)
        self.assertIn("For the worker", mine.body_html)
        self.assertNotIn("For the fixer", mine.body_html)

    def test_what_is_urgent_comes_at_night_through_discuss(self):
        with freeze_time(MONDAY_NIGHT):
            notice = self._post(urgent=True)
            self._deliver()
        self.assertEqual(notice.state, "sent")
        message = self.env["mail.message"].search(
            [("model", "=", "dp.risk.unit"), ("res_id", "=", self.unit.id)], limit=1
        )
        self.assertEqual(message.notified_partner_ids, self.worker.partner_id)
        self.assertIn("Early warning", message.body)

    def test_what_is_to_come_at_once_waits_for_the_end_of_quiet_hours(self):
        self.company.dp_immediate_warning = True
        with freeze_time(MONDAY_NIGHT):
            notice = self._post()
        self.assertEqual(notice.channel, "inbox")
        self.assertEqual(str(notice.deliver_at), "2026-11-23 23:00:00")

    def test_an_urgent_mail_links_to_the_record(self):
        self.company.dp_immediate_channel = "mail"
        self._post(urgent=True)
        mail = self._deliver()
        self.assertEqual(mail.subject, "Early warning")
        self.assertIn(f"/odoo/dp.risk.unit/{self.unit.id}", mail.body_html)

    def test_an_activity_reminds_on_the_record(self):
        self.company.dp_immediate_channel = "activity"
        self._post(urgent=True)
        self._deliver()
        activity = self.unit.activity_ids
        self.assertEqual(activity.user_id, self.worker)
        self.assertEqual(activity.summary, "Early warning")

    def test_each_person_is_told_in_his_language(self):
        self.worker.lang = "zh_CN"
        notices = self._post(summary=lambda env: env.lang)
        notices |= self._post(self.fixer, summary=lambda env: env.lang)
        self.assertEqual(
            {one.user_id: one.summary for one in notices},
            {self.worker: "zh_CN", self.fixer: "en_US"},
        )

    def test_the_same_is_not_told_twice_while_it_waits(self):
        self._post(summary=lambda env: "3 days late")
        self._post(summary=lambda env: "4 days late")
        notice = self.env["dp.notice"].search([("user_id", "=", self.worker.id)])
        self.assertEqual(notice.summary, "4 days late")

    def test_who_left_is_told_nothing(self):
        self.worker.active = False
        self.assertFalse(self._post())

    def test_what_speaks_of_a_deleted_record_is_not_sent(self):
        notice = self._post(urgent=True)
        self.unit.unlink()
        self.assertFalse(self._deliver())
        self.assertEqual(notice.state, "sent")

    def test_opening_a_notice_marks_it_as_read(self):
        notice = self._post()
        action = notice.with_user(self.worker).action_open()
        self.assertEqual(action["res_id"], self.unit.id)
        self.assertEqual(notice.state, "read")

    def test_everybody_sees_his_own_notices_only(self):
        notice = self._post()
        for user in (self.fixer, self.officer, self.manager):
            mine = self.env["dp.notice"].with_user(user)
            self.assertFalse(mine.search([]))
            with self.assertRaises(AccessError):
                mine.browse(notice.id).action_open()
        self.assertEqual(
            self.env["dp.notice"].with_user(self.worker).search([]), notice
        )
        self.assertEqual(
            self.env["dp.notice"].with_user(self.auditor).search([]), notice
        )

    def test_nobody_changes_what_was_told(self):
        notice = self._post()
        for user in (self.worker, self.manager, self.auditor):
            with self.assertRaises(AccessError):
                notice.with_user(user).write({"summary": "Nothing happened"})
            with self.assertRaises(AccessError):
                notice.with_user(user).unlink()

    def test_an_auditor_does_not_mark_what_others_have_to_read(self):
        notice = self._post()
        notice.with_user(self.auditor).action_open()
        self.assertEqual(notice.state, "waiting")

    def test_hours_of_the_settings_are_hours_of_a_day(self):
        with self.assertRaises(ValidationError):
            self.company.dp_digest_hour = 24

    def test_posting_costs_the_same_for_one_and_for_fifty_people(self):
        people = [self._person(f"person{number}", self.team) for number in range(50)]

        def post(users):
            self.env["dp.notice"]._post(
                [
                    {
                        "user": user,
                        "record": self.unit,
                        "kind": "warning",
                        "summary": lambda env: "Orange",
                    }
                    for user in users
                ]
            )
            self.env.flush_all()

        post(people)
        before = self.env.cr.sql_log_count
        post(people[:1])
        few = self.env.cr.sql_log_count - before
        before = self.env.cr.sql_log_count
        post(people)
        self.assertLessEqual(self.env.cr.sql_log_count - before, few + 2)
