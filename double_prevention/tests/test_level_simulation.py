from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form

from .common import DoublePreventionCase

START = "2026-03-01 08:00:00"
NOON = "2026-03-01 12:00:00"
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

    def test_unchanged_units_above_say_where_the_others_are(self):
        rows = self._simulate(self.valve)["changes"]
        self.assertEqual([row["depth"] for row in rows], [0, 1, 2, 3])
        self.assertEqual([row["is_changed"] for row in rows], [False] * 3 + [True])


class TestParametersSimulation(DoublePreventionCase):
    """A draft on paper gives the levels that it would give in force."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(START):
            cls.site, cls.zone, cls.place, cls.unit = cls._tree()
            event = cls._event(cls.unit, inherent="1", residual="4")
            cls.valve = cls._duty(cls._measure(event))
            cls._measure(event, "High pressure alarm tested")
            cls.other = cls._unit("Separator", cls.place, code="V-303")
            other = cls._event(cls.other, inherent="2", residual="4")
            cls._duty(cls._measure(other, "Gauge")).employee_id = False
            cls.quiet = cls._unit("Tank", cls.place, code="T-1")
            cls._event(cls.quiet, inherent="1", residual="3")
            cls.env["dp.duty"]._mark_missed([(cls.valve.id, START)])
            cls.hazard = cls._hazard(cls.other)
        cls.units = cls.env["dp.risk.unit"].search([("id", "child_of", cls.site.id)])
        cls.draft = cls.env["dp.health.parameters"].create(
            {"name": "Ours", "company_id": cls.company.id, "notes": "Stricter"}
        )

    def _effect(self, kind):
        return self.draft.effect_ids.filtered(lambda line: line.kind == kind)

    def _simulate(self, unit=None, **vals):
        return (
            self.env["dp.level.simulation"]
            .with_user(self.officer)
            .create(
                {
                    "unit_id": (unit or self.site).id,
                    "parameters_id": self.draft.id,
                    **vals,
                }
            )
        )

    def _check_like_in_force(self):
        before = {
            unit: (unit.current_level, unit.current_reason) for unit in self.units
        }
        result = self._simulate().result
        with self.enter_registry_test_mode():
            self.draft.with_user(self.manager).action_put_in_force()
            self.env.ref(
                "double_prevention.ir_cron_health_apply"
            ).method_direct_trigger()
        rows = {row["id"]: row for row in result["changes"]}
        for unit in self.units:
            after = unit.current_level, unit.current_reason
            row = rows.get(unit.id)
            if row:
                self.assertEqual(row["before"], before[unit][0], unit.name)
                self.assertEqual(row["after"], after[0], unit.name)
                self.assertEqual(row["reason"], after[1] or "", unit.name)
            else:
                self.assertEqual(after, before[unit], unit.name)
        for row in result["levels"]:
            number = len(
                self.units.filtered_domain([("current_level", "=", row["level"])])
            )
            self.assertEqual(row["after"], number, row["label"])
        return result

    @freeze_time(NOON)
    def test_harder_penalties_and_floors_are_as_if_in_force(self):
        self._effect("check_missed").penalty = 1.0
        self._effect("hazard_open").floor_level = "1"
        self.assertTrue(self._check_like_in_force()["count"])
        self.assertEqual(self.site.current_level, "1")

    @freeze_time(NOON)
    def test_softer_numbers_without_a_hold_bring_levels_down_at_once(self):
        self._effect("check_missed").penalty = 0
        self._effect("hazard_open").floor_level = False
        self._effect("duty_unassigned").penalty = 0
        self._check_like_in_force()
        self.assertEqual(self.unit.current_level, "4")

    @freeze_time(NOON)
    def test_softer_numbers_with_a_hold_come_down_later_on_paper_as_well(self):
        self._effect("hazard_open").write({"floor_level": "4", "hold_hours": 24})
        before = self.other.current_level
        self._check_like_in_force()
        self.assertEqual(self.other.current_level, before)

    @freeze_time(NOON)
    def test_other_weights_are_as_if_in_force(self):
        self._effect("check_missed").penalty = 1.0
        self.draft.weight_ids.weight = 7
        self.draft.critical_factor = 5
        self._check_like_in_force()

    @freeze_time(NOON)
    def test_nothing_is_written_and_the_draft_stays_one(self):
        shown, history = self.units.read(SHOWN), self.units.level_change_ids
        rows = self.env["dp.risk.contribution"].search([])
        self._effect("hazard_open").floor_level = "1"
        self.assertTrue(self._simulate().result["count"])
        self.env.invalidate_all()
        self.assertEqual(self.units.read(SHOWN), shown)
        self.assertEqual(self.units.level_change_ids, history)
        self.assertEqual(self.env["dp.risk.contribution"].search([]), rows)
        self.assertEqual(self.draft.state, "draft")

    @freeze_time(NOON)
    def test_a_hazard_closed_on_paper_stays_closed_with_other_numbers(self):
        self._effect("hazard_open").floor_level = "1"
        row = self.env["dp.risk.contribution"].search(
            [("res_model", "=", "dp.hazard"), ("res_id", "=", self.hazard.id)]
        )
        self.assertEqual(self._simulate().result["levels"][0]["after"], 4)
        result = self._simulate(contribution_ids=row.ids).result
        self.assertEqual(result["levels"][0]["after"], 0)

    @freeze_time(NOON)
    def test_common_numbers_change_nothing_where_a_company_has_its_own(self):
        self.draft.action_put_in_force()
        common = self.env["dp.health.parameters"].create(
            {"name": "Common", "notes": "All plants"}
        )
        common.effect_ids.floor_level = "1"
        simulation = self._simulate(parameters_id=common.id)
        self.assertTrue(simulation.has_own_parameters)
        self.assertFalse(simulation.result["count"])

    @freeze_time(NOON)
    def test_a_draft_opens_its_own_simulation(self):
        action = self.draft.with_user(self.manager).action_simulate()
        form = Form(
            self.env["dp.level.simulation"]
            .with_user(self.manager)
            .with_context(**action["context"])
        )
        self.assertEqual(form.parameters_id, self.draft)
        simulation = form.save()
        self.assertEqual(
            simulation.display_name, f"What if: {simulation.unit_id.display_name}"
        )
