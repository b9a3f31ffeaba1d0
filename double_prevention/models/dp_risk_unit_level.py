from collections import defaultdict

import pytz
from babel.dates import format_skeleton
from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL, babel_locale_parse

from ..tools import health
from ..tools.levels import worst

OWN_FIELDS = (
    "own_inherent_level",
    "own_residual_level",
    "own_current_level",
    "own_reason",
    "level_next_change",
)
NODE_FIELDS = (
    "inherent_level",
    "residual_level",
    "current_level",
    "current_reason",
    "current_since",
    "level_origin_id",
    "level_version",
)
BATCH = 1000  # units computed at once, so that memory stays bounded


class DpRiskUnit(models.Model):
    """How the levels of the tree are computed and kept.

    Two steps, both in SQL and both bounded: the own level of the units that a
    fact touched (:meth:`_compute_own_levels`), then the worst of own and children
    for each node above, one query per depth (:meth:`_climb_levels`). A node that
    does not change ends the climb, but is written all the same: two transactions
    that lower two children at once then meet in that row, and the database makes
    the second one start again instead of leaving the parent as both found it.
    """

    _inherit = "dp.risk.unit"

    def _refresh_levels(self):
        """Recompute the levels of these units and of all nodes above them."""
        if not self:
            return
        self.env.flush_all()
        now = fields.Datetime.now()
        for units in self.grouped("company_id").values():
            parameters = units._get_health_parameters()
            for start in range(0, len(units), BATCH):
                units[start : start + BATCH]._compute_own_levels(now, parameters)
        self._climb_levels()

    @api.model
    def _cron_refresh_due_levels(self):
        """Lower what was only held: units whose hold has ended."""
        # Archived units as well: they may come back.
        everything = self.with_context(active_test=False)
        due = everything.search(
            [("level_next_change", "<=", fields.Datetime.now())], limit=BATCH
        )
        due._refresh_levels()
        self.env["ir.cron"]._commit_progress(
            len(due), remaining=0 if len(due) < BATCH else BATCH
        )
        waiting = everything.search(
            [("level_next_change", "!=", False)], order="level_next_change", limit=1
        )
        self._wake_up_at(waiting.level_next_change)

    @api.model
    def _wake_up_at(self, moment):
        """Let the cron lower levels exactly when a hold ends.

        :param moment: naive UTC, or False
        """
        if moment:
            self.env.ref("double_prevention.ir_cron_level_due")._trigger(moment)

    # ------------------------------------------------------------------
    # OWN LEVEL
    # ------------------------------------------------------------------

    def _compute_own_levels(self, now, parameters):
        """Write the own levels of the units and of their events and measures."""
        events = self._read_health_events()
        contributions = self._read_health_contributions(now, parameters)
        states = {}
        for unit in self:
            mine = contributions[unit.id]
            states[unit.id] = (
                health.unit_state(events[unit.id], mine, now, parameters),
                health.next_change(mine, now, parameters),
            )
        reasons = self._render_reasons(
            [state.deciding for state, _next in states.values() if state.deciding]
        )
        self._write_own_levels(
            [
                (
                    unit.id,
                    worst(one.inherent_level for one in events[unit.id]),
                    worst(one.residual_level for one in events[unit.id]),
                    states[unit.id][0].level,
                    reasons.get(states[unit.id][0].deciding),
                    states[unit.id][1],
                )
                for unit in self
            ],
            [state for state, _next in states.values()],
        )
        self._wake_up_at(
            min((moment for _state, moment in states.values() if moment), default=False)
        )

    @api.model
    def _render_reasons(self, causes_list, on_paper=None):
        """Return ``{causes: {lang: sentence}}``: the heaviest cause in words.

        :param on_paper: ``{id: {lang: sentence}}`` of contributions that are not stored
        """
        ids = {causes[0] for causes in causes_list}
        if not ids:
            return {}
        texts = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, reason FROM dp_risk_contribution WHERE id = ANY(%s)",
                    list(ids),
                )
            )
        )
        texts |= on_paper or {}
        reasons = {}
        for causes in causes_list:
            by_lang = dict(texts[causes[0]])
            if len(causes) > 1:
                for lang, text in by_lang.items():
                    by_lang[lang] = self.with_context(lang=lang).env._(
                        "%(reason)s; and %(count)s more",
                        reason=text,
                        count=len(causes) - 1,
                    )
            reasons[causes] = by_lang
        return reasons

    def _write_own_levels(self, rows, states):
        """Store own levels, and what differs of events and measures, in one query.

        :param rows: ``(id, inherent, residual, current, reason, next change)``
        :param states: ``health.UnitState`` of the units
        """
        ids, inherent, residual, current, reasons, moments = zip(*rows, strict=True)
        events = {key: one for state in states for key, one in state.events.items()}
        measures = {
            key: value
            for event in events.values()
            for key, value in event.measures.items()
        }
        barriers = self.env.execute_query(
            SQL(
                """WITH event AS (
                       UPDATE dp_risk_event e
                          SET current_level = v.level, health = v.health
                         FROM unnest(%s::int[], %s::varchar[], %s::float8[])
                           AS v(id, level, health)
                        WHERE e.id = v.id
                          AND (e.current_level, e.health)
                              IS DISTINCT FROM (v.level, v.health)
                       RETURNING e.unit_id, e.company_id
                   ), measure AS (
                       UPDATE dp_control_measure m SET health = v.health
                         FROM unnest(%s::int[], %s::float8[]) AS v(id, health)
                        WHERE m.id = v.id AND m.health IS DISTINCT FROM v.health
                   ), unit AS (
                   UPDATE dp_risk_unit u
                      SET own_inherent_level = v.inherent,
                          own_residual_level = v.residual,
                          own_current_level = v.current,
                          own_reason = v.reason,
                          level_next_change = v.next_change
                     FROM unnest(%s::int[], %s::varchar[], %s::varchar[],
                                 %s::varchar[], %s::jsonb[], %s::timestamp[])
                       AS v(id, inherent, residual, current, reason, next_change)
                    WHERE u.id = v.id
                   )
                   SELECT unit_id, company_id FROM event""",
                list(events),
                [event.level for event in events.values()],
                [event.health for event in events.values()],
                list(measures),
                list(measures.values()),
                list(ids),
                list(inherent),
                list(residual),
                list(current),
                [Json(reason) if reason else None for reason in reasons],
                list(moments),
            )
        )
        self.invalidate_recordset(OWN_FIELDS)
        self.env["dp.risk.event"].browse(events).invalidate_recordset(
            ["current_level", "health"]
        )
        self.env["dp.control.measure"].browse(measures).invalidate_recordset(["health"])
        if barriers:
            self._on_barrier_changes(barriers)

    @api.model
    def _on_barrier_changes(self, rows):
        """Hook: events of units have another level or health.

        :param rows: tuples ``(unit id, company id)``
        """

    # ------------------------------------------------------------------
    # UP THE TREE
    # ------------------------------------------------------------------

    def _climb_levels(self):
        """Make these nodes and those above the worst of own and children.

        Depth by depth from the deepest, so that a node is computed once and gets
        one history row, however many of its parts changed.
        """
        self.env.flush_all()
        now = fields.Datetime.now()
        waiting = defaultdict(set)
        for unit in self:
            waiting[unit.parent_path.count("/")].add(unit.id)
        touched, changes = set(), []
        while waiting:
            depth = max(waiting)
            nodes = waiting.pop(depth)
            rows = self._recompute_nodes(nodes, now)
            touched |= nodes
            changes += [row for row in rows if self._is_history(row)]
            parents = {row["parent_id"] for row in rows if row["parent_id"]}
            if parents:
                waiting[depth - 1] |= parents
        changed = self.browse(touched)
        changed.invalidate_recordset(NODE_FIELDS)
        changed.modified(["inherent_level", "residual_level", "current_level"])
        if changes:
            self.browse(row["id"] for row in changes).invalidate_recordset(
                ["level_change_ids"]
            )
            self._on_level_changes(changes)

    @api.model
    def _on_level_changes(self, changes):
        """Hook: current levels or their reasons changed, each told once, deepest first.

        :param changes: list of dicts with ``id``, ``parent_id``, ``company_id``,
            ``old_current``, ``current_level``, ``residual_level``,
            ``current_reason`` (a dict by language) and ``level_origin_id``
        """

    @api.model
    def _recompute_nodes(self, node_ids, now):
        """Recompute nodes of one depth, with history; return the rows that changed."""
        self.env.cr.execute(
            SQL(
                """
                WITH node AS (
                    SELECT * FROM dp_risk_unit WHERE id = ANY(%(ids)s)
                ), fresh AS (
                    SELECT node.id, node.parent_id, node.company_id,
                           node.inherent_level AS old_inherent,
                           node.residual_level AS old_residual,
                           node.current_level AS old_current,
                           node.current_reason AS old_reason,
                           node.level_origin_id AS old_origin,
                           LEAST(node.own_inherent_level, part.inherent) AS inherent,
                           residual.level AS residual,
                           worst.level AS current,
                           CASE WHEN worst.level IS DISTINCT FROM residual.level
                                THEN worst.reason END AS reason,
                           CASE WHEN worst.level IS DISTINCT FROM residual.level
                                 AND worst.reason IS NOT NULL
                                THEN worst.origin END AS origin
                      FROM node
                      LEFT JOIN LATERAL (
                           SELECT min(c.inherent_level) AS inherent,
                                  min(c.residual_level) AS residual
                             FROM dp_risk_unit c
                            WHERE c.parent_id = node.id AND c.active
                      ) part ON TRUE
                      CROSS JOIN LATERAL (
                           SELECT LEAST(node.own_residual_level, part.residual)
                                  AS level
                      ) residual
                      LEFT JOIN LATERAL (
                           SELECT one.* FROM (
                               SELECT node.own_current_level AS level,
                                      node.own_reason AS reason,
                                      node.id AS origin, 0 AS rank
                               UNION ALL
                               (SELECT c.current_level, c.current_reason,
                                       COALESCE(c.level_origin_id, c.id), c.id
                                  FROM dp_risk_unit c
                                 WHERE c.parent_id = node.id AND c.active
                                   AND c.current_level IS NOT NULL
                                 ORDER BY c.current_level,
                                          c.current_reason IS NULL, c.id
                                 LIMIT 1)
                           ) one
                           WHERE one.level IS NOT NULL
                           ORDER BY one.level, one.reason IS NULL, one.rank
                           LIMIT 1
                      ) worst ON TRUE
                ), done AS (
                UPDATE dp_risk_unit u
                   SET inherent_level = fresh.inherent,
                       residual_level = fresh.residual,
                       current_level = fresh.current,
                       current_reason = fresh.reason,
                       level_origin_id = fresh.origin,
                       current_since = CASE
                           WHEN fresh.current IS DISTINCT FROM fresh.old_current
                           THEN %(now)s ELSE u.current_since END,
                       level_version = COALESCE(u.level_version, 0) + 1
                  FROM fresh
                 WHERE u.id = fresh.id
             RETURNING u.id, u.parent_id, u.company_id, fresh.old_inherent,
                       fresh.old_residual, fresh.old_current, fresh.old_reason,
                       fresh.old_origin, u.inherent_level, u.residual_level,
                       u.current_level, u.current_reason, u.level_origin_id
                ), history AS (
                INSERT INTO dp_level_change
                       (unit_id, company_id, origin_id, from_level, to_level, date,
                        reason)
                SELECT id, company_id, level_origin_id, old_current, current_level,
                       %(now)s, current_reason
                  FROM done
                 WHERE (old_current, old_reason, old_origin) IS DISTINCT FROM
                       (current_level, current_reason, level_origin_id)
                )
                SELECT * FROM done
                """,
                ids=list(node_ids),
                now=now,
            )
        )
        return [
            row
            for row in self.env.cr.dictfetchall()
            if row["old_inherent"] != row["inherent_level"]
            or row["old_residual"] != row["residual_level"]
            or self._is_history(row)
        ]

    @api.model
    def _is_history(self, row):
        """Whether what people see of the current level or its reason changed."""
        return (row["old_current"], row["old_reason"], row["old_origin"]) != (
            row["current_level"],
            row["current_reason"],
            row["level_origin_id"],
        )

    # ------------------------------------------------------------------
    # IN WORDS
    # ------------------------------------------------------------------

    def _render_level_sentence(self):
        """Return e.g. "Larger since Nov 24, 14:10: relief valve check failed"."""
        self.ensure_one()
        if not self.current_level:
            return self.env._("Not assessed yet")
        return self._say_level(
            self.current_level,
            self.current_reason,
            self.current_since,
            self.level_origin_id,
        )

    def _say_level(self, level, reason, since, origin):
        """Return a level in words, with its reason and its place if it has one."""
        self.ensure_one()
        levels = dict(self._fields["current_level"]._description_selection(self.env))
        if not reason:
            return levels[level]
        if origin and origin != self:
            reason = self.env._(
                "%(place)s: %(reason)s", place=origin.display_name, reason=reason
            )
        return self.env._(
            "%(level)s since %(date)s: %(reason)s",
            level=levels[level],
            date=self._format_since(since),
            reason=reason,
        )

    def _format_since(self, moment):
        """Return a UTC moment in the reader's time: "Mar 2, 14:10", "3月2日, 14:10"."""
        local = pytz.utc.localize(moment).astimezone(self.env.tz)
        this_year = local.year == fields.Date.context_today(self).year
        locale = babel_locale_parse(self.env.lang or "en_US")
        day = "MMMd" if this_year else "yMMMd"
        return ", ".join(
            format_skeleton(part, local, locale=locale) for part in (day, "Hm")
        )
