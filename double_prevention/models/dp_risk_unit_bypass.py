from odoo import fields, models

from .dp_measure_bypass import OPEN_BYPASS


class DpRiskUnit(models.Model):
    """Measures of a unit, and of what is below it, that are out of service."""

    _inherit = "dp.risk.unit"

    bypass_count = fields.Integer(
        "Bypasses",
        compute="_compute_bypass_count",
        help="Bypasses asked for or under way here and below.",
    )

    def _compute_bypass_count(self):
        counts = self._count_below("dp.measure.bypass", OPEN_BYPASS)
        for unit in self:
            unit.bypass_count = counts.get(unit._origin.id, 0)

    def action_open_bypasses(self):
        """Show all bypasses here and below, those not over first."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "double_prevention.dp_measure_bypass_action"
            ),
            "domain": [("unit_id", "child_of", self.id)],
        }
