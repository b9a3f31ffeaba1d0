from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 02:00:00")
class TestHazardExtension(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls._tree()[-1]
        cls.hazard = cls._hazard(cls.unit)
        cls.hazard.with_user(cls.officer).action_accept()

    def _ask(self, user=None, **vals):
        return (
            self.env["dp.hazard.extension"]
            .with_user(user or self.fixer)
            .create(
                {
                    "hazard_id": self.hazard.id,
                    "new_deadline": self.hazard.deadline + timedelta(days=7),
                    "reason": "Part is late",
                    "interim_measure": "Area closed off",
                    **vals,
                }
            )
        )

    def test_an_approved_extension_moves_the_deadline(self):
        old = self.hazard.deadline
        extension = self._ask()
        self.assertEqual(extension.old_deadline, old)
        self.assertFalse(extension.can_decide)
        self.assertTrue(extension.with_user(self.officer).can_decide)
        extension.with_user(self.officer).action_approve()
        self.assertEqual(self.hazard.deadline, old + timedelta(days=7))
        self.assertEqual(self.hazard.interim_measure, "Area closed off")
        self.assertEqual(extension.decided_by_id, self.officer)
        self.assertFalse(
            self.hazard.activity_ids.filtered(
                lambda activity: (
                    activity.activity_type_id
                    == self.env.ref("double_prevention.activity_type_hazard_extension")
                )
            )
        )

    def test_who_asked_does_not_decide(self):
        extension = self._ask(self.officer)
        with self.assertRaisesRegex(UserError, "asked for it yourself"):
            extension.with_user(self.officer).action_approve()
        extension.with_user(self.manager).action_approve()
        self.assertEqual(extension.state, "approved")

    def test_a_refusal_has_a_reason_and_leaves_the_deadline(self):
        old = self.hazard.deadline
        extension = self._ask()
        decision = (
            self.env["dp.hazard.decision"]
            .with_user(self.officer)
            .create({"event": "refuse_extension", "extension_ids": extension.ids})
        )
        with self.assertRaisesRegex(UserError, "Say why"):
            decision.action_confirm()
        decision.reason = "Parts are in stock"
        decision.action_confirm()
        self.assertEqual(extension.state, "refused")
        self.assertEqual(extension.decision_note, "Parts are in stock")
        self.assertEqual(self.hazard.deadline, old)

    def test_extensions_are_limited_by_the_settings(self):
        self.company.dp_max_extensions = 1
        self._ask().with_user(self.officer).action_approve()
        with self.assertRaisesRegex(UserError, "extended 1 times"):
            self._ask()

    def test_an_extension_needs_an_interim_measure(self):
        with self.assertRaisesRegex(UserError, "keeps people safe"):
            self._ask(interim_measure=" ")

    def test_an_extension_needs_a_later_date(self):
        with self.assertRaisesRegex(UserError, "later"):
            self._ask(new_deadline=self.hazard.deadline)

    def test_a_request_is_not_made_for_others_nor_edited(self):
        with self.assertRaises(AccessError):
            self._ask(self.stranger)
        extension = self._ask()
        with self.assertRaisesRegex(UserError, "can't be changed"):
            extension.with_user(self.manager).write({"state": "approved"})
        with self.assertRaises(UserError):
            extension.with_user(self.fixer).action_approve()

    def test_an_extension_ends_being_overdue(self):
        with freeze_time(self.hazard.deadline + timedelta(hours=1)):
            self.hazard._refresh_deadline_status()
            self.assertEqual(self.hazard.deadline_status, "overdue")
            self._ask().with_user(self.officer).action_approve()
            self.assertEqual(self.hazard.deadline_status, "fine")
            self.assertFalse(self.hazard.overdue_reminded)
