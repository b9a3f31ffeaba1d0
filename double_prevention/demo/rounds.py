from collections import defaultdict
from datetime import timedelta

from odoo.tools import SQL

from ..models.dp_duty_schedule import RECURRENCE_COLUMNS, Planner
from ..tools import recurrence
from .tables import read, ref

MISSED_SHARE = 0.012
LATE_SHARE = 0.03
GRACE = timedelta(minutes=5)  # the cron that closes missed rounds is never exact
# Places where the last daily round was missed and nobody has made up for it yet.
BEHIND = ("unit_machine_shop", "unit_water")


class History:
    """The rounds of the past: written in bulk as done, the missed ones played.

    Rounds and checks come from the statements of the generator; which windows there
    were is answered by the same planner.
    """

    def __init__(self, env, duties, now, start, chance):
        self.env = env
        self.duties = duties
        self.now = now
        self.start = start
        self.chance = chance
        self.order = {place.id: place.sequence // 10 for place in duties.place_id}
        self.behind = {ref(env, xmlid).id for xmlid in BEHIND}
        self.done = {}  # round id: when it was submitted
        self.missed = {}  # round id: rows of its duties
        self.ends = {}  # round id: end of its window
        self.last_start = {}  # duty id: start of its last window that is over
        self.answers = defaultdict(list)  # duty id: when it was answered

    def tell(self, timeline):
        """Write all rounds up to now; plan what follows from the missed ones."""
        self.env.flush_all()
        groups = self._group()
        inspections = self.env["dp.inspection"]
        found = inspections._insert_rounds(groups)
        self.env["dp.inspection.line"]._insert_from_measures(
            [
                (found[key], row["measure_id"], row["id"])
                for key, rows in groups.items()
                for row in rows
            ]
        )
        latest = self._latest_keys(groups)
        for key, rows in groups.items():
            self._decide(found[key], key, rows, key in latest)
        self._mark_done()
        self._answer_lines()
        inspections.browse(found.values())._count_lines()
        self._plan_missed(timeline)
        self.env.invalidate_all()

    def find_line(self, measure, moment):
        """Return the answered check of ``measure`` nearest to ``moment``, and when."""
        rows = self.env.execute_query(
            SQL(
                """SELECT l.id, i.submitted_at
                     FROM dp_inspection_line l
                     JOIN dp_inspection i ON i.id = l.inspection_id
                    WHERE l.measure_id = %s AND i.state = 'done' AND l.result = 'ok'
                    ORDER BY abs(extract(epoch FROM i.submitted_at - %s)), l.id
                    LIMIT 1""",
                measure.id,
                moment,
            )
        )
        if not rows:
            raise ValueError(f"{measure.check_content}: never checked")
        line_id, submitted_at = rows[0]
        return self.env["dp.inspection.line"].browse(line_id), submitted_at

    def close(self):
        """Let the duties go on from here and make the rounds that are due now."""
        rows = [
            (duty.id, max(self.answers[duty.id], default=None), start)
            for duty, start in (
                (duty, self.last_start.get(duty.id)) for duty in self.duties
            )
        ]
        ids, answers, starts = zip(*rows, strict=True)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE dp_duty d
                      SET last_done = v.answered, last_start = v.start
                     FROM unnest(%s::int[], %s::timestamp[], %s::timestamp[])
                       AS v(id, answered, start)
                    WHERE d.id = v.id""",
                list(ids),
                list(answers),
                list(starts),
            )
        )
        self.env.invalidate_all()
        self.duties._plan_next()
        self.env["dp.inspection"]._generate(self.duties)

    # ------------------------------------------------------------------
    # WHICH ROUNDS THERE WERE
    # ------------------------------------------------------------------

    def _group(self):
        """Return ``{key of a round: rows of its duties}`` of all windows so far."""
        planner = Planner(self.env)
        windows = {}
        groups = defaultdict(list)
        for row in self.env["dp.inspection"]._read_duties(self.duties):
            columns = tuple(row[name] for name in RECURRENCE_COLUMNS)
            if columns not in windows:
                rule, working = planner.rule(columns)
                windows[columns] = list(
                    recurrence.windows(rule, self.start, self.now, working)
                )
            for window in windows[columns]:
                if not self._is_over(row, window):
                    continue
                key = (
                    row["employee_id"],
                    row["place_id"],
                    window.start,
                    window.end,
                    row["inspection_type"],
                    row["tier"],
                )
                groups[key].append(row)
                last = self.last_start.get(row["id"])
                self.last_start[row["id"]] = max(window.start, last or window.start)
        return dict(sorted(groups.items(), key=lambda item: item[0][2]))

    def _is_over(self, row, window):
        """Whether the round belongs to the past: its window is over, or long enough
        open that most people have done it. The same for all duties of one round."""
        if window.end <= self.now:
            return True
        elapsed = (self.now - window.start) / (window.end - window.start)
        number = self.order[row["place_id"]] * 7 + int(row["tier"]) * 3
        return elapsed > 0.15 + number % 10 / 12

    def _latest_keys(self, groups):
        """Return the keys of the last daily round of each place."""
        latest = {}
        for key in groups:
            if key[3] <= self.now and key[3] - key[2] <= timedelta(days=3):
                latest[key[0], key[1], key[5]] = key
        return set(latest.values())

    def _decide(self, inspection_id, key, rows, is_latest):
        """Say whether and when a round was done."""
        place, start, end, tier = key[1], key[2], key[3], key[5]
        self.ends[inspection_id] = end
        if self._is_missed(place, end, tier, is_latest):
            self.missed[inspection_id] = rows
            return
        span = min(end, self.now) - start
        share = 0.05 + 0.5 * self.chance.random()
        moment = start + min(span * share, timedelta(hours=9))
        if end < self.now - GRACE and self.chance.random() < LATE_SHARE:
            moment = min(end + timedelta(minutes=50) * share, self.now - GRACE)
        moment = moment.replace(microsecond=0)
        self.done[inspection_id] = moment
        for row in rows:
            self.answers[row["id"]].append(moment)

    def _is_missed(self, place, end, tier, is_latest):
        if tier == "4" and is_latest:
            return place in self.behind
        settled = end < self.now - timedelta(days=6)
        return settled and self.chance.random() < MISSED_SHARE

    # ------------------------------------------------------------------
    # WHAT WAS FOUND
    # ------------------------------------------------------------------

    def _mark_done(self):
        durations = [timedelta(minutes=self.chance.randint(3, 14)) for _ in self.done]
        self.env.cr.execute(
            SQL(
                """UPDATE dp_inspection i
                      SET state = 'done', started_at = v.at - v.duration,
                          submitted_at = v.at, submitted_by_id = i.user_id,
                          is_late = v.at > i.date_end, create_date = i.date_start
                     FROM unnest(%s::int[], %s::timestamp[], %s::interval[])
                       AS v(id, at, duration)
                    WHERE i.id = v.id""",
                list(self.done),
                list(self.done.values()),
                durations,
            )
        )

    def _answer_lines(self):
        """Answer the checks of rounds done: good, numbers around the usual value."""
        usual = [row for row in read("checks") if row["value"]]
        self.env.cr.execute("SELECT setseed(0.301)")
        self.env.cr.execute(
            SQL(
                """UPDATE dp_inspection_line l
                      SET result = 'ok', answered_at = i.submitted_at,
                          has_value = l.check_type = 'number',
                          value_number = round(
                              (v.value + v.spread * (random() - 0.5))::numeric,
                              v.digits)
                     FROM dp_inspection i, dp_control_measure m
                     LEFT JOIN unnest(%s::int[], %s::float[], %s::float[], %s::int[])
                       AS v(id, value, spread, digits) ON v.id = m.id
                    WHERE i.id = l.inspection_id AND m.id = l.measure_id
                      AND i.state = 'done' AND i.id = ANY(%s)""",
                [ref(self.env, row["measure"]).id for row in usual],
                [float(row["value"]) for row in usual],
                [float(row["spread"]) for row in usual],
                [_digits(float(row["value"])) for row in usual],
                list(self.done),
            )
        )

    def _plan_missed(self, timeline):
        """Plan that missed rounds are closed, and that the next answer makes up."""
        for inspection_id, rows in self.missed.items():
            end = self.ends[inspection_id]
            timeline.at(end + GRACE, self._miss, inspection_id)
            made_up = defaultdict(list)
            for row in rows:
                later = [at for at in self.answers[row["id"]] if at > end]
                if later:
                    made_up[min(later)].append(row["id"])
            for moment, duty_ids in made_up.items():
                moment = max(moment, end + 2 * GRACE)
                timeline.at(moment, self._make_up, duty_ids, moment)

    def _miss(self, inspection_id):
        self.env["dp.inspection"].browse(inspection_id)._mark_missed()

    def _make_up(self, duty_ids, moment):
        self.env["dp.duty"].browse(duty_ids)._mark_answered(moment)


def _digits(value):
    """Return how many decimals a gauge that shows ``value`` has."""
    if value >= 1000:
        return 0
    return 1 if value >= 5 else 3
