from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import health

ON_PAPER = "dp_health_parameters"
"""Key of the context: ``health.Parameters`` to compute with instead of those in force.

Only code can pass such an object, so that no caller from outside moves a level with it.
"""


class DpRiskUnit(models.Model):
    """What the level of a unit is computed from, now and at any past moment."""

    _inherit = "dp.risk.unit"

    def _get_health_parameters(self, at=None):
        """Return the ``health.Parameters`` in force at ``at`` (default: now).

        Those of the company of these units, of the current one without units.
        """
        on_paper = self.env.context.get(ON_PAPER)
        if at is None and isinstance(on_paper, health.Parameters):
            return on_paper
        company = self.company_id[:1] or self.env.company
        return self.env["dp.health.parameters"]._get_parameters(company.id, at)

    def _renew_contributions(self):
        """Let every source of these units say anew what it contributes.

        The penalty of an open contribution is that of the day it was opened; after
        new parameters it ends, and one with the new penalty begins. What a source
        that is no more left behind ends, too.
        """
        for present, gone in self._get_contribution_sources():
            present._sync_contributions()
            self.env["dp.risk.contribution"]._sync(gone, {})
        self._refresh_levels()

    def _get_contribution_sources(self):
        """Return ``[(sources, those that are no more)]`` by model of these units."""
        rows = self.env["dp.risk.contribution"]._read_group(
            [("unit_id", "in", self.ids), ("date_to", "=", False)],
            ["res_model"],
            ["res_id:array_agg"],
        )
        pairs = []
        for name, ids in rows:
            sources = self.env[name].browse(sorted(set(ids)))
            present = sources.exists()
            pairs.append((present, sources - present))
        return pairs

    def _read_health_facts(self, at=None):
        """Return what the levels of these units follow from at a moment.

        ``health.unit_state(events[id], contributions[id], at, parameters[id])`` is
        then the level that was shown, with its causes.

        :param at: naive UTC datetime, now without it
        :return: ``(events, contributions, parameters)``, each a dict by unit id:
            lists of ``health.Event`` and ``health.Contribution``, and the
            ``health.Parameters`` of the company of the unit
        """
        self.env.flush_all()
        moment = at or fields.Datetime.now()
        parameters, contributions = {}, {}
        for units in self.grouped("company_id").values():
            shared = units._get_health_parameters(at)
            parameters.update(dict.fromkeys(units.ids, shared))
            contributions.update(units._read_health_contributions(moment, shared))
        for unit_id in self.ids:
            contributions.setdefault(unit_id, [])
        events = self._read_health_events_at(at) if at else self._read_health_events()
        return events, contributions, parameters

    # ------------------------------------------------------------------
    # EVENTS AND BARRIERS
    # ------------------------------------------------------------------

    def _refresh_structure(self):
        """Bring levels up to date after an event, assessment or measure changed.

        Beside :meth:`_refresh_levels`, keep the facts for whoever asks later.
        """
        self._refresh_levels()
        self._note_health_facts()

    def _note_health_facts(self):
        """Keep the facts of these units where they changed."""
        if not self:
            return
        rows = self._read_event_rows()
        facts = {unit_id: rows[unit_id] for unit_id in self.exists().ids}
        self.env["dp.risk.unit.facts"]._note(facts, fields.Datetime.now())

    def _read_health_events(self):
        """Return ``{unit id: [health.Event]}`` of now, three queries for the batch."""
        return self._events_from_rows(self._read_event_rows())

    def _read_health_events_at(self, at):
        """Return ``{unit id: [health.Event]}`` as they stood at ``at``.

        Units whose facts were never noted answer with those of now.
        """
        rows = defaultdict(list, self.env["dp.risk.unit.facts"]._read_at(self, at))
        unknown = self.filtered(lambda unit: unit.id not in rows)
        if unknown:
            rows.update(unknown._read_event_rows())
        return self._events_from_rows(rows)

    def _read_event_rows(self):
        """Return ``{unit id: rows}``, one row per event, as JSON knows them:

        ``[event id, inherent level, residual level, inherent score, residual score,
        method id, [[measure id, weight class, critical], ...]]``
        """
        measures = defaultdict(list)
        for measure_id, event_id, weight_class, critical in self.env.execute_query(
            SQL(
                """SELECT m.id, m.event_id, c.weight_class, COALESCE(m.critical, FALSE)
                     FROM dp_control_measure m
                     LEFT JOIN dp_measure_category c ON c.id = m.category_id
                    WHERE m.active AND m.unit_id = ANY(%s) ORDER BY m.id""",
                self.ids,
            )
        ):
            measures[event_id].append([measure_id, weight_class, critical])
        rows = defaultdict(list)
        for unit_id, event_id, *values in self.env.execute_query(
            SQL(
                """SELECT e.unit_id, e.id, e.inherent_level, e.residual_level,
                          e.inherent_score::float8, e.residual_score::float8,
                          CASE WHEN i.method_id = r.method_id AND NOT e.direct_major
                               THEN r.method_id END
                     FROM dp_risk_event e
                     LEFT JOIN dp_risk_assessment i ON i.id = e.inherent_assessment_id
                     LEFT JOIN dp_risk_assessment r ON r.id = e.residual_assessment_id
                    WHERE e.active AND e.unit_id = ANY(%s) ORDER BY e.id""",
                self.ids,
            )
        ):
            rows[unit_id].append([event_id, *values, measures[event_id]])
        return rows

    @api.model
    def _events_from_rows(self, rows):
        """Return ``{unit id: [health.Event]}`` of rows of :meth:`_read_event_rows`."""
        method_ids = {row[5] for own in rows.values() for row in own if row[5]}
        # Everybody's checks move levels, but methods are read by managers only.
        methods_sudo = self.env["dp.assessment.method"].sudo().browse(method_ids)
        bands = {method.id: method._get_bands() for method in methods_sudo}
        events = defaultdict(list)
        for unit_id, own in rows.items():
            for event_id, inherent, residual, top, bottom, method, measures in own:
                events[unit_id].append(
                    health.Event(
                        event_id,
                        inherent,
                        residual,
                        inherent_score=top if method else None,
                        residual_score=bottom if method else None,
                        bands=bands.get(method, ()),
                        measures=tuple(health.Measure(*one) for one in measures),
                    )
                )
        return events

    # ------------------------------------------------------------------
    # CONTRIBUTIONS
    # ------------------------------------------------------------------

    def _read_health_contributions(self, at, parameters):
        """Return ``{unit id: [health.Contribution]}``, those that may act from ``at``.

        What began later than ``at`` was not known then and is left out.
        """
        contributions = defaultdict(list)
        for row in self.env.execute_query(
            SQL(
                """SELECT unit_id, id, kind, penalty, floor_level, measure_id,
                          date_from, date_to
                     FROM dp_risk_contribution
                    WHERE unit_id = ANY(%s) AND date_from <= %s
                      AND (date_to IS NULL OR date_to > %s)
                    ORDER BY id""",
                self.ids,
                at,
                at - timedelta(seconds=max(parameters.holds.values(), default=0)),
            )
        ):
            unit_id, contribution_id, kind, penalty, floor, measure_id, since, to = row
            contributions[unit_id].append(
                health.Contribution(
                    id=contribution_id,
                    kind=kind,
                    penalty=penalty or 0.0,
                    floor_level=floor,
                    measure_id=measure_id,
                    date_from=since,
                    date_to=to,
                )
            )
        return contributions
