from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools import recurrence as law

# What decides when a check is due: a change of any of these plans anew.
RECURRENCE_FIELDS = {
    "interval_number",
    "interval_unit",
    "window_hours",
    "day_rule",
    "work_start",
    "work_end",
    "date_start",
    "active",
}
RECURRENCE_COLUMNS = (
    "company_id",
    "date_start",
    "interval_number",
    "interval_unit",
    "window_hours",
    "day_rule",
    "work_start",
    "work_end",
)
BATCH = 20_000  # duties planned at once, so that memory stays bounded
# Windows that passed while no round was generated (the server stood still) become
# missed rounds, as every period has to leave a record; longer outages do not.
CATCH_UP = timedelta(days=7)
TICK = timedelta(microseconds=1)


class WorkingDays:
    """Whether a date is a working day of a company, as the recurrence asks.

    From the company's calendar with its public holidays; a year is read at a time,
    when first asked for.
    """

    def __init__(self, company):
        self.company = company
        # Planning asks for companies and holidays its user may not read.
        self.calendar_sudo = company.sudo().resource_calendar_id
        self.years = {}

    def __call__(self, day):
        if day.year not in self.years:
            self.years[day.year] = self._read(day.year)
        return day in self.years[day.year]

    def _read(self, year):
        start = datetime(year, 1, 1, tzinfo=UTC) - timedelta(days=1)
        domain = [
            ("time_type", "=", "leave"),
            ("company_id", "in", (False, self.company.id)),
        ]
        work = self.calendar_sudo._work_intervals_batch(
            start, start + timedelta(days=368), domain=domain
        )[False]
        return {begin.date() for begin, _end, _attendance in work}


class Planner:
    """Answers when duties are due, each distinct question computed once."""

    def __init__(self, env):
        self.env = env
        self.companies = {}
        self.rules = {}
        self.answers = {}

    def _company(self, company_id):
        """Return time zone, shift starts and working days of a company."""
        if company_id not in self.companies:
            company = self.env["res.company"].browse(company_id)
            days = WorkingDays(company)
            # As in WorkingDays: not everybody reads every company.
            shifts = company.sudo()._get_dp_shift_starts()
            self.companies[company_id] = (
                days.calendar_sudo.tz or "UTC",
                shifts,
                days if days.calendar_sudo else None,
            )
        return self.companies[company_id]

    def rule(self, columns):
        """Return the ``Recurrence`` and working days of ``RECURRENCE_COLUMNS``."""
        if columns in self.rules:
            return self.rules[columns]
        company_id, anchor, number, unit, window, day_rule, start, end = columns
        tz, shifts, working = self._company(company_id)
        local = anchor.replace(tzinfo=UTC).astimezone(ZoneInfo(tz))
        found = law.Recurrence(
            number=number,
            unit=unit,
            anchor=local.replace(tzinfo=None),
            window=timedelta(hours=window) if window else None,
            day_rule=day_rule,
            work_start=start or 0.0,
            work_end=24.0 if end is None else end,
            shift_starts=shifts,
            tz=tz,
        )
        self.rules[columns] = found, working
        return found, working

    def next(self, columns, after):
        """Return the first window that starts at or after ``after``, or None."""
        key = columns, after
        if key not in self.answers:
            rule, working = self.rule(columns)
            self.answers[key] = law.next_window(rule, after, working)
        return self.answers[key]

    def first(self, columns, now, last_start):
        """Return the window to begin with: open at ``now`` or next, and never one
        that starts at or before ``last_start``, for which a round exists."""
        rule, working = self.rule(columns)
        window = law.current_window(rule, now, working)
        if window and not (last_start and window.start <= last_start):
            return window
        return self.next(columns, max(now, last_start + TICK) if last_start else now)


