from odoo import fields, models


class DpTagRevoke(models.TransientModel):
    """Takes tags out of use, with the reason that a later scan shows."""

    _name = "dp.tag.revoke"
    _description = "Revoke Tags"

    tag_ids = fields.Many2many("dp.tag", string="Tags", required=True)
    reason = fields.Char(
        required=True, help="Whoever scans the code from now on reads this."
    )

    def action_revoke(self):
        """Revoke the tags and go back to them."""
        self.ensure_one()
        self.tag_ids._revoke(self.reason)
        return {"type": "ir.actions.act_window_close"}
