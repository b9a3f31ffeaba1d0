from odoo import fields, models


class DpSpecialWorkCancel(models.TransientModel):
    """Say why special work is cancelled or stopped."""

    _name = "dp.special.work.cancel"
    _description = "Cancel Special Work"

    work_ids = fields.Many2many("dp.special.work", required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Cancel the works with the reason."""
        self.work_ids._cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
