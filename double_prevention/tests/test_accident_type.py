from odoo.exceptions import AccessError
from odoo.fields import Date

from .common import DoublePreventionCase


class TestAccidentType(DoublePreventionCase):
    def _codes_on(self, date):
        model = self.env["dp.accident.type"]
        return model.search(model._valid_domain(Date.to_date(date))).mapped("code")

    def test_the_edition_of_1986_is_in_force_until_the_last_of_june_2026(self):
        self.assertEqual(len(self._codes_on("2026-06-30")), 20)
        self.assertIn("01", self._codes_on("2026-06-30"))

    def test_the_edition_of_2025_takes_over_on_the_first_of_july_2026(self):
        codes = self._codes_on("2026-07-01")
        self.assertEqual(len(codes), 27)
        self.assertIn("WSA10099", codes)
        self.assertNotIn("01", codes)

    def test_an_old_type_names_its_successor_only_where_there_is_one(self):
        boiler = self.env.ref("double_prevention.accident_type_1986_16")
        self.assertEqual(boiler.successor_id.code, "WSA10014")
        split = self.env.ref("double_prevention.accident_type_1986_19")
        self.assertFalse(split.successor_id)

    def test_it_is_found_by_code_and_shows_it(self):
        found = self.env["dp.accident.type"].name_search("WSA10009")
        self.assertEqual([name for _id, name in found], ["WSA10009 Fire"])

    def test_an_officer_reads_but_does_not_edit_the_list(self):
        fire = self.env.ref("double_prevention.accident_type_wsa10009")
        mine = fire.with_user(self.officer)
        self.assertEqual(mine.name, "Fire")
        with self.assertRaises(AccessError):
            mine.name = "Other"
        fire.with_user(self.manager).active = False
        self.assertFalse(fire.active)
