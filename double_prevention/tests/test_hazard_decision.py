from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
class TestHazardDecision(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hazard = cls._hazard(cls._tree()[-1])

    def _decide(self, action, user, **vals):
        """Fill in the wizard that ``action`` opened, as ``user``; confirm it."""
        wizard = (
            self.env[action["res_model"]]
            .with_user(user)
            .with_context(**action["context"])
            .create(vals)
        )
        return wizard.action_confirm()

    def test_a_colleague_says_why_he_suspects_it_to_be_major(self):
        action = self.hazard.with_user(self.stranger).action_suspect()
        self._decide(action, self.stranger, reason="People work below it")
        self.assertTrue(self.hazard.suspected_major)
        self.assertIn("People work below it", self.hazard.message_ids[0].body)

    def test_a_rejection_shows_its_reason_and_can_be_reopened(self):
        action = self.hazard.with_user(self.officer).action_reject()
        with self.assertRaisesRegex(UserError, "reason"):
            self._decide(action, self.officer)
        self._decide(action, self.officer, reason="Condensed water")
        self.assertEqual(self.hazard.state, "rejected")
        action = self.hazard.with_user(self.worker).action_reopen()
        opened = self._decide(action, self.worker, reason="It smells of ammonia")
        new = self.env["dp.hazard"].browse(opened["res_id"])
        self.assertEqual(new.reopened_from_id, self.hazard)
        self.assertEqual(new.description, "It smells of ammonia")

    def test_who_may_not_decide_is_not_even_asked(self):
        with self.assertRaisesRegex(UserError, "can't do the step"):
            self.hazard.with_user(self.stranger).action_reject()
