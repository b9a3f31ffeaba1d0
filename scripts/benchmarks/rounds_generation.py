import time

from .framework import Benchmark
from .plant import Plant

DUTIES = 100_000
BATCH = 20_000  # as dp.duty._cron_generate_rounds
ONE_BY_ONE = 200  # rounds created for the baseline, enough for a stable rate


class RoundsGeneration(Benchmark):
    """Due duties that become rounds and lines in a second, against create()."""

    name = "rounds_generation"
    unit = "duties/s"
    budget = 10.0
    higher_is_better = True
    rounds = 3

    def prepare(self, bench):
        plant = Plant(bench.env)
        plant.units()
        plant.events(3)
        plant.measures(2)
        plant.duties(DUTIES)
        plant.finish()
        self.plant = plant

    def ours(self, bench):
        env = bench.env
        env.invalidate_all()
        start = time.perf_counter()
        # As the cron does, without its commits: the measurement is rolled back.
        while duties := env["dp.duty"]._lock_due(BATCH):
            env["dp.inspection"]._generate(duties)
        env.flush_all()
        spent = time.perf_counter() - start
        self.lines = env["dp.inspection.line"].search_count([])
        return DUTIES / spent

    def baseline(self, bench):
        env = bench.env
        duties = env["dp.duty"].search(
            [("company_id", "=", self.plant.company.id)], limit=ONE_BY_ONE
        )
        duties.mapped("measure_id.check_content")
        start = time.perf_counter()
        for duty in duties:
            env["dp.inspection"].create(
                {
                    "unit_id": duty.place_id.id,
                    "employee_id": duty.employee_id.id,
                    "date_start": duty.next_start,
                    "date_end": duty.next_end,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "duty_id": duty.id,
                                "measure_id": duty.measure_id.id,
                                "unit_id": duty.unit_id.id,
                                "company_id": duty.company_id.id,
                                "check_content": duty.measure_id.check_content,
                            },
                        )
                    ],
                }
            )
        env.flush_all()
        return ONE_BY_ONE / (time.perf_counter() - start)

    def problems(self, bench):
        if self.lines != DUTIES:
            return [f"{DUTIES} due duties became {self.lines} lines"]
        return []
