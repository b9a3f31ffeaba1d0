from odoo.exceptions import AccessError, UserError

from .common import DoublePreventionCase


class TestIdeaDecline(DoublePreventionCase):
    """Declining is a review: workers have no such wizard, officers no foreign ideas."""

    def test_who_may_not_decline(self):
        idea = (
            self.env["dp.risk.idea"]
            .with_user(self.fixer)
            .create({"name": "Ladder slips", "company_id": self.company.id})
        )
        vals = {"idea_ids": idea.ids, "reason": "No"}
        with self.assertRaises(AccessError):
            self.env["dp.idea.decline"].with_user(self.worker).create(vals)
        with self.assertRaises(AccessError):
            self.env["dp.idea.decline"].with_user(self.officer).create(vals)
        with self.assertRaises(UserError):
            idea.with_user(self.officer)._decline("No")
        self.assertEqual(idea.state, "submitted")
