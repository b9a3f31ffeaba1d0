from odoo.exceptions import AccessError, ValidationError

from .common import DoublePreventionCase


class TestHazardFactor(DoublePreventionCase):
    def _factor(self, code):
        return self.env.ref(f"double_prevention.hazard_factor_{code}")

    def test_all_factors_of_the_standard_are_there_in_four_layers(self):
        groups = self.env["dp.hazard.factor"]._read_group([], ["layer"], ["__count"])
        self.assertEqual(dict(groups), {1: 4, 2: 15, 3: 94, 4: 129})

    def test_a_factor_lies_below_the_code_it_begins_with(self):
        moving = self._factor("210108")
        self.assertEqual(moving.parent_id, self._factor("2101"))
        self.assertEqual(
            moving.complete_name,
            "Physical, chemical and biological agents / Physical factors / Defects of "
            "equipment, facilities, tools and accessories / Exposed moving parts",
        )
        for factor in self.env["dp.hazard.factor"].search([("parent_id", "!=", False)]):
            self.assertTrue(factor.code.startswith(factor.parent_id.code), factor.code)

    def test_a_factor_is_no_part_of_itself(self):
        with self.assertRaisesRegex(ValidationError, "2101 Defects.* below 210108"):
            self._factor("2101").parent_id = self._factor("210108")

    def test_an_officer_does_not_add_factors(self):
        with self.assertRaises(AccessError):
            self.env["dp.hazard.factor"].with_user(self.officer).create(
                {"name": "Invented", "code": "9"}
            )
