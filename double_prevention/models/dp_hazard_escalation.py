from odoo import api, fields, models
from odoo.fields import Domain

from .dp_risk_event import TIERS
from .dp_risk_unit import OPEN_HAZARD


class DpHazard(models.Model):
    """To which tier a hidden hazard was escalated, and whom that reminds."""

    _inherit = "dp.hazard"

    escalation_ids = fields.One2many("dp.escalation", "hazard_id", "Escalations")
    escalation_count = fields.Integer(compute="_compute_escalation")
    escalated_tier = fields.Selection(
        TIERS,
        "Escalated to",
        compute="_compute_escalation",
        search="_search_escalated_tier",
        help="The highest tier that was told, while what it was told of lasts.",
    )

    @api.depends(
        "escalation_ids", "state", "deadline", "date_last_stage_update", "extension_ids"
    )
    def _compute_escalation(self):
        for hazard in self:
            live = hazard._get_live_escalations()
            hazard.escalation_count = len(hazard.escalation_ids)
            hazard.escalated_tier = min(live.mapped("tier"), default=False)

    def _search_escalated_tier(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Open hazards only; whether what it was told of still lasts is then asked.
        candidates = self.search(OPEN_HAZARD & Domain("escalation_ids", "!=", False))
        found = candidates.filtered(lambda hazard: hazard.escalated_tier in value)
        domain = Domain("id", "in", found.ids)
        if False in value:
            domain |= Domain("id", "not in", candidates.ids)
        return domain

    def _get_live_escalations(self):
        """Return the steps whose condition still lasts, since the same moment."""
        self.ensure_one()
        if self.is_frozen:
            return self.env["dp.escalation"]
        asked = self._pending_extension().create_date
        moments = {
            "not_accepted": self.state == "reported" and self.date_last_stage_update,
            "not_started": self.state == "rectifying" and self.date_last_stage_update,
            "verification_waiting": self.state == "verifying"
            and self.date_last_stage_update,
            "overdue": self.state != "verifying" and self.deadline,
            "extension_asked": asked,
        }
        return self.escalation_ids.filtered(
            lambda one: (
                moments[one.trigger]
                and one.since == moments[one.trigger].replace(microsecond=0)
            )
        )

    def action_open_escalations(self):
        """Show the steps that were taken for this hazard."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Escalations"),
            "res_model": "dp.escalation",
            "view_mode": "list,form",
            "domain": [("hazard_id", "=", self.id)],
        }

    def _wanted_activities(self):
        """Remind those a hazard was escalated to, as long as it waits."""
        yield from super()._wanted_activities()
        for hazard in self:
            # Whoever takes a step moves the reminders of others with it.
            live_sudo = hazard.sudo()._get_live_escalations()
            for user in live_sudo.user_id.sudo(False):
                yield hazard, "escalated", user
