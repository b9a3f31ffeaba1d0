from odoo import fields
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

    def test_levels_follow_another_weight_class_in_the_background(self):
        unit = self._tree()[-1]
        event = self._event(unit, inherent="1", residual="4")
        lost = self._measure(event)
        lost.category_id = self._category("general_ppe")
        self._measure(event, "Level alarm tested").category_id = self._category(
            "general_engineering"
        )
        self._contribute(self._duty(lost))
        self.assertEqual(unit.current_level, "3")
        self._category("general_ppe").with_user(
            self.manager
        ).weight_class = "engineering"
        with self.enter_registry_test_mode():
            self.env.ref(
                "double_prevention.ir_cron_measure_weight"
            ).method_direct_trigger()
        self.assertEqual(unit.current_level, "2")
        self.assertFalse(self._category("general_ppe").is_reweighing)
        # whoever asks for this moment later finds the weight of now
        facts = self.env["dp.risk.unit.facts"]._read_at(unit, fields.Datetime.now())
        [[*_event, measures]] = facts[unit.id]
        self.assertIn([lost.id, "engineering", False], measures)
