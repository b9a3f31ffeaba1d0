from odoo.exceptions import AccessError, ValidationError

from ..tools import health
from .common import DoublePreventionCase


class TestMeasureCategory(DoublePreventionCase):
    def _category(self, name):
        return self.env.ref(f"double_prevention.measure_category_{name}")

    def test_every_chemical_category_is_mapped_to_a_general_one(self):
        chemical = self.env["dp.measure.category"].search([("scheme", "=", "chemical")])
        self.assertEqual(len(chemical), 21)
        self.assertEqual(
            set(chemical.general_category_id.mapped("scheme")), {"general"}
        )
        self.assertEqual(
            self._category("chemical_4_2").general_category_id,
            self._category("general_ppe"),
        )

    def test_every_weight_class_has_a_weight(self):
        classes = (
            self.env["dp.measure.category"]._fields["weight_class"].get_values(self.env)
        )
        self.assertEqual(set(classes), set(health.DEFAULT.weights))

    def test_a_sub_class_stays_in_the_classification_of_its_class(self):
        with self.assertRaisesRegex(ValidationError, "same classification"):
            self.env["dp.measure.category"].create(
                {
                    "name": "Interlocks",
                    "code": "1-4-1",
                    "scheme": "general",
                    "parent_id": self._category("chemical_1_4").id,
                }
            )

    def test_a_general_category_is_not_mapped(self):
        with self.assertRaisesRegex(ValidationError, "only a chemical category"):
            self._category("general_ppe").general_category_id = self._category(
                "general_training"
            )

    def test_a_category_is_no_part_of_itself(self):
        with self.assertRaisesRegex(
            ValidationError, "choose another place in the tree"
        ):
            self._category("chemical_1").parent_id = self._category("chemical_1_4")

    def test_a_manager_adds_a_class_of_the_enterprise_and_an_officer_does_not(self):
        vals = {
            "name": "Interlocks",
            "code": "1-4-1",
            "scheme": "chemical",
            "parent_id": self._category("chemical_1_4").id,
            "weight_class": "engineering",
        }
        model = self.env["dp.measure.category"]
        with self.assertRaises(AccessError):
            model.with_user(self.officer).create(vals)
        own = model.with_user(self.manager).create(vals)
        self.assertEqual(
            own.complete_name,
            "Engineering measures / Safety instruments / Interlocks",
        )
