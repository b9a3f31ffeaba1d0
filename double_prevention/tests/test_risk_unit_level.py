from freezegun import freeze_time

from .common import DoublePreventionCase


class TestRiskUnitLevel(DoublePreventionCase):
    """The current level: from facts to unit, up the tree, with history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit, inherent="2", residual="3")
        cls.valve = cls._measure(cls.event, critical=True)
        cls.alarm = cls._measure(cls.event, "High pressure alarm tested")
        cls.sibling = cls._unit("Separator", cls.place, code="V-303")
        cls._event(cls.sibling, inherent="3", residual="4")

    def test_levels_of_assessments_reach_the_root(self):
        self.assertEqual(
            self.site.mapped("inherent_level")
            + self.site.mapped("residual_level")
            + self.site.mapped("current_level"),
            ["2", "3", "3"],
        )
        self.assertFalse(self.site.current_reason)

    def test_a_failed_critical_measure_raises_the_unit_and_all_nodes_above(self):
        self._contribute(self._duty(self.valve))
        for node in self.unit | self.place | self.zone | self.site:
            self.assertEqual(node.current_level, "2", node.name)
            self.assertEqual(node.level_origin_id, self.unit)
            self.assertIn("Check failed", node.current_reason)
        self.assertEqual(self.event.current_level, "2")
        self.assertEqual(self.valve.health, 0.0)
        self.assertEqual(self.alarm.health, 1.0)
        self.assertEqual(self.sibling.current_level, "4")

    def test_residual_and_inherent_levels_are_untouched_by_facts(self):
        self._contribute(self._duty(self.valve))
        self.assertEqual(
            (self.unit.inherent_level, self.unit.residual_level), ("2", "3")
        )

    def test_the_level_comes_back_when_the_reason_ends(self):
        source = self._duty(self.valve)
        self._contribute(source)
        self._end_contributions(source)
        for node in self.unit | self.place | self.zone | self.site:
            self.assertEqual(node.current_level, "3", node.name)
            self.assertFalse(node.current_reason)
            self.assertFalse(node.level_origin_id)

    def test_every_change_leaves_one_row_of_history_per_node(self):
        before = self.env["dp.level.change"].search([("unit_id", "=", self.site.id)])
        source = self._duty(self.valve)
        with freeze_time("2026-03-02 06:10:00"):
            self._contribute(source)
        with freeze_time("2026-03-03 06:10:00"):
            self._end_contributions(source)
        rows = self.env["dp.level.change"].search([("unit_id", "=", self.site.id)])
        rows = (rows - before).sorted("id")
        self.assertEqual(
            [(row.from_level, row.to_level, str(row.date)) for row in rows],
            [
                ("3", "2", "2026-03-02 06:10:00"),
                ("2", "3", "2026-03-03 06:10:00"),
            ],
        )
        self.assertIn("Check failed", rows[0].reason)

    def test_two_parts_changed_at_once_give_the_parent_one_row(self):
        other = self._event(self.sibling, inherent="1", residual="4")
        measure = self._measure(other, "Level alarm tested", critical=True)
        before = self.env["dp.level.change"].search_count(
            [("unit_id", "=", self.place.id)]
        )
        first, second = self._duty(self.valve), self._duty(measure)
        self._contribute(first | second)
        self.assertEqual(self.place.current_level, "1")
        self.assertEqual(
            self.env["dp.level.change"].search_count([("unit_id", "=", self.place.id)]),
            before + 1,
        )

    def test_a_moved_unit_takes_its_level_along(self):
        self._contribute(self._duty(self.valve))
        elsewhere = self._unit("Tank Farm", self.zone, "object", code="T")
        self.unit.parent_id = elsewhere
        self.assertEqual(elsewhere.current_level, "2")
        self.assertEqual(self.place.current_level, "4")
        self.assertEqual(self.zone.current_level, "2")

    def test_an_archived_unit_no_longer_colours_the_plant(self):
        self._contribute(self._duty(self.valve))
        self.unit.active = False
        self.assertEqual(self.site.current_level, "4")

    def test_an_archived_measure_with_an_open_reason_does_not_hide_the_floor(self):
        self._contribute(self._duty(self.alarm), floor="1")
        self.alarm.active = False
        self.assertEqual(self.unit.current_level, "1")

    def test_the_sentence_names_level_time_place_and_reason(self):
        with freeze_time("2026-03-02 06:10:00"):
            self._contribute(self._duty(self.valve))
            sentence = self.site.with_context(tz="Asia/Shanghai").level_sentence
        self.assertEqual(
            sentence, "Larger since Mar 2, 14:10: R-301 Reactor: Check failed"
        )

    def test_more_reasons_are_counted_in_the_sentence(self):
        self._contribute(self._duty(self.valve))
        self._contribute(self._duty(self.alarm))
        self.assertIn("and 1 more", self.unit.current_reason)

    def test_the_number_of_queries_depends_on_the_depth_only(self):
        """Ten siblings or three hundred beside the unit: the same queries."""
        source = self._duty(self.valve)

        def count(siblings):
            self.env["dp.risk.unit"].create(
                [
                    {
                        "name": f"Part {number}",
                        "kind": "unit",
                        "parent_id": self.place.id,
                        "company_id": self.company.id,
                    }
                    for number in range(siblings)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._contribute(source)
            self._end_contributions(source)
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        count(1)  # warms up the caches
        self.assertEqual(count(10), count(300))
