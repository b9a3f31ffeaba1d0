from freezegun import freeze_time

from odoo.tests import tagged

from .test_warning import NOW, WarningCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRiskUnitBurning(WarningCase):
    """What leaders see on one page, and what they may not see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule("round_missed", level="2")

    def _page(self, user):
        return self.env["dp.risk.unit"].with_user(user).get_burning_now()

    def _node(self, page, unit):
        return next((one for one in page["nodes"] if one["id"] == unit.id), None)

    def test_counts_of_the_parts_are_summed_up_the_tree(self):
        self._raise("round_missed", self._cause(), self._cause(self.place))
        page = self._page(self.manager)
        self.assertEqual(self._node(page, self.site)["warnings"], {"2": 2})
        self.assertEqual(self._node(page, self.unit)["warnings"], {"2": 1})
        self.assertEqual(
            [one["depth"] for one in page["nodes"] if one["id"] in self.unit.ids], [3]
        )

    def test_a_calm_part_is_not_shown(self):
        page = self._page(self.manager)
        self.assertTrue(self._node(page, self.zone))
        self.assertFalse(self._node(page, self.unit))

    def test_overdue_hazards_and_their_passing_are_shown(self):
        hazard = self._hazard(self.unit)
        hazard.deadline = "2026-11-23 01:00:00"
        hazard._refresh_deadline_status()
        page = self._page(self.manager)
        self.assertEqual(self._node(page, self.zone)["overdue"], 1)
        self.assertIn(hazard.name, " ".join(one["text"] for one in page["news"]))

    def test_what_changed_today_is_told_in_words(self):
        event = self._event(self.unit, inherent="1", residual="3")
        duty = self._duty(self._measure(event, critical=True))
        self._contribute(duty, floor="2")
        self._raise("round_missed", self._cause())
        news = self._page(self.manager)["news"]
        self.assertEqual({one["kind"] for one in news}, {"level", "warning"})
        self.assertTrue(any("Check failed" in one["text"] for one in news))
        self.assertTrue(all(one["time"] for one in news))
        with freeze_time("2026-11-24 02:00:00"):
            self.assertFalse(self._page(self.manager)["news"])

    def test_at_most_three_things_to_do_and_each_opens_as_many_as_it_says(self):
        self._raise("round_missed", self._cause())
        for _number in range(2):
            hazard = self._hazard(self.unit, grade="major")
            hazard.deadline = "2026-11-20 01:00:00"
            hazard._refresh_deadline_status()
        self._duty(self._measure(self._event(self.unit))).employee_id = False
        todo = self._page(self.manager)["todo"]
        self.assertEqual(len(todo), 3)
        for thing in todo:
            found = self.env[thing["model"]].with_user(self.manager)
            self.assertEqual(found.search_count(thing["domain"]), thing["count"])
            self.assertIn(str(thing["count"]), thing["text"])

    def test_who_may_not_see_a_warning_does_not_see_it_counted(self):
        self._raise("round_missed", self._cause())
        for user, seen in (
            (self.stranger, False),
            (self.worker, False),
            (self.officer, True),
            (self.auditor, True),
        ):
            page = self._page(user)
            counted = self._node(page, self.site)["warnings"]
            self.assertEqual(bool(counted), seen, user.login)
            told = [one for one in page["news"] if one["kind"] == "warning"]
            self.assertEqual(bool(told), seen, user.login)

    def test_another_company_sees_nothing(self):
        self._raise("round_missed", self._cause())
        other = self.env["res.company"].create({"name": "Other Plant"})
        foreigner = self._person("foreigner", None, "group_dp_manager", other)
        page = (
            self.env["dp.risk.unit"]
            .with_user(foreigner)
            .with_context(allowed_company_ids=other.ids)
            .get_burning_now()
        )
        self.assertEqual((page["nodes"], page["news"], page["todo"]), ([], [], []))

    def test_the_page_costs_the_same_for_few_and_for_many_units(self):
        def count(units):
            self._raise("round_missed", *[self._cause(unit) for unit in units])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._page(self.manager)
            return self.env.cr.sql_log_count - before

        self._page(self.manager)
        self.env["dp.warning.rule"].search([]).group_above = 1000
        few = count(self._units(3))
        self.assertLessEqual(count(self._units(60)), few + 1)
        self.assertLessEqual(few, 40)
