from odoo.exceptions import AccessError

from .common import DoublePreventionCase


class TestCampaignInvitation(DoublePreventionCase):
    """Who took part is seen by himself, his officer, managers and auditors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls.env["dp.campaign"].create(
            {"name": "All", "company_id": cls.company.id, "date_to": "2126-01-01"}
        )
        cls.campaign.action_open()

    def _seen(self, user):
        found = self.env["dp.campaign.invitation"].with_user(user).search([])
        return found.user_id

    def test_a_worker_sees_his_own_invitation_alone(self):
        self.assertEqual(self._seen(self.worker), self.worker)

    def test_an_officer_sees_those_of_his_departments(self):
        self.assertEqual(self._seen(self.officer), self.officer | self.worker)

    def test_managers_and_auditors_see_all(self):
        everybody = self.campaign.invitation_ids.user_id
        self.assertEqual(self._seen(self.manager), everybody)
        self.assertEqual(self._seen(self.auditor), everybody)

    def test_nobody_writes_participation_by_hand(self):
        for user in (self.worker, self.officer, self.manager, self.auditor):
            with self.assertRaises(AccessError):
                self.campaign.invitation_ids.with_user(user).write(
                    {"state": "answered"}
                )

    def test_the_counts_are_the_same_for_everybody(self):
        for user in (self.worker, self.manager):
            campaign = self.campaign.with_user(user)
            self.assertEqual(campaign.invited_count, len(self.campaign.invitation_ids))
