from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import DoublePreventionCase


class TestRiskUnit(DoublePreventionCase):
    """The tree of the register: what it allows, counts and leads to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit, inherent="2", residual="3")
        cls.valve = cls._measure(cls.event, critical=True)

    # ------------------------------------------------------------------
    # TREE
    # ------------------------------------------------------------------

    def test_a_unit_cannot_be_part_of_its_own_part(self):
        with self.assertRaisesRegex(ValidationError, "S Site can't lie below Z Zone"):
            self.site.parent_id = self.zone
        self.assertFalse(self.site.parent_id)

    def test_a_zone_cannot_be_below_a_unit(self):
        with self.assertRaisesRegex(ValidationError, "can't be directly below"):
            self._unit("Lost Zone", self.unit, "zone")

    def test_a_unit_cannot_stand_alone(self):
        with self.assertRaisesRegex(ValidationError, "nothing"):
            self._unit("Orphan")

    def test_a_node_with_parts_cannot_become_a_kind_they_do_not_fit_below(self):
        with self.assertRaisesRegex(ValidationError, "Reactor Section"):
            self.zone.kind = "unit"

    def test_a_code_is_unique_in_a_company(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._unit("Second Reactor", self.place, code="R-301")

    def test_two_units_without_a_code_are_no_conflict(self):
        self.assertTrue(self._unit("One", self.place) + self._unit("Two", self.place))

    def test_a_part_takes_over_the_department_of_the_node_above(self):
        part = self.env["dp.risk.unit"].create(
            {
                "name": "Agitator",
                "parent_id": self.unit.id,
                "company_id": self.company.id,
            }
        )
        self.assertEqual(part.department_id, self.team)

    def test_moving_a_unit_moves_its_level_to_the_new_place(self):
        other = self._unit("Tank Farm", self.zone, "object", code="T")
        self.assertEqual((self.place.current_level, other.current_level), ("3", False))
        self.unit.parent_id = other
        self.assertEqual((self.place.current_level, other.current_level), (False, "3"))

    def test_archiving_a_node_archives_its_parts_and_empties_the_level_above(self):
        self.place.action_archive()
        self.assertFalse(self.unit.active)
        self.assertFalse(self.site.current_level)

    def test_a_part_of_an_archived_node_cannot_be_unarchived_alone(self):
        self.place.action_archive()
        with self.assertRaisesRegex(ValidationError, "is archived"):
            self.unit.action_unarchive()

    def test_a_unit_with_history_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.unit.unlink()

    def test_a_unit_without_history_is_deleted(self):
        spare = self._unit("Spare", self.place)
        spare.unlink()
        self.assertFalse(spare.exists())

    def test_a_unit_does_not_leave_its_parts_in_another_company(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        with self.assertRaises(UserError):
            self.site.write({"company_id": other.id, "department_id": False})

    # ------------------------------------------------------------------
    # WHAT IT LEADS TO
    # ------------------------------------------------------------------

    def test_the_form_counts_parts_and_the_list_does_not(self):
        self._duty(self.valve)
        self.env["dp.hazard"].create({"title": "Leak", "unit_id": self.unit.id})
        counts = ["event_count", "measure_count", "duty_count", "open_hazard_count"]
        self.assertEqual([self.site[name] for name in counts], [1, 1, 1, 1])
        self.assertEqual([self.unit[name] for name in counts], [1, 1, 1, 1])
        self.assertEqual((self.site.own_event_count, self.unit.own_event_count), (0, 1))
        self.assertEqual(self.site.own_open_hazard_count, 0)
        self.assertEqual(self.unit.own_open_hazard_count, 1)
        self.assertEqual((self.site.part_count, self.unit.part_count), (1, 0))

    def test_a_unit_whose_number_begins_alike_is_no_part(self):
        """What hangs at 1/20/ must not be counted at 1/2/."""
        sibling = self._unit("Separator", self.place)
        self._event(sibling)
        alike = self.unit.parent_path.rstrip("/") + "0/"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dp_risk_unit SET parent_path = %s WHERE id = %s",
            [alike, sibling.id],
        )
        self.env.invalidate_all()
        counted = (self.unit + sibling)._count_below("dp.risk.event", Domain.TRUE)
        self.assertEqual(counted, {self.unit.id: 1, sibling.id: 1})

    def test_one_record_opens_as_a_form_and_several_as_a_list(self):
        self.assertEqual(self.unit.action_open_events()["res_id"], self.event.id)
        self._event(self.unit, name="Leak")
        action = self.unit.action_open_events()
        self.assertNotIn("res_id", action)
        self.assertEqual(
            self.env["dp.risk.event"].search_count(action["domain"]),
            self.unit.event_count,
        )

    def test_every_smart_button_opens_what_its_counter_counts(self):
        self._duty(self.valve)
        for counter, method in (
            ("event_count", self.site.action_open_events),
            ("measure_count", self.site.action_open_measures),
            ("duty_count", self.site.action_open_duties),
            ("open_round_count", self.site.action_open_rounds),
            ("open_hazard_count", self.site.action_open_hazards),
            ("part_count", self.site.action_open_parts),
            ("tag_count", self.site.action_open_tags),
            ("level_change_count", self.site.action_open_level_changes),
        ):
            with self.subTest(counter=counter):
                action = method()
                found = self.env[action["res_model"]].search_count(action["domain"])
                self.assertEqual(found, self.site[counter])

    def test_the_unit_names_who_is_responsible_at_each_tier(self):
        self._duty(self.valve, self.worker, tier="4")
        self._duty(self.valve, self.officer, tier="3")
        unit = self.unit.with_user(self.worker)
        self.assertEqual(unit.post_tier_ids.mapped("name"), ["Worker"])
        self.assertEqual(unit.team_tier_ids.mapped("name"), ["Officer"])
        self.assertFalse(unit.company_tier_ids)

    # ------------------------------------------------------------------
    # SEARCH
    # ------------------------------------------------------------------

    def _find(self, *domain, user=None):
        units = self.env["dp.risk.unit"].with_user(user or self.manager)
        return units.search([("company_id", "=", self.company.id), *domain])

    def test_my_departments_are_those_the_user_works_for(self):
        kitchen = self._unit("Kitchen", self.place, department_id=self.maintenance.id)
        mine = self._find(("is_my_department", "=", True), user=self.officer)
        self.assertEqual(
            mine, self.site + self.zone + self.place + self.unit, mine.mapped("name")
        )
        self.assertIn(
            kitchen, self._find(("is_my_department", "=", False), user=self.officer)
        )
        self.assertFalse(kitchen.with_user(self.officer).is_my_department)

    def test_worse_than_residual_finds_what_a_failed_barrier_raised(self):
        domain = ("is_worse_than_residual", "=", True)
        self.assertFalse(self._find(domain))
        hazard = self.env["dp.hazard"].create(
            {"title": "Not sealed", "unit_id": self.unit.id}
        )
        self.env["dp.risk.contribution"]._sync(
            hazard,
            {
                hazard: [
                    {
                        "kind": "check_failed",
                        "unit_id": self.unit.id,
                        "measure_id": self.valve.id,
                        "penalty": 1.0,
                        "floor_level": False,
                        "reason": lambda env: env._("Check failed"),
                    }
                ]
            },
        )
        self.assertEqual(self.unit.current_level, "2")
        self.assertTrue(self.unit.is_worse_than_residual)
        found = self._find(domain)
        self.assertEqual(found, self.site + self.zone + self.place + self.unit)
        self.assertFalse(self._find(("is_worse_than_residual", "=", False)) & self.unit)

    def test_a_unit_is_found_by_its_code_or_its_name(self):
        for text in ("R-301", "Reactor"):
            names = dict(self.env["dp.risk.unit"].name_search(text))
            self.assertIn(self.unit.id, names)

    def test_all_four_levels_are_columns_of_the_board(self):
        units = self.env["dp.risk.unit"].with_context(read_group_expand=True)
        groups = units.formatted_read_group(
            [("id", "=", self.unit.id)], ["current_level"], ["__count"]
        )
        self.assertEqual(
            [group["current_level"] for group in groups], ["1", "2", "3", "4"]
        )

    def test_an_officer_creates_a_unit_in_the_form(self):
        form = Form(
            self.env["dp.risk.unit"].with_user(self.officer).with_company(self.company)
        )
        form.name = "Stripper"
        form.kind = "unit"
        form.parent_id = self.place
        unit = form.save()
        self.assertEqual(
            (unit.department_id, unit.company_id), (self.team, self.company)
        )
