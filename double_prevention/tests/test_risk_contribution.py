from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common import DoublePreventionCase


class TestRiskContribution(DoublePreventionCase):
    """Reasons are opened and ended, never edited."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit, inherent="2", residual="3")
        cls.valve = cls._measure(cls.event, critical=True)

    def test_saying_the_same_twice_changes_nothing(self):
        source = self._duty(self.valve)
        self._contribute(source)
        rows = self.env["dp.risk.contribution"].search_count([])
        history = self.env["dp.level.change"].search_count([])
        self._contribute(source)
        self.assertEqual(self.env["dp.risk.contribution"].search_count([]), rows)
        self.assertEqual(self.env["dp.level.change"].search_count([]), history)

    def test_a_deleted_source_ends_its_contribution(self):
        source = self._duty(self.valve)
        self._contribute(source)
        source.unlink()
        self.assertEqual(self.unit.current_level, "3")
        self.assertFalse(
            self.env["dp.risk.contribution"].search(
                [("unit_id", "=", self.unit.id), ("date_to", "=", False)]
            )
        )

    def test_the_rows_tell_from_when_until_when(self):
        source = self._duty(self.valve)
        with freeze_time("2026-03-02 06:10:00"):
            self._contribute(source)
        with freeze_time("2026-03-03 06:10:00"):
            self._end_contributions(source)
        row = self.unit.contribution_ids
        self.assertEqual(
            (str(row.date_from), str(row.date_to)),
            ("2026-03-02 06:10:00", "2026-03-03 06:10:00"),
        )

    def test_a_changed_penalty_ends_the_row_and_opens_another(self):
        source = self._duty(self.valve)
        self._contribute(source, penalty=0.3)
        self._contribute(source, penalty=0.6)
        self.assertEqual(
            self.unit.contribution_ids.sorted("id").mapped(
                lambda row: (row.penalty, bool(row.date_to))
            ),
            [(0.3, True), (0.6, False)],
        )

    def test_the_reason_is_kept_in_every_installed_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        source = self._duty(self.valve)
        self.env["dp.risk.contribution"]._sync(
            source,
            {
                source: [
                    {
                        "kind": "check_failed",
                        "unit_id": self.unit.id,
                        "measure_id": self.valve.id,
                        "penalty": 1.0,
                        "reason": lambda env: f"said in {env.lang}",
                    }
                ]
            },
        )
        row = self.unit.contribution_ids
        self.env.flush_all()
        self.env.invalidate_all()
        for lang in ("en_US", "zh_CN"):
            self.assertEqual(row.with_context(lang=lang).reason, f"said in {lang}")
            self.assertEqual(
                self.site.with_context(lang=lang).current_reason, f"said in {lang}"
            )

    def test_nobody_edits_or_deletes_a_contribution(self):
        self._contribute(self._duty(self.valve))
        row = self.unit.contribution_ids
        for act in (
            lambda: row.sudo().write({"penalty": 0}),
            lambda: row.sudo().write({"date_to": "2026-01-01", "penalty": 0}),
            lambda: row.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                act()

    def test_an_ended_contribution_is_not_ended_again(self):
        source = self._duty(self.valve)
        self._contribute(source)
        self._end_contributions(source)
        with self.assertRaises(UserError):
            self.unit.contribution_ids.write({"date_to": "2030-01-01"})

    def test_even_a_manager_may_not_contribute_by_hand(self):
        with self.assertRaises(AccessError):
            self.env["dp.risk.contribution"].with_user(self.manager).create(
                {
                    "unit_id": self.unit.id,
                    "res_model": "dp.hazard",
                    "res_id": 1,
                    "kind": "hazard_open",
                    "date_from": "2026-03-02",
                    "reason": "Because I say so",
                }
            )

    def test_another_company_sees_no_reasons(self):
        self._contribute(self._duty(self.valve))
        other = self.env["res.company"].create({"name": "Other Plant"})
        self.manager.company_ids = [Command.link(other.id)]
        contributions = self.env["dp.risk.contribution"].with_user(self.manager)
        seen = contributions.with_context(allowed_company_ids=other.ids).search([])
        self.assertFalse(seen)
