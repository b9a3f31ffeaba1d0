from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import health, levels, simulating

MOST_ROWS = 200
"""Units that a result names; the counts are of all."""


class DpLevelSimulation(models.TransientModel):
    """What if: the tree as it would be if some reasons ended, on paper only.

    Nothing but the question itself is written: no level, no history, no message.
    """

    _name = "dp.level.simulation"
    _description = "Simulation of Risk Levels"

    unit_id = fields.Many2one(
        "dp.risk.unit", "Within", required=True, ondelete="cascade"
    )
    contribution_ids = fields.Many2many(
        "dp.risk.contribution",
        string="Ended on Paper",
        domain="[('date_to', '=', False), ('unit_id', 'child_of', unit_id)]",
        help="Reasons that are supposed to have ended: a hazard closed, a check made.",
    )
    result = fields.Json(compute="_compute_result")

    @api.depends("unit_id", "contribution_ids")
    @api.depends_context("lang")
    def _compute_result(self):
        for simulation in self:
            simulation.result = simulation.unit_id and simulation._simulate()

    def _simulate(self):
        """Return counts by level before and after, and the units that would change."""
        self.ensure_one()
        unit = self.unit_id._origin
        unit.check_access("read")
        nodes = self._read_nodes(unit)
        changed = simulating.climb(nodes, self._get_own_levels())
        within = [node for node in nodes.values() if node.id in self._below(unit)]
        after = [changed.get(node.id, node) for node in within]
        return {
            "levels": [
                {"level": level, "label": label, "before": before, "after": later}
                for level, label, before, later in self._compare(within, after)
            ],
            "total": len(within),
            "changes": self._describe_changes(nodes, changed),
            "count": len(changed),
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

    def _get_own_levels(self):
        """Return ``{unit id: (level, reason)}`` without what ends on paper."""
        ended = set(self.contribution_ids._origin.ids)
        units = self.contribution_ids._origin.unit_id
        now = fields.Datetime.now()
        events, contributions, parameters = units._read_health_facts()
        states = {
            unit.id: health.unit_state(
                events[unit.id],
                [one for one in contributions[unit.id] if one.id not in ended],
                now,
                parameters[unit.id],
            )
            for unit in units
        }
        reasons = units._render_reasons(
            [state.deciding for state in states.values() if state.deciding]
        )
        return {
            unit_id: (state.level, reasons.get(state.deciding))
            for unit_id, state in states.items()
        }

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
        """Return the units that would change, those near the root first."""
        labels = self._get_labels()
        units = self.env["dp.risk.unit"].browse(changed)
        units = units._filtered_access("read").sorted(
            lambda unit: (unit.parent_path.count("/"), unit.parent_path)
        )
        lang = self.env.lang or "en_US"
        rows = []
        for unit in units[:MOST_ROWS]:
            before, after = nodes[unit.id], changed[unit.id]
            reason = after.reason or {}
            rows.append(
                {
                    "id": unit.id,
                    "name": unit.display_name,
                    "before": before.level or False,
                    "before_label": labels.get(before.level, ""),
                    "after": after.level or False,
                    "after_label": labels.get(after.level, ""),
                    "reason": reason.get(lang) or reason.get("en_US") or "",
                }
            )
        return rows
