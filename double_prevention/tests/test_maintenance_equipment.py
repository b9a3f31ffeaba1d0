from odoo.tests import tagged

from .common import DoublePreventionCase


# hr_maintenance, which comes by itself, gives equipment more required fields.
@tagged("post_install", "-at_install")
class TestMaintenanceEquipment(DoublePreventionCase):
    """Equipment shows the level of its units and leads to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.vessel, cls.pump, cls.spare = cls.env["maintenance.equipment"].create(
            [
                {"name": name, "company_id": cls.company.id}
                for name in ("Vessel", "Pump", "Spare")
            ]
        )
        cls.unit.equipment_id = cls.vessel
        cls.second = cls._unit("Jacket", cls.place, equipment_id=cls.vessel.id)
        cls._event(cls.unit, inherent="3", residual="4")
        cls._event(cls.second, inherent="2", residual="3")
        cls.pump_unit = cls._unit("Pump", cls.place, equipment_id=cls.pump.id)
        cls._event(cls.pump_unit, inherent="3", residual="4")

    def test_the_level_is_the_worst_of_its_units(self):
        self.assertEqual(self.vessel.dp_current_level, "3")
        self.assertEqual(self.vessel.dp_unit_id, self.second)
        self.assertFalse(self.vessel.dp_level_sentence)
        self.assertFalse(self.spare.dp_current_level)

    def test_equipment_says_why_its_level_is_raised(self):
        hazard = self.env["dp.hazard"].create(
            {"title": "Cracked", "unit_id": self.second.id, "grade": "major"}
        )
        self.vessel.invalidate_recordset()
        self.assertEqual(self.vessel.dp_current_level, "1")
        self.assertIn(hazard.name, self.vessel.dp_level_sentence)

    def test_equipment_is_found_by_the_level_it_shows(self):
        every = self.vessel + self.pump + self.spare
        for level, expected in (
            ("3", self.vessel),
            ("4", self.pump),
            ("1", every.browse()),
            (False, self.spare),
        ):
            found = every.search(
                [("dp_current_level", "=", level), ("id", "in", every.ids)]
            )
            self.assertEqual(found, expected, level)

    def test_hazards_of_equipment_and_units_are_counted_once(self):
        self.env["dp.hazard"].create(
            [
                {
                    "title": "Leak",
                    "unit_id": self.unit.id,
                    "equipment_id": self.vessel.id,
                },
                {"title": "Rust", "unit_id": self.second.id},
                {"title": "Other", "unit_id": self.pump_unit.id},
            ]
        )
        self.assertEqual(self.vessel.dp_hazard_count, 2)
        action = self.vessel.action_open_dp_hazards()
        self.assertEqual(self.env["dp.hazard"].search_count(action["domain"]), 2)

    def test_the_units_open_as_a_list_and_a_single_one_as_a_form(self):
        self.assertNotIn("res_id", self.vessel.action_open_dp_units())
        self.assertEqual(self.pump.action_open_dp_units()["res_id"], self.pump_unit.id)

    def test_who_may_see_a_unit_sees_its_equipment(self):
        vessel = self.vessel.with_user(self.worker)
        self.assertEqual(vessel.dp_current_level, "3")
        self.assertFalse(self.spare.with_user(self.worker).has_access("read"))
        self.assertTrue(self.spare.with_user(self.officer).has_access("read"))
