from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import SQL

from ..models.dp_risk_unit_health import ON_PAPER
from ..tools import health, levels, simulating

MOST_ROWS = 200
"""Units that a result names; the counts are of all."""


class DpLevelSimulation(models.TransientModel):
    """What if: the tree as it would be, on paper only.

    Some reasons are supposed to have ended, other numbers to be in force, or both.
    Nothing but the question itself is written: no level, no history, no message.
    """

    _name = "dp.level.simulation"
    _description = "Simulation of Risk Levels"

    unit_id = fields.Many2one(
        "dp.risk.unit",
        "Within",
        required=True,
        ondelete="cascade",
        default=lambda self: self._default_unit(),
    )
    company_id = fields.Many2one(related="unit_id.company_id")
    parameters_id = fields.Many2one(
        "dp.health.parameters",
        "Health Parameters",
        ondelete="cascade",
        domain="[('company_id', 'in', (False, company_id))]",
        help="The numbers that are supposed to be in force, a draft for instance. "
        "Empty: those that are.",
    )
    has_own_parameters = fields.Boolean(compute="_compute_has_own_parameters")
    contribution_ids = fields.Many2many(
        "dp.risk.contribution",
        string="Ended on Paper",
        domain="[('date_to', '=', False), ('unit_id', 'child_of', unit_id)]",
        help="Reasons that are supposed to have ended: a hazard closed, a check made.",
    )
    result = fields.Json(compute="_compute_result")

    @api.model
    def _default_unit(self):
        """Return a root of the tree of the company, the first one."""
        return self.env["dp.risk.unit"].search(
            [("parent_id", "=", False), ("company_id", "=", self.env.company.id)],
            limit=1,
        )

    @api.depends("unit_id")
    def _compute_display_name(self):
        for simulation in self:
            simulation.display_name = self.env._(
                "What if: %(unit)s", unit=simulation.unit_id.display_name or ""
            )

    @api.depends("parameters_id", "company_id")
    def _compute_has_own_parameters(self):
        """Say where common numbers change nothing: the company has numbers itself."""
        for simulation in self:
            parameters, company = simulation.parameters_id, simulation.company_id
            simulation.has_own_parameters = bool(
                parameters and not parameters.company_id
            ) and bool(
                parameters.search_count(
                    [("company_id", "=", company.id), ("state", "=", "in_force")],
                    limit=1,
                )
            )

    @api.depends("unit_id", "contribution_ids", "parameters_id")
    @api.depends_context("lang")
    def _compute_result(self):
        for simulation in self:
            simulation.result = simulation.unit_id and simulation._simulate()

    def _simulate(self):
        """Return counts by level before and after, and the part that changes."""
        self.ensure_one()
        unit = self.unit_id._origin
        unit.check_access("read")
        nodes = self._read_nodes(unit)
        changed = simulating.climb(nodes, self._get_own_levels(nodes))
        below = self._below(unit)
        within = [node for node in nodes.values() if node.id in below]
        after = [changed.get(node.id, node) for node in within]
        shown = below | {int(one) for one in unit.parent_path.split("/") if one}
        changed = {key: node for key, node in changed.items() if key in shown}
        return {
            "levels": [
                {"level": level, "label": label, "before": before, "after": later}
                for level, label, before, later in self._compare(within, after)
            ],
            "total": len(within),
            "count": len(changed),
            **self._describe_changes(nodes, changed),
        }

    @api.model
    def _below(self, unit):
        """Return the ids of ``unit`` and of all below it."""
        return set(self.env["dp.risk.unit"].search([("id", "child_of", unit.id)]).ids)

    @api.model
    def _read_nodes(self, unit):
        """Return ``{id: simulating.Node}`` of the whole tree that ``unit`` is in."""
        self.env.flush_all()
        root = unit.parent_path.split("/")[0]
        rows = self.env.execute_query(
            SQL(
                """SELECT id, parent_id, own_current_level, own_reason,
                          residual_level, current_level, current_reason,
                          level_origin_id
                     FROM dp_risk_unit WHERE active AND parent_path LIKE %s""",
                f"{root}/%",
            )
        )
        return {row[0]: simulating.Node(*row) for row in rows}

    # ------------------------------------------------------------------
    # WHAT IS SUPPOSED
    # ------------------------------------------------------------------

    def _get_own_levels(self, nodes):
        """Return ``{unit id: (level, reason)}`` of the units the question concerns."""
        ended = self.contribution_ids._origin
        if not self.parameters_id or self.has_own_parameters:
            return self._compute_own_levels(ended.unit_id, set(ended.ids))
        on_paper = {ON_PAPER: self.parameters_id._origin._to_parameters()}
        # As when numbers are put in force: every source says what it contributes.
        units_sudo = self.env["dp.risk.unit"].sudo().with_context(**on_paper)
        units_sudo = units_sudo.browse(self._find_drifted(nodes)) | ended.unit_id
        replaced, begun = self._renew_on_paper(units_sudo, ended)
        units_sudo |= units_sudo.browse(vals["unit_id"] for vals in begun)
        return self._compute_own_levels(
            units_sudo.filtered(lambda unit: unit.id in nodes),
            set(ended.ids),
            replaced,
            begun,
        )

    @api.model
    def _find_drifted(self, nodes):
        """Return the ids of ``nodes`` that other numbers can move at all.

        Where nothing contributes, the level is the residual one whatever they say.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM dp_risk_unit
                    WHERE id = ANY(%(ids)s) AND level_next_change IS NOT NULL
                    UNION
                   SELECT unit_id FROM dp_risk_contribution
                    WHERE unit_id = ANY(%(ids)s) AND date_to IS NULL""",
                ids=list(nodes),
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _renew_on_paper(self, units, ended):
        """Return ids of the contributions that other ones replace, and those ones.

        :param units: with the numbers to suppose in their context
        :param ended: contributions that are supposed to have ended
        :return: a set of ids, and a list of values
        """
        replaced, begun = set(), []
        over = {(one.res_model, one.res_id, one.kind) for one in ended}
        contributions = units.env["dp.risk.contribution"]
        for present, gone in units._get_contribution_sources():
            for sources, wanted in (
                (present, present._get_all_contributions()),
                (gone, {}),
            ):
                old, new = contributions._plan(sources, wanted)
                replaced.update(old.ids)
                begun += [
                    vals
                    for vals in new
                    if (vals["res_model"], vals["res_id"], vals["kind"]) not in over
                ]
        return replaced, begun

    @api.model
    def _compute_own_levels(self, units, ended, replaced=(), begun=()):
        """Return ``{unit id: (level, reason)}`` with other contributions than now.

        :param ended: ids that count no more, not even during their hold
        :param replaced: ids that end now, so that their hold begins
        :param begun: values of contributions that begin now
        """
        now = fields.Datetime.now()
        events, contributions, parameters = units._read_health_facts()
        fresh, texts = self._number_on_paper(begun)
        states = {}
        for unit in units:
            acting = [
                replace(one, date_to=now) if one.id in replaced else one
                for one in contributions[unit.id]
                if one.id not in ended
            ]
            states[unit.id] = health.unit_state(
                events[unit.id],
                [*acting, *fresh.get(unit.id, ())],
                now,
                parameters[unit.id],
            )
        reasons = units._render_reasons(
            [state.deciding for state in states.values() if state.deciding], texts
        )
        return {
            unit_id: (state.level, reasons.get(state.deciding))
            for unit_id, state in states.items()
        }

    @api.model
    def _number_on_paper(self, begun):
        """Return ``{unit id: [health.Contribution]}`` and ``{id: {lang: sentence}}``.

        They are numbered after those that exist: among equals the older one is named.
        """
        last = self.env["dp.risk.contribution"].sudo()  # numbers only, not rows
        first = last.search([], order="id desc", limit=1).id + 1
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        fresh, texts = {}, {}
        for number, vals in enumerate(begun, first):
            fresh.setdefault(vals["unit_id"], []).append(
                health.Contribution(
                    number,
                    vals["kind"],
                    vals["penalty"],
                    vals["floor_level"] or None,
                    vals["measure_id"] or None,
                    date_from=vals["date_from"],
                )
            )
            # The system's sentence, as it is stored when numbers are put in force.
            env_sudo = self.sudo().env
            texts[number] = {
                code: vals["reason"](
                    env_sudo(context={**env_sudo.context, "lang": code})
                )
                for code in codes
            }
        return fresh, texts

    # ------------------------------------------------------------------
    # IN PLAIN VALUES
    # ------------------------------------------------------------------

    @api.model
    def _get_labels(self):
        field = self.env["dp.risk.unit"]._fields["current_level"]
        return dict(field._description_selection(self.env))

    @api.model
    def _compare(self, before, after):
        """Return ``(level, label, number before, number after)``, the worst first."""
        labels = self._get_labels()
        counts = simulating.count_levels(before), simulating.count_levels(after)
        return [
            (level, labels[level], *(one.get(level, 0) for one in counts))
            for level in levels.LEVELS
        ]

    @api.model
    def _describe_changes(self, nodes, changed):
        """Return ``changes``, the tree of units that change, and how many are ``more``.

        Units above that stay as they are come along, to say where the others are.
        """
        units = self.env["dp.risk.unit"].browse(changed)
        # parent_path holds the ids from the root down to the unit itself
        above = {int(one) for u in units for one in u.parent_path.split("/") if one}
        tree = units.browse(above)._filtered_access("read").sorted("parent_path")
        return {
            "changes": [
                self._describe_change(unit, nodes[unit.id], changed.get(unit.id))
                for unit in tree[:MOST_ROWS]
            ],
            "more": max(0, len(tree) - MOST_ROWS),
        }

    @api.model
    def _describe_change(self, unit, before, after):
        """Return one row of the tree; ``after`` is None where nothing changes."""
        labels = self._get_labels()
        shown = after or before
        reason = shown.reason or {}
        return {
            "id": unit.id,
            "name": unit.display_name,
            "depth": unit.parent_path.count("/") - 1,
            "is_changed": bool(after),
            "before": before.level or False,
            "before_label": labels.get(before.level, ""),
            "after": shown.level or False,
            "after_label": labels.get(shown.level, ""),
            "reason": reason.get(self.env.lang or "en_US") or reason.get("en_US") or "",
        }
