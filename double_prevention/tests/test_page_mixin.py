from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 04:00:00")  # Tuesday noon in Shanghai
class TestPageMixin(DoublePreventionCase):
    """The words of the pages behind a tag, in the time zone of the reader."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.words = cls.env["dp.tag"].with_context(tz="Asia/Shanghai")

    def test_moments_are_said_as_people_say_them(self):
        for moment, words in (
            (datetime(2026, 3, 10, 6, 10), "today 14:10"),
            (datetime(2026, 3, 10, 17, 0), "tomorrow 01:00"),
            (datetime(2026, 3, 9, 15, 59), "yesterday 23:59"),
            (datetime(2026, 3, 12, 9, 0), "Thursday 17:00"),
            (datetime(2026, 3, 30, 9, 0), "03/30/2026 17:00"),
        ):
            self.assertEqual(self.words._page_moment(moment), words)

    def test_a_deadline_is_late_from_the_minute_it_has_passed(self):
        for moment, words, late in (
            (datetime(2026, 3, 10, 4, 1), "today 12:01", False),
            (datetime(2026, 3, 10, 4, 0), "late since 12:00", True),
            (datetime(2026, 3, 9, 9, 0), "1 day late", True),
            (datetime(2026, 3, 7, 9, 0), "3 days late", True),
        ):
            self.assertEqual(
                self.words._page_deadline(moment), {"words": words, "late": late}
            )
        self.assertIsNone(self.words._page_deadline(False))

    def test_a_level_has_its_letter_and_word(self):
        self.assertEqual(
            self.words._page_level("2"), {"value": "2", "letter": "B", "name": "Larger"}
        )
        self.assertIsNone(self.words._page_level(False))
