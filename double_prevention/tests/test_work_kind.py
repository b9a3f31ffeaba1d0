from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from .common import DoublePreventionCase


class TestWorkKind(DoublePreventionCase):
    """Kinds and grades of special work as dated data."""

    def _kind(self, name):
        return self.env.ref(f"double_prevention.work_kind_{name}")

    def test_the_standard_limits_the_hours(self):
        hours = {
            name: self._kind(name).max_hours
            for name in ("hot_special", "hot_1", "hot_2", "confined")
        }
        self.assertEqual(
            hours, {"hot_special": 8, "hot_1": 8, "hot_2": 72, "confined": 24}
        )

    def test_a_conflict_said_on_one_kind_holds_for_both(self):
        pairs = self.env["dp.work.kind"]._get_conflict_pairs()
        hot, confined = self._kind("hot_1"), self._kind("confined")
        self.assertIn(frozenset((hot.id, confined.id)), pairs)
        self.assertNotIn(hot, confined.conflict_ids.conflict_ids)

    def test_its_name_says_kind_and_grade(self):
        self.assertEqual(self._kind("hot_1").display_name, "Hot work, Grade 1")
        self.assertEqual(self._kind("confined").display_name, "Confined space")

    def test_a_negative_limit_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._kind("hot_1").max_hours = -1
            self.env.flush_all()

    def test_only_a_manager_changes_a_kind(self):
        kind = self._kind("hot_1")
        for user in (self.worker, self.officer, self.auditor):
            with self.assertRaises(AccessError):
                kind.with_user(user).write({"max_hours": 9})
        kind.with_user(self.manager).max_hours = 6
        self.assertEqual(kind.max_hours, 6)
