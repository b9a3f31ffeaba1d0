import os
import time
from pathlib import Path

from .framework import Benchmark
from .plant import Plant

DUTIES = 500_000
EMPLOYEES = 20_000
TEAM = 50  # employees of a department
SHRINK = 100  # how much smaller the company is a transfer is compared with
ONE_BY_ONE = 300  # duties resolved for the baseline, enough for a stable rate
# One employee in so many has left unnoticed. A prime, so that they are of all
# departments and jobs.
LEFT = 19


def prepare(env, shrink=1):
    """Make a plant whose duties look for the holder of a job in a department."""
    plant = Plant(env)
    plant.units(sites=5)
    plant.events(5)
    plant.measures(6)
    plant.organisation(EMPLOYEES // shrink, EMPLOYEES // shrink // TEAM)
    plant.job_duties(DUTIES // shrink)
    return plant.finish()


def core_seconds(env):
    """Return the CPU time so far of this process and of its PostgreSQL.

    The two wait for each other, so together they are what one core takes, whatever
    else the machine does.
    """
    env.cr.execute("SELECT pg_backend_pid()")
    stat = Path(f"/proc/{env.cr.fetchone()[0]}/stat").read_text()
    user, system = stat.rpartition(")")[2].split()[11:13]
    ticks = os.sysconf("SC_CLK_TCK")
    return time.process_time() + (int(user) + int(system)) / ticks


class DutyTransfer(Benchmark):
    """A transfer of one employee among 500,000 duties, against among 5,000."""

    name = "duty_transfer"
    unit = "queries"
    budget = 1.0
    rounds = 3

    def prepare(self, bench):
        self.plant = prepare(bench.env)
        self.other = bench.second_database()
        self.small = prepare(self.other, SHRINK)
        self.seconds = []
        # What is read once per process is in the cache of neither.
        self.baseline(bench)
        bench.rolled_back(lambda: self._transfer(self.plant))

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
        plant.people[0].write(
            {"department_id": plant.departments[2].id, "job_id": plant.jobs[2].id}
        )

    def problems(self, bench):
        slowest = max(self.seconds)
        return [] if slowest < 2 else [f"a transfer took {slowest:.1f} s"]


class DutyNightly(Benchmark):
    """Duties the nightly run looks at in a second of a core, against one by one."""

    name = "duty_nightly"
    unit = "duties/s"
    budget = 10.0
    higher_is_better = True
    rounds = 3

    def prepare(self, bench):
        self.plant = prepare(bench.env)
        self.rates = []

    def ours(self, bench):
        env = bench.env
        env.invalidate_all()
        start = core_seconds(env)
        # As the cron does, without its commits: the measurement is rolled back.
        env["dp.duty"]._resolve_all(commit=lambda _done: True)
        env.flush_all()
        self.rates.append(DUTIES / (core_seconds(env) - start))
        return self.rates[-1]

    def baseline(self, bench):
        env = bench.env
        duties = env["dp.duty"].search([], limit=ONE_BY_ONE)
        start = core_seconds(env)
        for duty in duties:
            duty._resolve_employees()
        return ONE_BY_ONE / (core_seconds(env) - start)

    def problems(self, bench):
        slowest = min(self.rates)
        return [] if slowest >= 20_000 else [f"only {slowest:.0f} duties a second"]


class DutyNightlyMoves(DutyNightly):
    """The same when one employee in nineteen has left without a word."""

    name = "duty_nightly_moves"

    def ours(self, bench):
        bench.env.cr.execute(
            "UPDATE hr_employee SET active = FALSE WHERE id %% %s = 0", [LEFT]
        )
        return super().ours(bench)
