from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import DoublePreventionCase


@freeze_time("2026-03-02 02:00:00")
class TestCampaign(DoublePreventionCase):
    """Everybody who is meant is invited once, and counted once when he takes part."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls.env["dp.campaign"].create(
            {
                "name": "Winter",
                "company_id": cls.company.id,
                "department_ids": cls.production.ids,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
            }
        )

    def _invited(self):
        return self.campaign.invitation_ids.user_id

    def _idea(self, user=None, **vals):
        return (
            self.env["dp.risk.idea"]
            .with_user(user or self.worker)
            .create({"name": "Hose bursts", "campaign_id": self.campaign.id, **vals})
        )

    def test_opening_invites_the_departments_with_those_below(self):
        self.campaign.with_user(self.officer).action_open()
        self.assertEqual(self._invited(), self.officer | self.worker)
        notices = self.env["dp.notice"].search([("kind", "=", "campaign")])
        self.assertIn(self.worker, notices.user_id)
        self.assertNotIn(self.fixer, notices.user_id)

    def test_posts_restrict_who_is_invited(self):
        job = self.env["hr.job"].create(
            {"name": "Operator", "company_id": self.company.id}
        )
        self.worker.with_company(self.company).employee_id.job_id = job
        self.campaign.job_ids = job
        self.campaign.action_open()
        self.assertEqual(self._invited(), self.worker)

    def test_a_campaign_for_nobody_is_refused(self):
        empty = self._department("Empty")
        self.campaign.department_ids = empty
        with self.assertRaisesRegex(UserError, "nobody works in these departments"):
            self.campaign.action_open()

    def test_participation_counts_people_not_risks(self):
        self.campaign.action_open()
        self._idea()
        self._idea(name="Ladder slips")
        self.assertEqual(self.campaign.answered_count, 1)
        self.assertEqual(self.campaign.participation, 0.5)
        self.assertEqual(self.campaign.idea_count, 2)
        invitation = self.campaign.invitation_ids.filtered(
            lambda one: one.user_id == self.worker
        )
        self.assertEqual(invitation.took_part, 100.0)
        self.assertEqual(invitation.idea_count, 2)

    def test_coverage_counts_the_departments_in_which_somebody_took_part(self):
        self._person("second", self.team)
        self.campaign.action_open()
        self.assertEqual(self.campaign.coverage, 0.0)
        self._idea()
        self.assertEqual(self.campaign.coverage, 0.5)
        self._idea(self.officer)
        self.assertEqual(self.campaign.coverage, 1.0)

    def test_who_knows_of_none_takes_part_as_well(self):
        self.campaign.action_open()
        self.campaign.with_user(self.worker).action_nothing_to_name()
        self.assertEqual(self.campaign.answered_count, 1)
        self.assertEqual(self.campaign.with_user(self.worker).my_state, "answered")

    def test_who_was_not_invited_may_name_risks_and_is_not_counted(self):
        self.campaign.action_open()
        self._idea(self.fixer)
        self.assertEqual(self.campaign.answered_count, 0)
        self.assertEqual(self.campaign.idea_count, 1)

    def test_nothing_is_named_before_or_after_a_campaign(self):
        with self.assertRaisesRegex(UserError, "is not open"):
            self._idea()
        self.campaign.action_open()
        self.campaign.action_close()
        with self.assertRaisesRegex(UserError, "is not open"):
            self._idea()

    def test_the_scheduler_closes_what_is_over(self):
        self.campaign.action_open()
        self.env["dp.campaign"]._cron_close()
        self.assertEqual(self.campaign.state, "open")
        with freeze_time("2026-04-01 02:00:00"):
            self.env["dp.campaign"]._cron_close()
        self.assertEqual(self.campaign.state, "closed")

    def test_an_officer_asks_his_departments_alone(self):
        self.campaign.department_ids = self.maintenance
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.officer).action_open()
        self.campaign.department_ids = False
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.officer).action_open()
        self.campaign.with_user(self.manager).action_open()

    def test_workers_and_auditors_open_no_campaign(self):
        for user in (self.worker, self.auditor):
            with self.assertRaises(AccessError):
                self.campaign.with_user(user).action_open()

    def test_four_times_the_people_cost_about_as_many_queries(self):
        counts = []
        for number in (3, 12):
            department = self._department(f"Shift {number}")
            for index in range(number):
                self._person(f"op{number}_{index}", department)
            campaign = self.campaign.copy({"department_ids": department.ids})
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            campaign.action_open()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLess(counts[1], counts[0] + 15)
