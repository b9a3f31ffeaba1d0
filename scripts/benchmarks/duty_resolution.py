import time

from .framework import Benchmark
from .plant import Plant

DUTIES = 500_000
EMPLOYEES = 20_000
SMALL = 5_000
ONE_BY_ONE = 300  # duties resolved for the baseline, enough for a stable rate


def prepare(env, duties, employees):
    """Make a plant whose duties look for the holder of a job in a department."""
    plant = Plant(env)
    plant.units()
    plant.events(5)
    plant.measures(6)
    plant.duties(duties)
    plant.organisation(employees)
    return plant.finish()


class DutyTransfer(Benchmark):
    """A transfer of one employee among 500,000 duties, against among 20,000."""

    name = "duty_transfer"
    unit = "queries"
    budget = 1.0
    rounds = 3

    def prepare(self, bench):
        self.plant = prepare(bench.env, DUTIES, EMPLOYEES)
        self.other = bench.second_database()
        self.small = prepare(self.other, SMALL, EMPLOYEES)
        self.seconds = []

    def ours(self, bench):
        start = time.perf_counter()
        count = bench.queries(lambda: self._transfer(self.plant))
        self.seconds.append(time.perf_counter() - start)
        return count

    def baseline(self, bench):
        count = bench.queries(lambda: self._transfer(self.small), env=self.other)
        self.other.cr.rollback()
        self.other.invalidate_all()
        return count

    def _transfer(self, plant):
        plant.people[0].department_id = plant.department

    def problems(self, bench):
        slowest = max(self.seconds)
        return [] if slowest < 5 else [f"a transfer took {slowest:.1f} s"]


class DutyNightly(Benchmark):
    """Duties the nightly run looks at in a second, against one by one."""

    name = "duty_nightly"
    unit = "duties/s"
    budget = 10.0
    higher_is_better = True
    rounds = 3

    def prepare(self, bench):
        self.plant = prepare(bench.env, DUTIES, EMPLOYEES)
        self.rates = []

    def ours(self, bench):
        env = bench.env
        env.invalidate_all()
        duties = env["dp.duty"]
        start = time.perf_counter()
        # As the cron does, without its commits: the measurement is rolled back.
        last_id = 0
        while found := duties._next_ids(last_id):
            duties._resolve_batch([("id", ">", last_id), ("id", "<=", found)], "night")
            last_id = found
        env.flush_all()
        self.rates.append(DUTIES / (time.perf_counter() - start))
        return self.rates[-1]

    def baseline(self, bench):
        env = bench.env
        duties = env["dp.duty"].search([], limit=ONE_BY_ONE)
        start = time.perf_counter()
        for duty in duties:
            duty._resolve_employees()
        return ONE_BY_ONE / (time.perf_counter() - start)

    def problems(self, bench):
        slowest = min(self.rates)
        return [] if slowest >= 20_000 else [f"only {slowest:.0f} duties a second"]
