"""Ten transactions at once on one tree: no level is lost, no history row doubled."""

import threading
import uuid
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

PARTS = 10


@tagged("standard", "post_install", "-at_install")
class TestLevelConcurrency(BaseCase):
    """Real connections and real commits: what one test transaction can't show."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self._environment() as env:
            self.root_id, self.duty_ids = self._plant(env)

    @contextmanager
    def _environment(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _plant(self, env):
        """Create a root with ten parts, each with one critical measure and a duty."""
        company = env["res.company"].create({"name": f"Concurrent {uuid.uuid4()}"})
        employee = env["hr.employee"].create(
            {"name": "Operator", "company_id": company.id}
        )
        root = env["dp.risk.unit"].create(
            {"name": "Root", "kind": "object", "company_id": company.id}
        )
        parts = env["dp.risk.unit"].create(
            [
                {"name": f"Part {n}", "parent_id": root.id, "company_id": company.id}
                for n in range(PARTS)
            ]
        )
        events = env["dp.risk.event"].create(
            [{"name": "Fire", "unit_id": part.id} for part in parts]
        )
        env["dp.risk.assessment"].create(
            [
                {
                    "event_id": event.id,
                    "stage": stage,
                    "level": level,
                    "method_id": env.ref("double_prevention.method_direct").id,
                    "reason": "Set up for the test",
                }
                for event in events
                for stage, level in (("inherent", "1"), ("residual", "4"))
            ]
        )
        measures = env["dp.control.measure"].create(
            [
                {
                    "name": "Detector",
                    "check_content": "Detector tested?",
                    "event_id": event.id,
                    "critical": True,
                }
                for event in events
            ]
        )
        duties = env["dp.duty"].create(
            [
                {"measure_id": measure.id, "rule_employee_id": employee.id}
                for measure in measures
            ]
        )
        return root.id, duties.ids

    def _change(self, duty_id, failed):
        """Let the check of one duty fail, or be good again, in its own transaction."""
        with self._environment() as env:

            def act():
                duty = env["dp.duty"].browse(duty_id)
                wanted = {
                    "kind": "check_failed",
                    "unit_id": duty.unit_id.id,
                    "measure_id": duty.measure_id.id,
                    "penalty": 1.0,
                    "reason": lambda env: "Detector failed",
                }
                env["dp.risk.contribution"]._sync(
                    duty, {duty: [wanted] if failed else []}
                )

            retrying(act, env)

    def _change_all_at_once(self, failed):
        start = threading.Barrier(PARTS)
        errors = []

        def work(duty_id):
            start.wait()
            try:
                self._change(duty_id, failed)
            except Exception as error:  # noqa: BLE001 (reported by the test itself)
                errors.append(error)

        threads = [
            threading.Thread(target=work, args=(duty_id,)) for duty_id in self.duty_ids
        ]
        # Odoo logs every refused transaction as an error before it starts it again.
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(errors, [])

    def test_the_last_of_ten_reasons_to_end_brings_the_root_down(self):
        self._change_all_at_once(failed=True)
        with self._environment() as env:
            self.assertEqual(
                env["dp.risk.unit"].browse(self.root_id).current_level, "1"
            )
        self._change_all_at_once(failed=False)
        with self._environment() as env:
            root = env["dp.risk.unit"].browse(self.root_id)
            self.assertEqual(root.current_level, "4")
            self.assertEqual(set(root.child_ids.mapped("current_level")), {"4"})

    def test_the_history_of_the_root_is_one_unbroken_chain(self):
        self._change_all_at_once(failed=True)
        self._change_all_at_once(failed=False)
        with self._environment() as env:
            rows = env["dp.level.change"].search(
                [("unit_id", "=", self.root_id)], order="id"
            )
            levels = [(row.from_level, row.to_level) for row in rows]
            changed = [pair for pair in levels if pair[0] != pair[1]]
            self.assertEqual(changed[-2:], [("4", "1"), ("1", "4")])
            for before, after in zip(levels, levels[1:], strict=False):
                self.assertEqual(before[1], after[0])
            parts = env["dp.risk.unit"].browse(self.root_id).child_ids
            for part in parts:
                self.assertEqual(
                    [
                        (row.from_level, row.to_level)
                        for row in part.level_change_ids.sorted("id")[-2:]
                    ],
                    [("4", "1"), ("1", "4")],
                )
