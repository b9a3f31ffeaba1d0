from odoo import api, fields, models
from odoo.exceptions import UserError


class DpHazardDecision(models.TransientModel):
    """Asks for the reason that a decision on hazards needs."""

    _name = "dp.hazard.decision"
    _description = "Decision on Hidden Hazards"

    event = fields.Selection(selection="_selection_event", required=True, readonly=True)
    hazard_ids = fields.Many2many("dp.hazard", string="Hidden Hazards")
    extension_ids = fields.Many2many("dp.hazard.extension", string="Requests")
    reason = fields.Text(help="Those concerned read it.")

    @api.model
    def _selection_event(self):
        return [
            *self.env["dp.hazard"]._event_names().items(),
            ("refuse_extension", self.env._("Refuse extension")),
        ]

    def action_confirm(self):
        """Button: take the decision; open what follows from it."""
        self.ensure_one()
        if self.event == "refuse_extension":
            if not (self.reason or "").strip():
                raise UserError(self.env._("Say why more time is refused."))
            self.extension_ids._refuse(self.reason)
            return {"type": "ir.actions.act_window_close"}
        hazards = self.hazard_ids._transition(self.event, reason=self.reason)
        if self.event == "reopen":
            return hazards._action_open()
        return {"type": "ir.actions.act_window_close"}
