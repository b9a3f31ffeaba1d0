from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_inspection import NOW, InspectionCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestInspectionLine(InspectionCase):
    """A check keeps what was asked then, and what was answered."""

    def test_a_later_change_of_the_measure_does_not_change_what_was_asked(self):
        self.valve.check_content = "Another question?"
        self.assertEqual(self.lines[0].check_content, "Relief valve sealed?")

    def test_a_submitted_check_is_changed_by_nobody(self):
        self.mine._submit(self._answers(), "uuid-line")
        with self.assertRaises(UserError):
            self.lines[0].sudo().write({"note": "afterwards"})
        with self.assertRaises(UserError):
            self.lines[0].sudo().unlink()
