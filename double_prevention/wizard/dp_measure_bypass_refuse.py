from odoo import fields, models


class DpMeasureBypassRefuse(models.TransientModel):
    """Say why a measure is not taken out of service."""

    _name = "dp.measure.bypass.refuse"
    _description = "Refuse a Bypass"

    bypass_ids = fields.Many2many("dp.measure.bypass", required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Refuse the requests with the reason."""
        self.bypass_ids._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
