from odoo.exceptions import AccessError

from .common import DoublePreventionCase

SHOWN = ("current_level", "current_reason", "level_origin_id")


class TestLevelSimulation(DoublePreventionCase):
    """What is simulated is what would be, and nothing is written for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        event = cls._event(cls.unit, inherent="2", residual="4")
        cls.valve = cls._duty(cls._measure(event, critical=True))
        cls.alarm = cls._duty(cls._measure(event, "Level alarm tested"))
        other = cls._unit("Separator", cls.place, code="V-303")
        other_event = cls._event(other, inherent="1", residual="4")
        cls.gauge = cls._duty(cls._measure(other_event, "Gauge", critical=True))
        cls._contribute(cls.valve)
        cls._contribute(cls.alarm, floor="3")
        cls._contribute(cls.gauge)
        cls.units = cls.env["dp.risk.unit"].search([("id", "child_of", cls.site.id)])

    def _simulate(self, sources, unit=None):
        contributions = self.env["dp.risk.contribution"].search(
            [
                ("res_model", "=", sources._name),
                ("res_id", "in", sources.ids),
                ("date_to", "=", False),
            ]
        )
        return (
            self.env["dp.level.simulation"]
            .with_user(self.officer)
            .create(
                {
                    "unit_id": (unit or self.site).id,
                    "contribution_ids": contributions.ids,
                }
            )
            .result
        )

    def _check_like_reality(self, sources):
        before = {unit: unit.current_level for unit in self.units}
        result = self._simulate(sources)
        self._end_contributions(sources)
        for row in result["changes"]:
            unit = self.units.browse(row["id"])
            self.assertEqual(row["before"], before[unit], unit.name)
            self.assertEqual(row["after"], unit.current_level, unit.name)
            self.assertEqual(row["reason"], unit.current_reason or "", unit.name)
        named = {row["id"] for row in result["changes"]}
        for unit in self.units:
            if unit.current_level != before[unit]:
                self.assertIn(unit.id, named, unit.name)

    def test_one_hazard_closed_on_paper_is_as_if_closed(self):
        self._check_like_reality(self.gauge)

    def test_all_closed_on_paper_is_as_if_all_were_closed(self):
        self._check_like_reality(self.valve | self.alarm | self.gauge)

    def test_what_is_hidden_by_something_worse_changes_the_part_alone(self):
        self._check_like_reality(self.valve)
        self.assertEqual(self.site.current_level, "1")

    def test_a_part_of_the_tree_still_climbs_to_the_root(self):
        result = self._simulate(self.gauge, self.place)
        self.assertIn(self.site.id, [row["id"] for row in result["changes"]])
        # the counts are of the part: place, reactor, separator
        self.assertEqual(result["total"], 3)

    def test_nothing_is_written(self):
        shown, history = self.units.read(SHOWN), self.units.level_change_ids
        result = self._simulate(self.valve | self.gauge)
        self.assertTrue(result["count"])
        self.env.invalidate_all()
        self.assertEqual(self.units.read(SHOWN), shown)
        self.assertEqual(self.units.level_change_ids, history)
        self.assertFalse(
            self.env["dp.risk.contribution"].search_count(
                [("unit_id", "in", self.units.ids), ("date_to", "!=", False)]
            )
        )

    def test_a_worker_may_not_simulate(self):
        with self.assertRaises(AccessError):
            self.env["dp.level.simulation"].with_user(self.worker).create(
                {"unit_id": self.site.id}
            )
