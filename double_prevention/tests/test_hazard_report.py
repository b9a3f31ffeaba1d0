from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
class TestHazardReport(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls._tree()[-1]

    def test_the_quick_report_becomes_a_hazard(self):
        photo = self._photo(self.worker)
        wizard = (
            self.env["dp.hazard.report"]
            .with_user(self.worker)
            .create(
                {
                    "unit_id": self.unit.id,
                    "title": "Flange leaks",
                    "suspected_major": True,
                    "photo_ids": photo.ids,
                }
            )
        )
        action = wizard.action_report()
        hazard = self.env["dp.hazard"].browse(action["res_id"])
        self.assertEqual((hazard.grade, hazard.state), ("major", "reported"))
        self.assertTrue(hazard.photo_before_ids)

    def test_fixed_on_the_spot_needs_the_photo_from_before_too(self):
        wizard = (
            self.env["dp.hazard.report"]
            .with_user(self.worker)
            .create(
                {
                    "unit_id": self.unit.id,
                    "title": "Oil on the floor",
                    "is_fixed": True,
                    "photo_after_ids": self._photo(self.worker).ids,
                }
            )
        )
        with self.assertRaisesRegex(UserError, "before the fix"):
            wizard.action_report()