class DpDuty(models.Model):
    """When a duty is due: its next window, and the cron that makes rounds of it."""

    _inherit = "dp.duty"

    last_start = fields.Datetime(
        "Last Round Due",
        readonly=True,
        copy=False,
        help="Start of the last window a round was generated for: no window is "
        "generated twice.",
    )

    @api.constrains(*sorted(RECURRENCE_FIELDS - {"active"}))
    def _check_recurrence(self):
        planner = Planner(self.env)
        for duty in self:
            duty._plan_with(planner)

    def _plan_with(self, planner):
        """Let the planner read the rule of this duty; say by name what is wrong."""
        self.ensure_one()
        try:
            planner.rule(self._get_recurrence_columns())
        except law.RecurrenceError as error:
            raise ValidationError(self._describe_recurrence_error(error)) from error

    def _describe_recurrence_error(self, error):
        """Return in words what is wrong with the rule of this duty."""
        self.ensure_one()
        if error.code == "hours_not_whole_days":
            return self.env._(
                "%(duty)s: more than 24 hours have to be whole days. Use days instead.",
                duty=self.name,
            )
        return self.env._(
            "%(duty)s: this rule gives no due date. Check interval, window, hours, "
            "and the time zone of the working hours of %(company)s.",
            duty=self.name,
            company=self.company_id.name,
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Plan the first window of new duties."""
        duties = super().create(vals_list)
        duties._plan_next()
        return duties

    def write(self, vals):
        """Plan anew when the rule changes; a duty that rests contributes nothing."""
        result = super().write(vals)
        if RECURRENCE_FIELDS & vals.keys():
            self._plan_next()
        if "active" in vals:
            self._sync_contributions()
        return result

    def _get_recurrence_columns(self):
        """Return the values of ``RECURRENCE_COLUMNS`` as the planner wants them."""
        self.ensure_one()
        return (
            self.company_id.id,
            self.date_start,
            self.interval_number,
            self.interval_unit,
            self.window_hours,
            self.day_rule,
            self.work_start,
            self.work_end,
        )

    def _plan_next(self, after=None):
        """Compute the next window of each duty: the one open now, or the next one.

        Windows a round was generated for already are passed over. A rule that never
        comes true (no working day in sight) leaves it empty. All in one UPDATE.

        :param after: naive UTC, now without it
        """
        now = after or fields.Datetime.now()
        planner = Planner(self.env)
        rows = []
        for duty in self:
            window = None
            if duty.active:
                window = planner.first(
                    duty._get_recurrence_columns(), now, duty.last_start
                )
            rows.append((duty.id, window, duty.last_start or None))
        self._store_windows(rows)

    @api.model
    def _store_windows(self, rows):
        """Store rows ``(duty id, next window or None, start of the last window)``."""
        if not rows:
            return
        ids, windows, last_starts = zip(*rows, strict=True)
        duties = self.browse(ids)
        names = ["next_start", "next_end", "last_start"]
        duties.flush_recordset(names)
        self.env.cr.execute(
            SQL(
                """UPDATE dp_duty d
                      SET next_start = v.next_start, next_end = v.next_end,
                          last_start = v.last_start
                     FROM unnest(%s::int[], %s::timestamp[], %s::timestamp[],
                                 %s::timestamp[])
                       AS v(id, next_start, next_end, last_start)
                    WHERE d.id = v.id""",
                list(ids),
                [window and window.start for window in windows],
                [window and window.end for window in windows],
                list(last_starts),
            )
        )
        duties.invalidate_recordset(names, flush=False)

    # ------------------------------------------------------------------
    # ROUNDS
    # ------------------------------------------------------------------

    @api.model
    def _cron_generate_rounds(self):
        """Make rounds of all duties due within their company's horizon.

        Batch by batch, each committed: a stopped run goes on where it was, and what
        another worker has locked is left to him.
        """
        while duties := self._lock_due(BATCH):
            self.env["dp.inspection"]._generate(duties)
            # As many again may be waiting; the next batch finds out.
            remaining = len(duties) if len(duties) == BATCH else 1
            if not self.env["ir.cron"]._commit_progress(
                len(duties), remaining=remaining
            ):
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _lock_due(self, limit):
        """Lock and return duties due within the horizon, the longest due first."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT d.id
                     FROM dp_duty d
                     JOIN res_company c ON c.id = d.company_id
                    WHERE d.active
                      AND d.next_start <= %(now)s + c.dp_horizon_hours * interval '1h'
                    ORDER BY d.next_start, d.place_id, d.id
                    LIMIT %(limit)s
                      FOR NO KEY UPDATE OF d SKIP LOCKED""",
                now=fields.Datetime.now(),
                limit=limit,
            )
        )
        return self.browse(row[0] for row in rows)

    # ------------------------------------------------------------------
    # MISSED CHECKS
    # ------------------------------------------------------------------

    def _get_answerable(self):
        """The person of today makes up for it within the window that is next."""
        return super()._get_answerable() | {
            duty: (duty.employee_id, duty.next_end) for duty in self
        }

    def _mark_answered(self, answered_at):
        """Note that these checks were made; what was missed is made up for.

        Two statements for all of them, and levels are refreshed only where something
        had been missed.

        :param answered_at: naive UTC
        """
        if not self:
            return
        self.flush_recordset(["last_done", "missed_since"])
        made_up = self.env.execute_query(
            SQL(
                """WITH missed AS (
                       SELECT id FROM dp_duty
                        WHERE id = ANY(%(ids)s) AND missed_since IS NOT NULL
                   ), done AS (
                       UPDATE dp_duty
                          SET last_done = GREATEST(last_done, %(at)s),
                              missed_since = NULL
                        WHERE id = ANY(%(ids)s)
                   )
                   SELECT id FROM missed""",
                ids=self.ids,
                at=answered_at,
            )
        )
        self.invalidate_recordset(["last_done", "missed_since"], flush=False)
        duties = self.browse(row[0] for row in made_up)
        if duties:
            duties._sync_contributions()

    @api.model
    def _mark_missed(self, windows):
        """Note the first missed window of duties and let the levels know.

        :param windows: pairs (duty id, start of the missed window); a duty that was
            done after that window began is not behind
        """
        if not windows:
            return
        ids, starts = zip(*windows, strict=True)
        rows = self.env.execute_query(
            SQL(
                """UPDATE dp_duty d
                      SET missed_since = COALESCE(d.missed_since, v.start)
                     FROM (SELECT id, min(start) AS start
                             FROM unnest(%s::int[], %s::timestamp[]) AS w(id, start)
                            GROUP BY id) v
                    WHERE d.id = v.id
                      AND (d.last_done IS NULL OR d.last_done < v.start)
                RETURNING d.id""",
                list(ids),
                list(starts),
            )
        )
        behind = self.browse(row[0] for row in rows)
        behind.invalidate_recordset(["missed_since"], flush=False)
        behind._sync_contributions()
