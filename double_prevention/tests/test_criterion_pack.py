from odoo.exceptions import AccessError
from odoo.fields import Date

from .common import DoublePreventionCase


class TestCriterionPack(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packs = cls.env["dp.criterion.pack"]

    def _pack(self, name):
        return self.env.ref(f"double_prevention.pack_{name}")

    def _applicable(self, date="2026-10-01"):
        return self.packs._get_applicable(self.company, Date.to_date(date))

    def test_the_chemical_pack_of_2026_takes_over_on_its_day(self):
        old, new = self._pack("saws_2017_121"), self._pack("aq_3067_2026")
        self.assertIn(old, self._applicable("2026-09-29"))
        self.assertNotIn(new, self._applicable("2026-09-29"))
        self.assertNotIn(old, self._applicable("2026-09-30"))
        self.assertIn(new, self._applicable("2026-09-30"))

    def test_order_10_holds_its_management_items_and_ten_industries(self):
        packs = self.packs.search(
            [("legal_reference_id.code", "=like", "MEM Order 10")]
        )
        packs |= self._pack("order_10_3")
        self.assertEqual(len(packs), 11)
        self.assertEqual(sum(packs.mapped("criterion_count")), 64)
        self.assertEqual(len(self._pack("saws_2017_121").criterion_ids), 20)
        self.assertEqual(len(self._pack("coal_2021").criterion_ids), 15)

    def test_what_nobody_compared_with_the_publication_says_so(self):
        self.assertFalse(any(self.packs.search([]).mapped("is_verified")))

    def test_a_company_judges_by_the_packs_it_chose_and_those_for_everybody(self):
        self.company.dp_criterion_pack_ids = self._pack("order_10_7")
        self.assertEqual(
            self._applicable(), self._pack("order_16") | self._pack("order_10_7")
        )

    def test_a_pack_of_another_company_is_hidden(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        pack = self.packs.create(
            {"name": "Theirs", "code": "X", "company_id": other.id}
        )
        self.assertNotIn(pack, self._applicable())
        with self.assertRaises(AccessError):
            pack.with_user(self.manager).read(["name"])

    def test_only_a_manager_edits_packs(self):
        pack = self._pack("order_10_7")
        for user in (self.officer, self.worker, self.auditor):
            self.assertTrue(pack.with_user(user).name)
            with self.assertRaises(AccessError):
                pack.with_user(user).is_verified = True
        pack.with_user(self.manager).is_verified = True
