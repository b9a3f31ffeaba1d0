from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import explaining, health

MOST_ROWS = 20
"""Parts of the tree, moments and proposals that an explanation names."""


class DpRiskUnit(models.Model):
    """Why a unit has its level, now or at a past moment, and what would lower it."""

    _inherit = "dp.risk.unit"

    def action_explain_level(self):
        """Open the panel that explains the level."""
        self.ensure_one()
        return self._get_why_action(unit_id=self.id)

    def _get_why_action(self, **params):
        """Return the client action that explains the level of this unit."""
        return {
            "type": "ir.actions.client",
            "tag": "dp_level_why",
            "name": self.env._("Why: %(unit)s", unit=self.display_name),
            "target": "new",
            "params": params,
        }

    @api.readonly
    def explain_level(self, at=None, change_id=None):
        """Return :meth:`_explain_level` for a browser.

        :param at: UTC moment as a string; None for now
        :param change_id: a row of the history; the moment is the one it was written
        """
        change = self.env["dp.level.change"].browse(change_id or ())
        return self._explain_level(fields.Datetime.to_datetime(at), change)

    def _explain_level(self, at=None, change=None):
        """Return why this unit has, or had, its level, as plain values.

        The level, its sentence and the part it comes from are those that were shown:
        stored now, in the history then. The reasons are computed again from the facts
        of that moment.

        :param at: naive UTC, None for now
        :param change: the ``dp.level.change`` to explain, instead of a moment
        :raise AccessError: the user may not read this unit
        """
        self.ensure_one()
        self.check_access("read")
        now = fields.Datetime.now()
        if change:
            change.check_access("read")
            at = change.date
        moment = min(at or now, now)
        is_now = moment == now
        shown = self._get_shown_level(moment, change or None, is_now)
        origin = shown["origin"] or self
        reports = self._report_units(
            origin | self._get_concerned_units(moment), moment, is_now
        )
        report = reports[origin.id]
        residual = self.residual_level if is_now else report["state"].residual
        steps = self._propose_relief(
            reports if is_now else {origin.id: report}, moment, shown["level"], residual
        )
        reasons = self._describe_reasons(report, is_now)
        return {
            "unit": self._describe_place(self),
            "at": fields.Datetime.to_string(moment),
            "is_now": is_now,
            **self._describe_level("level", shown["level"]),
            **self._describe_level("residual", residual),
            "sentence": shown["sentence"],
            "origin": origin != self and self._describe_place(origin),
            "reasons": reasons,
            "parts": self._describe_parts(reports, origin),
            "relief": [self._describe_relief(*step) for step in steps],
            "version": report["parameters"].version,
            "moments": self._describe_moments(),
        }

    # --- what was shown -------------------------------------------------------

    def _get_shown_level(self, moment, change, is_now):
        """Return ``level``, ``origin`` and ``sentence`` as they were at ``moment``."""
        if is_now:
            return {
                "level": self.current_level,
                "origin": self.level_origin_id,
                "sentence": self.level_sentence,
            }
        history = self.env["dp.level.change"]
        change = change or history.search(
            [("unit_id", "=", self.id), ("date", "<=", moment)], limit=1
        )
        if not change.to_level:
            return {
                "level": False,
                "origin": history.origin_id,
                "sentence": self.env._("Not assessed yet"),
            }
        sentence = self._say_level(
            change.to_level,
            change.reason,
            self._get_level_since(change),
            change.origin_id,
        )
        return {
            "level": change.to_level,
            "origin": change.origin_id,
            "sentence": sentence,
        }

    def _get_level_since(self, change):
        """Return since when the level of ``change`` had been what it was then."""
        [[since]] = self.env.execute_query(
            SQL(
                """SELECT max(date) FROM dp_level_change
                    WHERE unit_id = %s AND (date, id) <= (%s, %s)
                      AND from_level IS DISTINCT FROM to_level""",
                self.id,
                change.date,
                change.id,
            )
        )
        return since or change.date

    # --- facts ----------------------------------------------------------------

    def _get_concerned_units(self, moment):
        """Return the units of this subtree that something contributes to then."""
        longest = max(self._get_health_parameters(moment).holds.values(), default=0)
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT c.unit_id
                     FROM dp_risk_contribution c
                     JOIN dp_risk_unit u ON u.id = c.unit_id
                    WHERE u.active AND u.parent_path LIKE %s AND c.date_from <= %s
                      AND (c.date_to IS NULL OR c.date_to > %s)""",
                f"{self.parent_path}%",
                moment,
                moment - timedelta(seconds=longest),
            )
        )
        return self.browse(unit_id for (unit_id,) in rows)

    @api.model
    def _report_units(self, units, moment, is_now):
        """Return ``{unit id: facts and state}`` at ``moment``, read in one batch."""
        events, contributions, parameters = units._read_health_facts(
            None if is_now else moment
        )
        reports = {}
        for unit in units:
            own, rules = events[unit.id], parameters[unit.id]
            acting = health.active(contributions[unit.id], moment, rules)
            reports[unit.id] = {
                "unit": unit,
                "at": moment,
                "events": own,
                "acting": {one.id: one for one in acting},
                "parameters": rules,
                "state": health.unit_state(own, acting, moment, rules),
            }
        return reports

    @api.model
    def _propose_relief(self, reports, moment, level, residual):
        """Return ``[(target, contribution ids)]``: what would bring ``level`` down.

        A unit comes down when each of its parts does, so that it takes the fewest
        reasons of each part. A step that the assessments forbid is left out.
        """
        steps = []
        for target in explaining.targets(level, residual):
            ended = [
                explaining.relief(
                    report["events"],
                    report["acting"].values(),
                    moment,
                    target,
                    report["parameters"],
                )
                for report in reports.values()
            ]
            if None not in ended:
                steps.append((target, [one for part in ended for one in part]))
        return steps

    # --- in plain values ------------------------------------------------------

    @api.model
    def _describe_place(self, unit):
        return {"id": unit.id, "name": unit.display_name}

    @api.model
    def _describe_level(self, name, level):
        labels = dict(self._fields["current_level"]._description_selection(self.env))
        return {name: level or False, f"{name}_label": labels.get(level, "")}

    def _describe_reasons(self, report, is_now):
        """Return the reasons of one unit, heaviest first, each measure once.

        What else weakens the same measure is in ``more`` of its heaviest reason.
        """
        acting = report["acting"]
        ordered = dict.fromkeys((*report["state"].causes, *acting))
        rows = self._describe_contributions(ordered, report, is_now)
        leading = health.leading_causes(tuple(ordered), acting.values())
        for row_id, row in rows.items():
            measure = acting[row_id].measure_id
            row["more"] = [
                other
                for other_id, other in rows.items()
                if measure
                and other_id != row_id
                # only the heaviest of a measure leads the others
                and row_id in leading
                and acting[other_id].measure_id == measure
            ]
        return [rows[cause] for cause in leading]

    def _describe_contributions(self, ids, report, is_now):
        """Return ``{id: dict}`` of contributions, with source, person and deadline."""
        contributions = self.env["dp.risk.contribution"].browse(ids)
        contributions.fetch(["kind", "reason", "measure_id", "res_model", "res_id"])
        kinds = dict(contributions._fields["kind"]._description_selection(self.env))
        sources = self._find_sources(contributions)
        answerable = self._find_answerable(sources.values(), is_now)
        shares = explaining.losses(
            report["events"], report["acting"].values(), report["parameters"]
        )
        rows = {}
        for one in contributions:
            fact = report["acting"][one.id]
            source = sources.get((one.res_model, one.res_id))
            employee, deadline = answerable.get(source, (None, False))
            # when it would end was not known before it did
            held = bool(fact.date_to) and fact.date_to <= report["at"]
            until = held and fact.until(report["parameters"])
            rows[one.id] = {
                "id": one.id,
                "kind": kinds[one.kind],
                "reason": one.reason,
                "measure": one.measure_id.name or False,
                "decides": one.id in report["state"].deciding,
                "penalty": round(fact.penalty * 100),
                "share": round(shares.get(one.id, 0) * 100),
                **self._describe_level("floor", fact.floor_level),
                "since": fields.Datetime.to_string(fact.date_from),
                "until": until and fields.Datetime.to_string(until),
                # Whoever may see the reason may know who works on it.
                "person": employee and employee.sudo().name,
                "deadline": deadline and fields.Datetime.to_string(deadline),
                "source": source is not None
                and {"model": source._name, "id": source.id},
                "more": [],
            }
        return rows

    @api.model
    def _find_sources(self, contributions):
        """Return ``{(model, id): record}`` of the sources that the user may read."""
        sources = {}
        for model, rows in contributions.grouped("res_model").items():
            if model not in self.env:  # of an addon that was uninstalled
                continue
            found = self.env[model].browse(set(rows.mapped("res_id"))).exists()
            for source in found._filtered_access("read"):
                sources[model, source.id] = source
        return sources

    @api.model
    def _find_answerable(self, sources, is_now):
        """Return ``{source: (employee, deadline)}``; who it was then isn't known."""
        by_model = {}
        for source in sources if is_now else ():
            by_model.setdefault(source._name, source.browse())
            by_model[source._name] |= source
        answerable = {}
        for records in by_model.values():
            answerable |= records._get_answerable()
        return answerable

    def _describe_parts(self, reports, origin):
        """Return the parts that something contributes to, the worst first."""
        others = [
            report
            for report in reports.values()
            if report["unit"] != origin and report["acting"]
        ]
        others.sort(key=lambda report: report["state"].level or "9")
        return [
            {
                **self._describe_place(report["unit"]),
                **self._describe_level("level", report["state"].level),
                "count": len(report["acting"]),
            }
            for report in others[:MOST_ROWS]
        ]

    def _describe_relief(self, target, ids):
        """Return ``target`` and the reasons whose end leads to it."""
        rows = self.env["dp.risk.contribution"].browse(ids[:MOST_ROWS])
        return {
            **self._describe_level("level", target),
            "count": len(ids),
            "reasons": [
                {
                    "id": row.id,
                    "reason": row.reason,
                    "place": row.unit_id != self and row.unit_id.display_name,
                }
                for row in rows
            ],
        }

    def _describe_moments(self):
        """Return the last changes of the level, to step through."""
        changes = self.env["dp.level.change"].search(
            [("unit_id", "=", self.id)], limit=MOST_ROWS
        )
        return [
            {
                "id": change.id,
                "date": fields.Datetime.to_string(change.date),
                **self._describe_level("level", change.to_level),
            }
            for change in changes
        ]
