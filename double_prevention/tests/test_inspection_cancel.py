from freezegun import freeze_time

from odoo.tests import tagged

from .test_inspection import NOW, InspectionCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestInspectionCancel(InspectionCase):
    """Cancelling asks an officer for the reason."""

    def test_an_officer_cancels_with_a_reason(self):
        wizard = (
            self.env["dp.inspection.cancel"]
            .with_user(self.officer)
            .create({"inspection_ids": self.round.ids, "reason": "Place is closed"})
        )
        wizard.action_confirm()
        self.assertEqual(self.round.state, "cancelled")
