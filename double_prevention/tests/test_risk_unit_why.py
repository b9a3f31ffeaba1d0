from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError

from .common import DoublePreventionCase

MORNING = "2026-03-02 06:10:00"
NOON = "2026-03-02 12:00:00"
EVENING = "2026-03-02 18:00:00"


class TestRiskUnitWhy(DoublePreventionCase):
    """Why a level is, and was, what it is, and what would bring it down."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-02-01 06:00:00"):
            cls.site, cls.zone, cls.place, cls.unit = cls._tree()
            cls.event = cls._event(cls.unit, inherent="2", residual="4")
            cls.valve = cls._measure(cls.event, critical=True)
            cls.alarm = cls._measure(cls.event, "Level alarm tested")

    def _why(self, unit, user=None, **values):
        return unit.with_user(user or self.stranger)._explain_level(**values)

    def test_a_level_as_assessed_has_no_reasons_and_nothing_to_do(self):
        why = self._why(self.unit)
        self.assertEqual((why["level"], why["residual"]), ("4", "4"))
        self.assertEqual((why["reasons"], why["relief"]), ([], []))

    def test_the_deciding_reason_comes_first_with_its_measure_and_what_it_takes(self):
        self._contribute(self._duty(self.alarm), kind="check_missed", penalty=0.5)
        self._contribute(self._duty(self.valve))
        valve, alarm = self._why(self.unit)["reasons"]
        self.assertEqual(valve["measure"], "Relief valve sealed")
        self.assertTrue(valve["decides"])
        self.assertEqual(valve["penalty"], 100)
        self.assertEqual(alarm["kind"], "Check missed")
        self.assertEqual(alarm["penalty"], 50)
        self.assertLess(alarm["share"], valve["share"])

    def test_a_measure_with_three_reasons_is_explained_once(self):
        for kind, penalty in (
            ("check_missed", 0.5),
            ("check_failed", 1.0),
            ("hazard_open", 0.3),
        ):
            self._contribute(self._duty(self.valve), kind=kind, penalty=penalty)
        [reason] = self._why(self.unit)["reasons"]
        self.assertEqual(reason["kind"], "Check failed")
        self.assertEqual(
            {more["kind"] for more in reason["more"]},
            {"Check missed", "Hidden hazard open"},
        )

    def test_a_hidden_hazard_says_who_fixes_it_and_until_when(self):
        hazard = self._hazard(self.unit)
        [reason] = self._why(self.unit, self.worker)["reasons"]
        self.assertEqual(reason["source"], {"model": "dp.hazard", "id": hazard.id})
        self.assertEqual(reason["person"], "Fixer")
        self.assertEqual(reason["deadline"], fields.Datetime.to_string(hazard.deadline))

    def test_a_node_above_is_explained_by_the_part_it_comes_from(self):
        self._contribute(self._duty(self.valve))
        why = self._why(self.site)
        self.assertEqual(why["origin"]["id"], self.unit.id)
        self.assertEqual(why["reasons"], self._why(self.unit)["reasons"])

    def test_other_parts_with_reasons_are_named(self):
        other = self._unit("Separator", self.place, code="V-303")
        measure = self._measure(self._event(other, inherent="3", residual="4"))
        self._contribute(self._duty(measure), floor="3")
        self._contribute(self._duty(self.valve))
        [part] = self._why(self.site)["parts"]
        self.assertEqual((part["id"], part["level"]), (other.id, "3"))

    def test_relief_is_what_brings_the_level_down_when_it_is_done(self):
        valve, alarm = self._duty(self.valve), self._duty(self.alarm)
        self._contribute(valve, floor="2")
        self._contribute(alarm, kind="check_missed", penalty=0.1)
        step, accepted = self._why(self.site)["relief"]
        self.assertEqual((step["level"], accepted["level"]), ("3", "4"))
        [reason] = accepted["reasons"]
        self.assertEqual(reason["place"], "R-301 Reactor")
        self._end_contributions(valve)
        self.assertEqual(self.site.current_level, "4")

    def test_why_of_a_past_moment_is_what_was_shown_then(self):
        valve, alarm = self._duty(self.valve), self._duty(self.alarm)
        shown = {}
        for moment, act in (
            (MORNING, lambda: self._contribute(alarm, kind="check_missed", floor="3")),
            (NOON, lambda: self._contribute(valve)),
            (EVENING, lambda: self._end_contributions(alarm | valve)),
        ):
            with freeze_time(moment):
                act()
                for unit in self.site | self.unit:
                    why = self._why(unit)
                    shown[unit, moment] = why
                    self.assertEqual(why["sentence"], unit.level_sentence)
        for (unit, moment), then in shown.items():
            later = fields.Datetime.to_datetime(moment) + timedelta(minutes=5)
            again = self._why(unit, at=later)
            for key in ("level", "sentence", "origin"):
                self.assertEqual(again[key], then[key], (unit.name, moment, key))
            self.assertEqual(
                [reason["id"] for reason in again["reasons"]],
                [reason["id"] for reason in then["reasons"]],
                (unit.name, moment),
            )

    def test_a_measure_that_was_archived_since_still_explains_the_past(self):
        source = self._duty(self.valve)
        with freeze_time(MORNING):
            self._contribute(source)
            then = self._why(self.unit)
        with freeze_time(NOON):
            self._end_contributions(source)
            self.valve.active = False
        with freeze_time(EVENING):
            past = fields.Datetime.to_datetime(MORNING) + timedelta(hours=1)
            again = self._why(self.unit, at=past)
        # who works on it is said of today only
        unknown = {"person": None, "deadline": False}
        self.assertEqual(
            again["reasons"], [reason | unknown for reason in then["reasons"]]
        )
        self.assertEqual(again["level"], "2")

    def test_a_row_of_the_history_is_explained_as_it_was_written(self):
        source = self._duty(self.valve)
        with freeze_time(NOON):
            self._contribute(source)
        with freeze_time(EVENING):
            self._end_contributions(source)
        change = self.site.level_change_ids.filtered(lambda row: str(row.date) == NOON)
        why = self._why(self.site, change=change)
        self.assertFalse(why["is_now"])
        self.assertEqual((why["level"], why["at"]), ("2", NOON))
        self.assertIn(change.reason, why["sentence"])
        action = change.action_explain_level()
        self.assertEqual(action["params"]["change_id"], change.id)

    def test_before_it_was_assessed_there_was_no_level(self):
        why = self._why(self.unit, at=fields.Datetime.to_datetime("2020-01-01"))
        self.assertFalse(why["level"])
        self.assertEqual(why["sentence"], "Not assessed yet")

    def test_who_may_not_see_a_unit_gets_neither_its_level_nor_its_reason(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        foreigner = self._person("foreigner", company=other)
        unit = self.unit.with_user(foreigner).with_context(
            allowed_company_ids=other.ids
        )
        with self.assertRaises(AccessError):
            unit.explain_level()

    def test_a_row_of_another_company_explains_nothing(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        self.manager.company_ids = [Command.link(other.id)]
        change = self.unit.level_change_ids[:1]
        unit = self._unit("Tank", kind="site", company_id=other.id, department_id=False)
        with self.assertRaises(AccessError):
            unit.with_user(self.manager).with_context(
                allowed_company_ids=other.ids
            ).explain_level(change_id=change.id)

    def test_explaining_a_site_takes_as_many_queries_for_ten_parts_as_for_one(self):
        def count(parts):
            for number in range(parts):
                unit = self._unit(f"Part {number}", self.place)
                measure = self._measure(self._event(unit, inherent="2", residual="4"))
                self._contribute(self._duty(measure), floor="2")
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._why(self.site)
            return self.env.cr.sql_log_count - start

        count(1)  # warms up the caches
        self.assertEqual(count(1), count(10))

    def test_during_a_hold_past_and_present_say_the_same(self):
        draft = self.env["dp.health.parameters"].create(
            {"name": "Ours", "company_id": self.company.id, "notes": "Held"}
        )
        held = draft.effect_ids.filtered(lambda line: line.kind == "check_failed")
        held.hold_hours = 8
        duty = self._duty(self.valve)
        with freeze_time(MORNING):
            draft.action_put_in_force()
            self._contribute(duty)
        with freeze_time("2026-03-02 10:00:00"):
            self._end_contributions(duty)
        with freeze_time(NOON):
            now = self._why(self.unit)
        with freeze_time(EVENING):
            self.unit._refresh_levels()
            self.assertEqual(self._why(self.unit)["level"], "4")
            then = self._why(self.unit, at=fields.Datetime.to_datetime(NOON))
        told = "level", "sentence", "residual", "version"
        self.assertEqual([then[key] for key in told], [now[key] for key in told])
        self.assertEqual(len(now["reasons"]), 1)
        # who works on it is of today only
        today = {"person": None, "deadline": None}
        self.assertEqual(
            [reason | today for reason in then["reasons"]],
            [reason | today for reason in now["reasons"]],
        )
