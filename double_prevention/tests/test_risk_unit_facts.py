from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import DoublePreventionCase


class TestRiskUnitFacts(DoublePreventionCase):
    """What stood at a unit is noted when it changes, and never touched again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-03-01 08:00:00"):
            cls.site, cls.zone, cls.place, cls.unit = cls._tree()
            cls.event = cls._event(cls.unit)
            cls.valve = cls._measure(cls.event, critical=True)
        cls.facts = cls.env["dp.risk.unit.facts"].search(
            [("unit_id", "=", cls.unit.id)], limit=1
        )

    def test_the_facts_name_levels_and_measures(self):
        self.assertEqual(
            self.facts.facts,
            [
                [
                    self.event.id,
                    "2",
                    "3",
                    0,
                    0,
                    self.env.ref("double_prevention.method_direct").id,
                    [[self.valve.id, None, True]],
                ]
            ],
        )

    def test_nothing_is_noted_while_nothing_changed(self):
        before = self.env["dp.risk.unit.facts"].search_count([])
        self.valve.critical = True
        self.valve.name = "Relief valve closed"
        self.assertEqual(self.env["dp.risk.unit.facts"].search_count([]), before)

    def test_nobody_writes_facts_by_hand(self):
        for user in (self.worker, self.officer, self.manager, self.auditor):
            mine = self.facts.with_user(user)
            self.assertTrue(mine.has_access("read"))
            for operation in ("write", "create", "unlink"):
                self.assertFalse(mine.has_access(operation))

    def test_not_even_the_system_changes_facts(self):
        with self.assertRaises(UserError):
            self.facts.write({"facts": []})
        with self.assertRaises(UserError):
            self.facts.unlink()

    def test_another_company_reads_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = self._person("elsewhere", company=company)
        with self.assertRaises(AccessError):
            self.facts.with_user(other).read(["facts"])
