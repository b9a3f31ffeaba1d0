from odoo import fields, models
from odoo.fields import Domain

from .dp_measure_bypass import OPEN_BYPASS


class DpControlMeasure(models.Model):
    """Taking a measure out of service for a time."""

    _inherit = "dp.control.measure"

    bypass_ids = fields.One2many("dp.measure.bypass", "measure_id", "Bypasses")
    bypass_count = fields.Integer("Bypasses Counted", compute="_compute_bypass_count")
    has_open_bypass = fields.Boolean(
        compute="_compute_bypass_count", export_string_translation=False
    )

    def _compute_bypass_count(self):
        count = dict(
            self.env["dp.measure.bypass"]._read_group(
                [("measure_id", "in", self.ids)], ["measure_id"], ["__count"]
            )
        )
        is_open = dict(
            self.env["dp.measure.bypass"]._read_group(
                OPEN_BYPASS & Domain("measure_id", "in", self.ids),
                ["measure_id"],
                ["__count"],
            )
        )
        for measure in self:
            measure.bypass_count = count.get(measure._origin, 0)
            measure.has_open_bypass = measure._origin in is_open

    def action_request_bypass(self):
        """Button: ask to take the measure out of service for a time."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for a Bypass"),
            "res_model": "dp.measure.bypass",
            "view_mode": "form",
            "target": "new",
            "context": {"default_measure_id": self.id},
        }

    def action_open_bypasses(self):
        """Show all bypasses of the measure, the latest first."""
        return self._get_action_by(
            "measure_id", "dp.measure.bypass", self.env._("Bypasses"), "list,form"
        )
