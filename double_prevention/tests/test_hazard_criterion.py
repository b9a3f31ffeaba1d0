from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date, Domain

from .common import DoublePreventionCase


class TestHazardCriterion(DoublePreventionCase):
    def _criterion(self, name):
        return self.env.ref(f"double_prevention.criterion_{name}")

    def _packs_on(self, date):
        model = self.env["dp.hazard.criterion"]
        domain = model._valid_domain(Date.to_date(date)) & Domain(
            "parent_id", "=", False
        )
        return model.search(domain)

    def test_the_chemical_pack_of_2026_takes_over_on_its_day(self):
        old, new = self._criterion("saws_2017_121"), self._criterion("aq_3067_2026")
        self.assertIn(old, self._packs_on("2026-09-29"))
        self.assertNotIn(new, self._packs_on("2026-09-29"))
        self.assertNotIn(old, self._packs_on("2026-09-30"))
        self.assertIn(new, self._packs_on("2026-09-30"))

    def test_order_10_holds_its_management_items_and_ten_industries(self):
        pack = self._criterion("order_10")
        self.assertEqual(len(pack.child_ids), 13)
        self.assertEqual(set(pack.child_ids.mapped("grade")), {"major"})
        item = self._criterion("order_10_3_2")
        self.assertTrue(item.display_name.startswith("MEM Order 10 Art. 3(2) Special"))

    def test_a_criterion_is_no_part_of_itself(self):
        with self.assertRaisesRegex(
            ValidationError, "choose another place in the tree"
        ):
            self._criterion("order_10").parent_id = self._criterion("order_10_4")

    def test_only_a_manager_adds_criteria(self):
        vals = {
            "name": "Interlock out of service",
            "code": "1",
            "parent_id": self._criterion("aq_3067_2026").id,
        }
        model = self.env["dp.hazard.criterion"]
        with self.assertRaises(AccessError):
            model.with_user(self.officer).create(vals)
        self.assertEqual(model.with_user(self.manager).create(vals).grade, "major")
