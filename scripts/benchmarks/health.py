import time
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from .framework import Benchmark
from .plant import Plant

MEASURES = 302_400
FAILED = 500  # one measure in so many has failed, 3.6 % of the units


class Recomputation:
    """A full recomputation after one measure in ``drifted`` was written past it."""

    drifted = 1

    def prepare(self, bench):
        self.plant = plant = Plant(bench.env)
        plant.units()
        plant.events(3)
        plant.measures(6)
        self._fail()
        plant.env["dp.risk.unit"]._recompute_all_levels()
        plant.finish()

    def _fail(self):
        self.plant.env.cr.execute(
            SQL(
                """INSERT INTO dp_risk_contribution
                          (unit_id, measure_id, company_id, department_id, res_model,
                           res_id, kind, penalty, date_from, reason)
                   SELECT m.unit_id, m.id, m.company_id, m.department_id,
                          'dp.control.measure', m.id, 'check_failed', 1, %s,
                          jsonb_build_object('en_US', 'Broken')
                     FROM dp_control_measure m
                    WHERE m.company_id = %s AND m.id %% %s = 0""",
                fields.Datetime.now() - timedelta(hours=1),
                self.plant.company.id,
                FAILED,
            )
        )

    def ours(self, bench):
        env = self.plant.env
        env.cr.execute(
            SQL(
                "UPDATE dp_control_measure SET health = 0.5 WHERE id %% %s = 0",
                self.drifted,
            )
        )
        self.plant.env.invalidate_all()
        start = time.perf_counter()
        env["dp.risk.unit"]._recompute_all_levels()
        spent = time.perf_counter() - start
        self.wrong = self._count("health = 0.5")
        return self._count("TRUE") / spent

    def _count(self, condition):
        env = self.plant.env
        [(count,)] = env.execute_query(
            SQL("SELECT count(*) FROM dp_control_measure WHERE %s", SQL(condition))
        )
        return count

    def baseline(self, bench):
        return 50_000

    def problems(self, bench):
        found = []
        if self.wrong:
            found.append(f"{self.wrong} measures were left wrong")
        if self._count("TRUE") < MEASURES:
            found.append(f"only {self._count('TRUE')} measures")
        return found


class HealthFull(Recomputation, Benchmark):
    """Measures a second of a full recomputation, one in a hundred wrong, against
    50,000 a second."""

    name = "health_full"
    unit = "measures/s"
    budget = 1.0
    higher_is_better = True
    drifted = 100


class HealthRewritten(Recomputation, Benchmark):
    """The same, when every measure is wrong and has to be written again."""

    name = "health_rewritten"
    unit = "measures/s"
    budget = 1.0
    higher_is_better = True
