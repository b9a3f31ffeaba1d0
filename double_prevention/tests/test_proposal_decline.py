from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import DoublePreventionCase


class TestProposalDecline(DoublePreventionCase):
    """Declining needs a reason and keeps silence for a while."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        *_above, cls.unit = cls._tree()
        cls.proposal = cls.env["dp.assessment.proposal"]._propose(
            "process",
            cls._event(cls.unit),
            [{"record": cls.unit, "sentence": lambda env: "Catalyst B"}],
        )

    def _form(self, user):
        action = self.proposal.with_user(user).action_decline()
        return Form(
            self.env[action["res_model"]]
            .with_user(user)
            .with_context(**action["context"])
        )

    def test_the_length_of_the_silence_comes_from_the_settings(self):
        self.company.dp_learn_cooldown_days = 33
        self.assertEqual(self._form(self.officer).days, 33)

    def test_the_reason_is_kept_with_the_proposal(self):
        form = self._form(self.officer)
        form.reason = "The catalyst is milder"
        form.save().action_decline()
        self.assertEqual(self.proposal.state, "declined")
        self.assertEqual(self.proposal.decline_reason, "The catalyst is milder")
        self.assertEqual(self.proposal.decided_by_id, self.officer)

    def test_a_blank_is_no_reason(self):
        form = self._form(self.officer)
        form.reason = " "
        wizard = form.save()
        with self.assertRaisesRegex(UserError, "say why"):
            wizard.action_decline()

    def test_a_worker_declines_nothing(self):
        with self.assertRaises(AccessError):
            self._form(self.worker)
