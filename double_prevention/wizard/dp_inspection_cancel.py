from odoo import fields, models


class DpInspectionCancel(models.TransientModel):
    """Asks an officer why rounds are cancelled."""

    _name = "dp.inspection.cancel"
    _description = "Cancel Round"

    inspection_ids = fields.Many2many("dp.inspection", string="Rounds", required=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Cancel the rounds."""
        self.inspection_ids._cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
