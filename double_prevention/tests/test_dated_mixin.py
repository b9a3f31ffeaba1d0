from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.tools import mute_logger

from .common import DoublePreventionCase


class TestDatedMixin(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reference = cls.env["dp.legal.reference"].create(
            {
                "name": "House rule",
                "code": "HR-1",
                "valid_from": "2026-03-01",
                "valid_to": "2026-03-31",
            }
        )

    def _found(self, operator="=", value=True):
        domain = [("id", "=", self.reference.id), ("is_valid", operator, value)]
        return bool(self.env["dp.legal.reference"].search(domain))

    def test_both_days_belong_to_the_period(self):
        for day, valid in (
            ("2026-02-28", False),
            ("2026-03-01", True),
            ("2026-03-31", True),
            ("2026-04-01", False),
        ):
            with self.subTest(day=day), freeze_time(day):
                self.reference.invalidate_recordset(["is_valid"])
                self.assertEqual(self.reference.is_valid, valid)
                self.assertEqual(self._found(), valid)
                self.assertEqual(self._found("=", False), not valid)

    @freeze_time("2026-03-15")
    def test_empty_days_leave_the_period_open(self):
        self.reference.write({"valid_from": False, "valid_to": False})
        self.assertTrue(self.reference.is_valid)
        self.assertTrue(self._found())

    @mute_logger("odoo.sql_db")
    def test_the_last_day_is_not_before_the_first(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.reference.valid_to = "2026-02-01"
            self.env.flush_all()
