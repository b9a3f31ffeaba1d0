from odoo.tests import Form

from .common import DoublePreventionCase


class TestNearMissReport(DoublePreventionCase):
    """Everybody reports a near miss in one short form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        *_above, cls.unit = cls._tree()
        cls._event(cls.unit)

    def _report(self, user):
        form = Form(self.env["dp.near.miss.report"].with_user(user))
        form.title = "Spanner fell beside me"
        form.unit_id = self.unit
        form.what_helped = "Nobody stood below"
        return form.save()

    def test_a_worker_reports_and_is_thanked(self):
        wizard = self._report(self.worker)
        wizard.photo_ids = self._photo(self.worker)
        answer = wizard.action_report()
        self.assertIn("Thank you, Worker", answer["params"]["title"])
        accident = self.env["dp.accident"].browse(answer["params"]["next"]["res_id"])
        self.assertEqual(accident.kind, "near_miss")
        self.assertEqual(accident.state, "draft")
        self.assertEqual(accident.reporter_id, self.worker)
        self.assertEqual(accident.investigator_id, self.officer)
        self.assertEqual(accident.activity_ids.user_id, self.officer)
        self.assertIn("Nobody stood below", accident.description)
        self.assertEqual(accident.photo_ids.res_id, accident.id)
        self.assertTrue(accident.looked_back_at)
        self.assertTrue(accident.photo_ids.with_user(self.stranger).read(["name"]))

    def test_nobody_hands_in_a_file_of_somebody_else(self):
        wizard = self._report(self.worker)
        # A file of another person that belongs to nothing yet.
        foreign = self._photo(self.fixer)
        wizard.sudo().photo_ids = foreign
        self.env.invalidate_all()
        answer = wizard.action_report()
        accident = self.env["dp.accident"].browse(answer["params"]["next"]["res_id"])
        self.assertFalse(accident.photo_ids)
        self.assertFalse(foreign.res_id)
