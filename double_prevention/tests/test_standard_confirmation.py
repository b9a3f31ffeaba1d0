from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import DoublePreventionCase


class TestStandardConfirmation(DoublePreventionCase):
    """Each confirms for himself, and what was confirmed stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.measure = cls._measure(cls._event(cls.unit))
        cls._duty(cls.measure)
        cls._duty(cls.measure, cls.fixer)
        cls.measure.with_user(cls.officer).check_content = "Valve sealed, tag readable?"
        cls.notice = cls.measure.standard_ids
        cls.of_worker = cls.notice.confirmation_ids.filtered(
            lambda one: one.user_id == cls.worker
        )
        cls.of_fixer = cls.notice.confirmation_ids - cls.of_worker

    def test_a_person_confirms_for_himself(self):
        with freeze_time("2026-03-02 08:00:00"):
            self.of_worker.with_user(self.worker).action_confirm()
        self.assertEqual(self.of_worker.state, "confirmed")
        self.assertEqual(str(self.of_worker.confirmed_at), "2026-03-02 08:00:00")
        self.assertEqual(self.of_fixer.state, "to_read")

    def test_confirming_again_keeps_the_first_date(self):
        with freeze_time("2026-03-02 08:00:00"):
            self.of_worker.with_user(self.worker).action_confirm()
        with freeze_time("2026-03-03 08:00:00"):
            self.of_worker.with_user(self.worker).action_confirm()
        self.assertEqual(str(self.of_worker.confirmed_at), "2026-03-02 08:00:00")

    def test_nobody_confirms_for_another(self):
        for user in (self.fixer, self.officer, self.manager, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.of_worker.with_user(user).action_confirm()
        self.assertEqual(self.of_worker.state, "to_read")

    def test_nobody_writes_or_deletes_a_confirmation(self):
        for user in (self.worker, self.officer, self.manager, self.auditor):
            mine = self.of_worker.with_user(user)
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    mine.write({"state": "confirmed"})
                with self.assertRaises(AccessError):
                    mine.unlink()
        with self.assertRaisesRegex(UserError, "evidence"):
            self.of_worker.unlink()

    def test_a_participant_sees_only_his_own(self):
        everything = self.env["dp.standard.confirmation"]
        for user, expected in (
            (self.worker, self.of_worker),
            (self.officer, self.notice.confirmation_ids),
            (self.auditor, self.notice.confirmation_ids),
            (self.stranger, everything),
        ):
            with self.subTest(user.login):
                found = everything.with_user(user).search([])
                self.assertEqual(found.ids, expected.sorted().ids)

    def test_who_has_no_duty_has_nothing_to_confirm(self):
        with self.assertRaisesRegex(UserError, "no duty"):
            self.notice.with_user(self.stranger).action_confirm()
