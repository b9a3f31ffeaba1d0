from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import workflow
from ..tools.rounds import is_covered
from .dp_duty_schedule import CATCH_UP, RECURRENCE_COLUMNS, TICK, Planner

MISSED_BATCH = 1000  # rounds marked at once, so that memory stays bounded
KEY_COLUMNS = (
    "employee_id",
    "unit_id",
    "date_start",
    "date_end",
    "type",
    "tier",
)


class DpInspection(models.Model):
    """How rounds come from duties, and how those nobody did end.

    Set-based: a batch of duties takes the same number of queries whatever its size.
    """

    _inherit = "dp.inspection"

    # ------------------------------------------------------------------
    # FROM DUTIES TO ROUNDS
    # ------------------------------------------------------------------

    @api.model
    def _generate(self, duties, horizon=None):
        """Make rounds of the next window of each of ``duties`` and move them on.

        Due checks of one person at one place in one window, of one type and tier, are
        one round; a planned round that exists for them takes the checks up. A duty
        whose unit stands still for the whole window, or whose measure is no longer
        checked by people, gets no round and moves on. A duty nobody is responsible
        for gives a round without an inspector.

        :param duties: dp.duty, locked by the caller
        :param horizon: naive UTC; windows that start later are left for later.
            Without it, that of each company.
        :return: the rounds made or added to
        """
        if not duties:
            return self
        self.env.flush_all()
        now = fields.Datetime.now()
        planner = Planner(self.env)
        periods = self._read_suspensions()
        advanced, due = [], []
        for row in self._read_duties(duties):
            last = horizon or now + timedelta(hours=row["dp_horizon_hours"])
            window, following = self._plan_duty(planner, row, now, last)
            advanced.append(
                (row["id"], following, window.start if window else row["last_start"])
            )
            if window and row["checkable"]:
                path = map(int, row["parent_path"].split("/")[:-1])
                stops = [period for unit in path for period in periods.get(unit, ())]
                begin = max(window.start, now)
                if not (stops and is_covered(stops, begin, window.end)):
                    due.append((row, window))
        inspections = self._make_rounds(due)
        duties._store_windows(advanced)
        return inspections

    @api.model
    def _plan_duty(self, planner, row, now, horizon):
        """Return the window to make a round for, or None, and the one after it.

        Asked anew and not read from the duty: the calendar may have changed since.
        """
        columns = tuple(row[name] for name in RECURRENCE_COLUMNS)
        window = planner.next(columns, max(row["next_start"], now - CATCH_UP))
        if not window or window.start > horizon:
            return None, window
        return window, planner.next(columns, window.start + TICK)

    @api.model
    def _read_duties(self, duties):
        """Return what planning and grouping need to know of ``duties``, as dicts."""
        self.env.cr.execute(
            SQL(
                """SELECT d.id, d.next_start, d.last_start, d.measure_id, d.unit_id,
                          d.place_id, d.employee_id, d.user_id, d.tier,
                          d.inspection_type, d.scan_required, p.department_id,
                          u.parent_path, c.dp_horizon_hours, %(columns)s,
                          (d.active AND m.active AND e.active AND u.active
                           AND m.control_mode = 'check') AS checkable
                     FROM dp_duty d
                     JOIN dp_control_measure m ON m.id = d.measure_id
                     JOIN dp_risk_event e ON e.id = m.event_id
                     JOIN dp_risk_unit u ON u.id = e.unit_id
                     JOIN dp_risk_unit p ON p.id = d.place_id
                     JOIN res_company c ON c.id = d.company_id
                    WHERE d.id = ANY(%(ids)s) AND d.next_start IS NOT NULL
                    ORDER BY d.id""",
                columns=SQL(", ").join(
                    SQL.identifier("d", name) for name in RECURRENCE_COLUMNS
                ),
                ids=duties.ids,
            )
        )
        return self.env.cr.dictfetchall()

    @api.model
    def _read_suspensions(self, since=None):
        """Return ``{unit id: [(from, to)]}`` of stops that are not over.

        :param since: naive UTC, stops over by then are left out; now without it
        """
        periods = defaultdict(list)
        for unit_id, date_from, date_to in self.env.execute_query(
            SQL(
                """SELECT unit_id, date_from, date_to FROM dp_unit_suspension
                    WHERE date_to IS NULL OR date_to > %s""",
                since or fields.Datetime.now(),
            )
        ):
            periods[unit_id].append((date_from, date_to))
        return periods

    @api.model
    def _make_rounds(self, due):
        """Make rounds and checks of pairs (row of a duty, window).

        :return: the rounds made or added to
        """
        if not due:
            return self
        groups = defaultdict(list)
        for row, window in due:
            key = (
                row["employee_id"],
                row["place_id"],
                window.start,
                window.end,
                row["inspection_type"],
                row["tier"],
            )
            groups[key].append(row)
        planned = self._find_planned(groups)
        self._extend_rounds({planned[key]: groups[key] for key in planned})
        new = {key: rows for key, rows in groups.items() if key not in planned}
        found = planned | self._insert_rounds(new)
        self.env["dp.inspection.line"]._insert_from_measures(
            [
                (found[key], row["measure_id"], row["id"])
                for key, rows in groups.items()
                for row in rows
            ]
        )
        return self.browse(found[key] for key in groups)

    @api.model
    def _find_planned(self, keys):
        """Return ``{key: id}`` of rounds planned for these keys before, locked."""
        rows = self.env.execute_query(
            SQL(
                """SELECT id, %s FROM dp_inspection
                    WHERE state = 'planned' AND origin = 'plan'
                      AND unit_id = ANY(%s) AND date_start = ANY(%s)
                      FOR NO KEY UPDATE SKIP LOCKED""",
                SQL(", ").join(map(SQL.identifier, KEY_COLUMNS)),
                list({key[1] for key in keys}),
                list({key[2] for key in keys}),
            )
        )
        return {tuple(row[1:]): row[0] for row in rows if tuple(row[1:]) in keys}

    @api.model
    def _extend_rounds(self, added):
        """Count the checks that planned rounds take up.

        :param added: ``{round id: rows of duties}``
        """
        if not added:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE dp_inspection i
                      SET line_count = COALESCE(i.line_count, 0) + v.count,
                          scan_required = i.scan_required OR v.scan
                     FROM unnest(%s::int[], %s::int[], %s::bool[]) AS v(id, count, scan)
                    WHERE i.id = v.id""",
                list(added),
                [len(rows) for rows in added.values()],
                [any(row["scan_required"] for row in rows) for rows in added.values()],
            )
        )
        self.browse(added).invalidate_recordset(flush=False)

    @api.model
    def _insert_rounds(self, groups):
        """Insert one planned round per key; return ``{key: id}``.

        :param groups: ``{key: rows of duties}``
        """
        if not groups:
            return {}
        names = self.env["ir.sequence"]._next_many_by_code(self._name, len(groups))
        now = fields.Datetime.now()
        first = [rows[0] for rows in groups.values()]
        inserted = self.env.execute_query(
            SQL(
                """INSERT INTO dp_inspection
                          (name, employee_id, unit_id, date_start, date_end, type, tier,
                           company_id, department_id, user_id, line_count,
                           scan_required, answered_count, finding_count, state, origin,
                           organiser, create_uid, write_uid, create_date, write_date)
                   SELECT v.*, 0, 0, 'planned', 'plan', 'self', %(uid)s, %(uid)s,
                          %(now)s, %(now)s
                     FROM unnest(%(names)s::text[], %(employees)s::int[],
                                 %(places)s::int[], %(starts)s::timestamp[],
                                 %(ends)s::timestamp[], %(types)s::text[],
                                 %(tiers)s::text[], %(companies)s::int[],
                                 %(departments)s::int[], %(users)s::int[],
                                 %(counts)s::int[], %(scans)s::bool[]) v
                RETURNING name, id""",
                uid=self.env.uid,
                now=now,
                names=names,
                employees=[key[0] for key in groups],
                places=[key[1] for key in groups],
                starts=[key[2] for key in groups],
                ends=[key[3] for key in groups],
                types=[key[4] for key in groups],
                tiers=[key[5] for key in groups],
                companies=[row["company_id"] for row in first],
                departments=[row["department_id"] for row in first],
                users=[row["user_id"] for row in first],
                counts=[len(rows) for rows in groups.values()],
                scans=[
                    any(row["scan_required"] for row in rows)
                    for rows in groups.values()
                ],
            )
        )
        ids = dict(inserted)
        return {key: ids[name] for key, name in zip(groups, names, strict=True)}

    # ------------------------------------------------------------------
    # MISSED ROUNDS
    # ------------------------------------------------------------------

    @api.model
    def _cron_mark_missed(self):
        """Close rounds whose window is over, batch by batch, each exactly once."""
        while inspections := self._lock_overdue(MISSED_BATCH):
            inspections._mark_missed()
            remaining = MISSED_BATCH if len(inspections) == MISSED_BATCH else 0
            if not self.env["ir.cron"]._commit_progress(
                len(inspections), remaining=remaining
            ):
                return

    @api.model
    def _lock_overdue(self, limit):
        """Lock and return open rounds whose window is over, the oldest first."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM dp_inspection
                    WHERE state IN ('planned', 'in_progress') AND date_end <= %s
                    ORDER BY date_end, id LIMIT %s
                      FOR NO KEY UPDATE SKIP LOCKED""",
                fields.Datetime.now(),
                limit,
            )
        )
        return self.browse(row[0] for row in rows)

    def _mark_missed(self):
        """Close these rounds: missed, or cancelled when their units stood still.

        Checks of units that stood still when the window ended are not applicable, all
        others without an answer not inspected; what was found before is kept and
        reported.
        """
        stopped, open_lines = self._read_unanswered()
        missed_ids = {row[1] for row in open_lines}
        idle = self.filtered(
            lambda one: one.id in stopped["rounds"] and one.id not in missed_ids
        )
        self._close_lines(stopped["lines"], "not_applicable")
        self._close_lines([row[0] for row in open_lines], "not_inspected")
        self._count_lines()
        self._report_answered()
        (self - idle)._close("miss", window_over=True)
        idle._close("cancel", reason=self.env._("Stopped or under overhaul."))
        self.env["dp.duty"]._mark_missed(
            [
                (duty_id, start)
                for _line, _round, duty_id, start in open_lines
                if duty_id
            ]
        )

    def _close(self, event, reason=False, window_over=False):
        """Close these rounds by an event of the workflow, without a word in the chatter
        that would say what the state says."""
        for state, inspections in self.grouped("state").items():
            facts = workflow.InspectionFacts(
                state, window_over=window_over, reason=bool(reason)
            )
            inspections.with_context(tracking_disable=True).write(
                {
                    "state": workflow.judge(event, facts).next_state,
                    "cancel_reason": reason,
                }
            )

    def _read_unanswered(self):
        """Return the unanswered checks: those of stopped units, and the others.

        :return: ``{"lines": line ids, "rounds": round ids}`` of units that stood still
            at the end of the window, and ``[(line, round, duty, start)]``
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT l.id, i.id, l.duty_id, i.date_start, i.date_end, u.parent_path
                     FROM dp_inspection_line l
                     JOIN dp_inspection i ON i.id = l.inspection_id
                     JOIN dp_risk_unit u ON u.id = l.unit_id
                    WHERE i.id = ANY(%s) AND l.result IS NULL
                    ORDER BY l.id""",
                self.ids,
            )
        )
        periods = self._read_suspensions(min(self.mapped("date_end")))
        stopped, waiting = {"lines": [], "rounds": set()}, []
        for line_id, inspection_id, duty_id, start, end, path in rows:
            stops = [
                period
                for unit in map(int, path.split("/")[:-1])
                for period in periods.get(unit, ())
            ]
            if stops and is_covered(stops, end - TICK, end):
                stopped["lines"].append(line_id)
                stopped["rounds"].add(inspection_id)
            else:
                waiting.append((line_id, inspection_id, duty_id, start))
        return stopped, waiting

    @api.model
    def _close_lines(self, line_ids, result):
        """Give unanswered checks the result the clock gives them."""
        if not line_ids:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE dp_inspection_line SET result = %s WHERE id = ANY(%s)",
                result,
                line_ids,
            )
        )
        self.env["dp.inspection.line"].browse(line_ids).invalidate_recordset(
            ["result"], flush=False
        )

    def _report_answered(self):
        """Keep what was found in rounds that were begun and not submitted."""
        lines = self.env["dp.inspection.line"].search(
            [("inspection_id", "in", self.ids), ("answered_at", "!=", False)]
        )
        failed = lines.filtered(lambda line: line.result == "hazard")
        if failed:
            self.env["dp.hazard"]._report_failed_checks(failed)
        if lines.duty_id:
            lines.duty_id._mark_answered(max(lines.mapped("answered_at")))
