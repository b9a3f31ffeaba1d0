from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import DoublePreventionCase


@freeze_time("2026-03-02 02:00:00")
class TestRiskIdea(DoublePreventionCase):
    """A named risk is reviewed by the officer of its department and answered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        *_above, cls.unit = cls._tree()
        cls.idea = cls._idea(unit_id=cls.unit.id, measure="Check the hose")

    @classmethod
    def _idea(cls, user=None, name="Hose bursts while loading", **vals):
        return (
            cls.env["dp.risk.idea"]
            .with_user(user or cls.worker)
            .create({"name": name, "company_id": cls.company.id, **vals})
        )

    def _notice(self, user):
        return self.env["dp.notice"].search([("user_id", "=", user.id)], limit=1)

    def test_accepting_puts_it_into_the_register_with_credit(self):
        action = self.idea.with_user(self.officer).action_accept()
        event = self.env["dp.risk.event"].browse(action["res_id"])
        self.assertEqual(self.idea.event_id, event)
        self.assertEqual(event.unit_id, self.unit)
        self.assertEqual(event.measure_ids.name, "Check the hose")
        self.assertIn("Worker", event.message_ids[0].body)
        self.assertFalse(event.inherent_level)
        self.assertIn("in the register now", self._notice(self.worker).summary)

    def test_without_a_place_it_is_not_accepted(self):
        idea = self._idea()
        self.assertEqual(idea.department_id, self.team)
        with self.assertRaisesRegex(UserError, "choose the unit"):
            idea.with_user(self.officer).action_accept()

    def test_merging_keeps_the_oldest_and_credits_all(self):
        second = self._idea(self.fixer, "The hose bursts", unit_id=self.unit.id)
        both = (self.idea | second).with_user(self.officer)
        both.action_merge()
        self.assertEqual(second.merged_into_id, self.idea)
        self.assertEqual(self.idea.supporter_count, 2)
        self.idea.with_user(self.officer).action_accept()
        self.assertIn("Fixer", self.idea.event_id.message_ids[0].body)
        self.assertIn("in the register now", self._notice(self.fixer).summary)

    def test_one_alone_is_not_merged(self):
        with self.assertRaisesRegex(UserError, "two or more"):
            self.idea.with_user(self.officer).action_merge()

    def test_declining_tells_the_reason(self):
        action = self.idea.with_user(self.officer).action_decline()
        wizard = (
            self.env["dp.idea.decline"]
            .with_user(self.officer)
            .with_context(**action["context"])
            .create({"reason": "It is in the register already"})
        )
        wizard.action_decline()
        self.assertEqual(self.idea.state, "declined")
        self.assertIn("already", self._notice(self.worker).summary)

    def test_what_was_reviewed_is_not_reviewed_again_nor_changed(self):
        self.idea.with_user(self.officer).action_accept()
        with self.assertRaisesRegex(UserError, "reviewed already"):
            self.idea.with_user(self.officer).action_decline()
        with self.assertRaises(UserError):
            self.idea.with_user(self.worker).name = "Something else"
        with self.assertRaisesRegex(UserError, "stays on record"):
            self.idea.with_env(self.env).unlink()

    def test_what_sounds_alike_is_shown(self):
        alike = self._idea(
            self.fixer, "While loading the hose bursts", unit_id=self.unit.id
        )
        self._idea(self.fixer, "Ladder slips on ice")
        self.assertEqual(self.idea.with_user(self.officer).similar_ids, alike)

    def test_everybody_names_as_himself(self):
        idea = self._idea(self.worker, user_id=self.fixer.id)
        self.assertEqual(idea.user_id, self.worker)

    def test_a_colleague_sees_no_named_risk_until_it_is_in_the_register(self):
        ideas = self.env["dp.risk.idea"].with_user(self.fixer)
        self.assertFalse(ideas.search([]))
        self.idea.with_user(self.officer).action_accept()
        self.assertEqual(ideas.search([]), self.idea)

    def test_only_the_officer_of_the_department_reviews(self):
        workshop = self._unit(
            "Workshop", kind="site", department_id=self.maintenance.id
        )
        idea = self._idea(unit_id=workshop.id)
        for user in (self.worker, self.officer, self.auditor):
            with self.assertRaises(UserError):
                idea.with_user(user).action_accept()
        idea.with_user(self.manager).action_accept()
        self.assertEqual(idea.state, "accepted")

    def test_an_author_does_not_set_the_result_himself(self):
        with self.assertRaises(UserError):
            self.idea.with_user(self.worker).write({"state": "accepted"})

    def test_an_auditor_writes_nothing(self):
        with self.assertRaises(AccessError):
            self.idea.with_user(self.auditor).write({"name": "x"})
