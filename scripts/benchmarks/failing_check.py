import time
from datetime import timedelta

import odoo.api
from odoo import fields
from odoo.modules.registry import Registry

from .framework import Benchmark
from .plant import Plant

# 16,800 units with 18 measures each: 302,400 measures.
EVENTS, MEASURES = 3, 6
DUTIES = 100_000  # in the first 17 sites
# 60 units, as deep, with 1,080 measures.
SMALL = {"sites": 20, "zones": 1, "objects": 1, "units": 3}
ROUNDS = 13


class Phone:
    """An inspector with started rounds of one check each, all in other places.

    He may do his own rounds and nothing else. His department has a head, who is told
    of what is found. Every answer is a request of its own: a new cursor, an empty
    cache, committed at its end.
    """

    def __init__(self, env, **shape):
        self.plant = plant = Plant(env)
        self.registry = Registry(env.cr.dbname)
        plant.units(**shape)
        plant.events(EVENTS)
        plant.measures(MEASURES)
        plant.duties(DUTIES)
        self._people()
        self.rounds = self._start_rounds()
        plant.finish()
        for result in ("hazard", "ok"):
            self.submit(result)  # fills the caches a running server has

    def _people(self):
        plant, env = self.plant, self.plant.env
        participant = env.ref("double_prevention.group_dp_user")
        internal = env.ref("base.group_user")
        plant.user.group_ids = [(6, 0, (participant | internal).ids)]
        head = plant.user.copy({"name": "Bench Head", "login": "bench-head"})
        plant.department.manager_id = env["hr.employee"].create(
            {
                "name": "Bench Head",
                "user_id": head.id,
                "department_id": plant.department.id,
                "company_id": plant.company.id,
            }
        )
        env.flush_all()

    def _start_rounds(self):
        """Return the ids of the checks by how they will be answered.

        One check fails in each site, so that each moves the levels up to its site.
        """
        env = self.plant.env
        by_site = {}
        for duty in env["dp.duty"].search(
            [
                ("company_id", "=", self.plant.company.id),
                ("measure_id.critical", "=", True),
            ],
            order="id",
        ):
            site = duty.unit_id.parent_path.split("/")[0]
            by_site.setdefault(site, []).append(duty)
        sites = list(by_site.values())[: ROUNDS + 2]
        rounds = {
            "hazard": [duties[0] for duties in sites],
            "ok": [duties[1] for duties in sites],
        }
        begun = fields.Datetime.now() - timedelta(minutes=10)
        for result, duties in rounds.items():
            checks = []
            for duty in duties:
                inspection = env["dp.inspection"]._generate(duty)
                inspection._start()
                # Nobody answers in the second in which he begins.
                inspection.started_at = begun
                checks.append(inspection.line_ids.id)
            rounds[result] = checks
        return rounds

    def request(self, result, function):
        """Call ``function(check)`` on the next check as a request of the inspector.

        :return: milliseconds until it is committed, and the queries sent
        """
        check = self.rounds[result].pop()
        start = time.perf_counter()
        with self.registry.cursor() as cursor:
            env = odoo.api.Environment(cursor, self.plant.user.id, {})
            function(env["dp.inspection.line"].browse(check))
            cursor.commit()
            return (time.perf_counter() - start) * 1000, cursor.sql_log_count

    def submit(self, result):
        """Submit a round with its one check answered; as :meth:`request`."""
        return self.request(
            result,
            lambda check: check.inspection_id._submit(
                [{"line_id": check.id, "result": result, "note": "Seal seen"}]
            ),
        )


def _contribute(check):
    """Only what a failed check does to the levels, without a hidden hazard."""
    duty = check.duty_id
    check.env["dp.risk.contribution"].sudo()._sync(
        duty,
        {
            duty: [
                {
                    "kind": "check_failed",
                    "unit_id": duty.unit_id.id,
                    "measure_id": duty.measure_id.id,
                    "penalty": 1.0,
                    "floor_level": False,
                    "reason": lambda env: "Seal broken",
                }
            ]
        },
    )


def _write(check):
    """Only the answer, through the ordinary write of Odoo."""
    check.sudo().write(
        {
            "result": "hazard",
            "note": "Seal broken",
            "answered_at": fields.Datetime.now(),
        }
    )


class CheckToLevel(Benchmark):
    """Submitting a round whose one check fails, against the same round answered good.

    302,400 measures. Ours is the whole request of a phone until it is committed: the
    line, the hidden hazard with its number, people, reminder and mail, the level of
    the unit and of all above with their history, the warning and the bus message. The
    baseline is the same request with nothing to report, the least a line costs.
    """

    name = "check_to_level"
    unit = "ms"
    budget = 3.0
    rounds = ROUNDS

    def prepare(self, bench):
        self.phone = Phone(bench.env)

    def ours(self, bench):
        return self.phone.submit("hazard")[0]

    def baseline(self, bench):
        return self.phone.submit("ok")[0]

    def problems(self, bench):
        env = bench.environment(bench.database)
        sites = env["dp.risk.unit"].search([("kind", "=", "site")])
        raised = sites.filtered(lambda site: site.current_level == "2")
        history = env["dp.level.change"].search_count([("unit_id", "in", raised.ids)])
        warnings = env["dp.warning"].search_count([("trigger", "=", "level_worse")])
        failed = ROUNDS + 1
        return [
            f"{count} {what}, not {failed}"
            for count, what in (
                (len(raised), "sites at the level of what failed there"),
                (history, "rows of their history"),
                (warnings, "warnings"),
            )
            if count != failed
        ]


class CheckToLevelPart(Benchmark):
    """A contribution with level, history, warning and message, against a bare write.

    The same plant. Ours leaves the round and the hidden hazard out; the baseline is
    Odoo's own ``write`` of the answer of one line, both until they are committed.
    """

    name = "check_to_level_part"
    unit = "ms"
    budget = 3.0
    rounds = ROUNDS

    def prepare(self, bench):
        self.phone = Phone(bench.env)

    def ours(self, bench):
        return self.phone.request("hazard", _contribute)[0]

    def baseline(self, bench):
        return self.phone.request("ok", _write)[0]


class CheckToLevelSize(Benchmark):
    """Submitting a round whose one check fails: 302,400 measures against 1,080."""

    name = "check_to_level_size"
    unit = "ms"
    budget = 1.2
    rounds = ROUNDS

    def prepare(self, bench):
        self.large = Phone(bench.env)
        self.small = Phone(bench.second_database(), **SMALL)
        self.queries = {self.large: set(), self.small: set()}

    def _submit(self, phone):
        milliseconds, queries = phone.submit("hazard")
        self.queries[phone].add(queries)
        return milliseconds

    def ours(self, bench):
        return self._submit(self.large)

    def baseline(self, bench):
        return self._submit(self.small)

    def problems(self, bench):
        large, small = self.queries[self.large], self.queries[self.small]
        if max(large) > max(small):
            return [f"{max(large)} queries in the large plant, {max(small)} else"]
        return []
