from odoo import fields, models


class DpIdeaDecline(models.TransientModel):
    """Decline named risks, with the reason that their authors are told."""

    _name = "dp.idea.decline"
    _description = "Decline Named Risks"

    idea_ids = fields.Many2many("dp.risk.idea", required=True)
    reason = fields.Char(required=True)

    def action_decline(self):
        """Decline the risks.

        :raise UserError: one of them is not the user's to review
        """
        self.ensure_one()
        self.idea_ids._decline(self.reason)
        return {"type": "ir.actions.act_window_close"}
