import time
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from .framework import Benchmark
from .plant import Plant

TINY = {"sites": 1, "zones": 1, "objects": 2, "units": 10}


def _plant(env, measures, **shape):
    """Make a plant with so many measures at every unit and a weekly duty each."""
    plant = Plant(env)
    plant.units(**shape)
    plant.events(3)
    plant.measures(measures // 3)
    plant.duties(2000)
    return plant.finish()


def _round(plant):
    """Make one round of the first place, started, with one check that fails."""
    env = plant.env
    duty = env["dp.duty"].search(
        [
            ("company_id", "=", plant.company.id),
            ("measure_id.critical", "=", True),
        ],
        order="id",
        limit=1,
    )
    inspection = env["dp.inspection"]._generate(duty)
    inspection._start()
    env.flush_all()
    env.invalidate_all()
    return inspection.line_ids[:1]


def _fail(plant):
    """Time the submission of a check that fails, with all that follows from it."""
    line = _round(plant)
    start = time.perf_counter()
    line.inspection_id._submit(
        [{"line_id": line.id, "result": "hazard", "note": "Seal broken"}]
    )
    plant.env.flush_all()
    return time.perf_counter() - start


def _contribute(plant):
    """Time what the failed check adds: contribution, levels, history, messages."""
    env = plant.env
    line = _round(plant)
    duty = line.duty_id
    wanted = {
        "kind": "check_failed",
        "unit_id": duty.unit_id.id,
        "measure_id": duty.measure_id.id,
        "penalty": 1.0,
        "floor_level": False,
        "reason": lambda env: "Seal broken",
    }
    start = time.perf_counter()
    env["dp.risk.contribution"]._sync(duty, {duty: [wanted]})
    env.flush_all()
    return time.perf_counter() - start


def _write_line(plant):
    """Time writing the answer of a check and nothing else."""
    line = _round(plant)
    start = time.perf_counter()
    line.inspection_id._answer(
        [{"line_id": line.id, "result": "hazard", "note": "Seal broken"}]
    )
    plant.env.flush_all()
    return time.perf_counter() - start


class CheckToLevel(Benchmark):
    """Milliseconds from a failed check to level, history and warning, against the
    time of writing its line alone; 20,050 units and 252,000 measures."""

    name = "check_to_level"
    unit = "ms"
    budget = 3.0
    rounds = 7

    def prepare(self, bench):
        self.large = _plant(bench.env, 15)
        bench.rolled_back(lambda: self.ours(bench))

    def ours(self, bench):
        return 1000 * _contribute(self.large)

    def baseline(self, bench):
        return 1000 * _write_line(self.large)

    def problems(self, bench):
        count = self.large.env["dp.control.measure"].search_count(
            [("company_id", "=", self.large.company.id)]
        )
        return [] if count >= 250_000 else [f"only {count} measures"]


class CheckToLevelSize(Benchmark):
    """The same failed check in 252,000 measures against 300: queries of both."""

    name = "check_to_level_size"
    unit = "queries"
    budget = 1.2
    rounds = 3

    def prepare(self, bench):
        self.large = _plant(bench.env, 15)
        self.small = _plant(bench.second_database(), 15, **TINY)
        for plant in (self.large, self.small):
            # The first hazard of a year also opens the year's range of numbers.
            _fail(plant)
            plant.env.cr.commit()

    def ours(self, bench):
        return bench.queries(lambda: _fail(self.large), self.large.env)

    def baseline(self, bench):
        return bench.queries(lambda: _fail(self.small), self.small.env)


class HealthFull(Benchmark):
    """Measures a second of a full recomputation, 3 % of the units weakened, against
    50,000 a second."""

    name = "health_full"
    unit = "measures/s"
    budget = 1.0
    higher_is_better = True
    rounds = 3

    def prepare(self, bench):
        plant = _plant(bench.env, 18)
        plant.env.cr.execute(
            SQL(
                """INSERT INTO dp_risk_contribution
                          (unit_id, measure_id, company_id, department_id, res_model,
                           res_id, kind, penalty, date_from, reason)
                   SELECT m.unit_id, m.id, m.company_id, m.department_id,
                          'dp.control.measure', m.id, 'check_failed', 1, %s,
                          jsonb_build_object('en_US', 'Broken')
                     FROM dp_control_measure m
                    WHERE m.company_id = %s AND m.id %% 500 = 0""",
                fields.Datetime.now() - timedelta(hours=1),
                plant.company.id,
            )
        )
        plant.env["dp.risk.unit"]._recompute_all_levels()
        self.plant = plant.finish()
        self.measures = plant.env["dp.control.measure"].search_count([])

    def ours(self, bench):
        # One measure in a hundred was written past the product and is repaired.
        self.plant.env.cr.execute(
            "UPDATE dp_control_measure SET health = 0.5 WHERE id % 100 = 0"
        )
        self.plant.env.invalidate_all()
        start = time.perf_counter()
        self.plant.env["dp.risk.unit"]._recompute_all_levels()
        return self.measures / (time.perf_counter() - start)

    def baseline(self, bench):
        return 50_000

    def problems(self, bench):
        if self.measures < 300_000:
            return [f"only {self.measures} measures"]
        return []
