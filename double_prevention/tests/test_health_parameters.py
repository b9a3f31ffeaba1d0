from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from ..tools import health
from .common import DoublePreventionCase

START = datetime(2026, 3, 1, 8)
HOUR = timedelta(hours=1)


class TestHealthParameters(DoublePreventionCase):
    """Numbers have versions; the past is explained with those of then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(START):
            cls.site, cls.zone, cls.place, cls.unit = cls._tree()
            cls.event = cls._event(cls.unit, inherent="1", residual="4")
            cls.valve = cls._measure(cls.event)
            cls.alarm = cls._measure(cls.event, "High pressure alarm tested")
            cls.duty = cls._duty(cls.valve)
        cls.draft = cls.env["dp.health.parameters"].create(
            {"name": "Ours", "company_id": cls.company.id, "notes": "Alarms lie"}
        )

    def _effect(self, kind, parameters=None):
        lines = (parameters or self.draft).effect_ids
        return lines.filtered(lambda line: line.kind == kind)

    def _apply(self):
        cron = self.env.ref("double_prevention.ir_cron_health_apply")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_without_a_version_of_its_own_a_company_uses_the_standard_numbers(self):
        parameters = self.unit._get_health_parameters()
        self.assertEqual(parameters.weights, health.DEFAULT.weights)
        self.assertEqual(parameters.penalties["check_missed"], 0.5)
        self.assertEqual(parameters.floors, health.DEFAULT.floors)
        self.assertEqual(parameters.inherent_kinds, health.DEFAULT.inherent_kinds)

    def test_a_new_version_names_every_kind_of_contribution(self):
        kinds = self.env["dp.risk.contribution"]._fields["kind"].get_values(self.env)
        self.assertEqual(set(self.draft.effect_ids.mapped("kind")), set(kinds))

    def test_a_draft_changes_nothing(self):
        self._effect("check_failed").penalty = 0.1
        self.assertEqual(
            self.unit._get_health_parameters().penalty("check_failed"), 1.0
        )

    def test_a_version_in_force_counts_for_its_company_only(self):
        self._effect("check_failed").penalty = 0.1
        self.draft.action_put_in_force()
        self.assertEqual(
            self.unit._get_health_parameters().penalty("check_failed"), 0.1
        )
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(
            self.env["dp.risk.unit"]
            .with_company(other)
            ._get_health_parameters()
            .penalty("check_failed"),
            1.0,
        )

    def test_what_is_in_force_is_never_edited(self):
        self.draft.action_put_in_force()
        for change in (
            (self.draft.write, {"critical_factor": 3}),
            (self._effect("bypass").write, {"penalty": 0.2}),
            (self.draft.weight_ids[0].write, {"weight": 9}),
            (self._effect("bypass").unlink,),
            (self.draft.unlink,),
            (self.draft.action_put_in_force,),
        ):
            method, *arguments = change
            with self.assertRaisesRegex(UserError, "Make a new version"):
                method(*arguments)

    def test_a_new_version_replaces_the_old_one_and_keeps_it(self):
        with freeze_time(START):
            self.draft.action_put_in_force()
        action = self.draft.with_user(self.manager).action_new_version()
        new = self.draft.browse(action["res_id"])
        self.assertEqual((new.state, new.version), ("draft", self.draft.version + 1))
        self._effect("check_missed", new).penalty = 0.2
        with freeze_time(START + HOUR):
            new.with_user(self.manager).action_put_in_force()
        self.assertRecordValues(
            self.draft | new,
            [
                {"state": "replaced", "date_to": START + HOUR},
                {"state": "in_force", "date_to": False},
            ],
        )
        at = self.unit._get_health_parameters
        self.assertEqual(at(START).penalty("check_missed"), 0.5)
        self.assertEqual(at(START + HOUR).penalty("check_missed"), 0.2)
        self.assertEqual(at(START - HOUR).version, health.DEFAULT.version)

    def test_putting_in_force_recomputes_what_contributes_today(self):
        with freeze_time(START + HOUR):
            self.env["dp.duty"]._mark_missed([(self.duty.id, START - 24 * HOUR)])
        self.assertEqual(self.valve.health, 0.5)
        self._effect("check_missed").penalty = 0.8
        with freeze_time(START + 2 * HOUR):
            self.draft.action_put_in_force()
            self.assertTrue(self.draft.is_applying)
            self._apply()
        self.assertFalse(self.draft.is_applying)
        self.assertEqual(self.draft.progress, 100)
        self.assertAlmostEqual(self.valve.health, 0.2)
        rows = self.env["dp.risk.contribution"].search(
            [("res_id", "=", self.duty.id), ("res_model", "=", "dp.duty")], order="id"
        )
        self.assertEqual(
            [(row.penalty, row.date_from, row.date_to) for row in rows],
            [
                (0.5, START + HOUR, START + 2 * HOUR),
                (0.8, START + 2 * HOUR, False),
            ],
        )

    def test_weights_move_the_level_and_leave_a_row_of_history(self):
        self._contribute(self.duty)
        before = self.unit.level_change_ids
        self.assertEqual(self.unit.current_level, "2")
        self.draft.critical_factor = 7
        self.alarm.critical = True
        self.draft.action_put_in_force()
        # The duty itself says nothing of the failed check: keep it by its source.
        self.unit._refresh_levels()
        self.assertEqual(self.unit.current_level, "4")
        self.assertEqual((self.unit.level_change_ids - before)[0].to_level, "4")

    def test_down_only_after_the_hold_of_the_kind(self):
        self._effect("check_failed").hold_hours = 24
        with freeze_time(START):
            self.draft.action_put_in_force()
            self._contribute(self.duty)
        with freeze_time(START + HOUR):
            self._end_contributions(self.duty)
        self.assertEqual(self.unit.current_level, "2")
        self.assertEqual(self.unit.level_next_change, START + 25 * HOUR)
        cron = self.env.ref("double_prevention.ir_cron_level_due")
        trigger = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(START + 25 * HOUR, trigger.mapped("call_at"))
        with freeze_time(START + 25 * HOUR), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.unit.current_level, "4")
        self.assertFalse(self.unit.level_next_change)

    def test_only_managers_make_versions(self):
        for user in (self.worker, self.officer, self.stranger, self.auditor):
            mine = self.draft.with_user(user)
            self.assertTrue(mine.has_access("read"))
            for operation in ("write", "create", "unlink"):
                self.assertFalse(mine.has_access(operation))
            with self.assertRaises(AccessError):
                mine.action_put_in_force()
            with self.assertRaises(AccessError):
                self._effect("bypass").with_user(user).penalty = 0.1
        with Form(self.draft.with_user(self.manager)) as form:
            form.notes = "Measured for a year"

    def test_another_company_reads_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = self._person("elsewhere", company=company)
        with self.assertRaises(AccessError):
            self.draft.with_user(other).read(["name"])
