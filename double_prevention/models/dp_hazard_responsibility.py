from odoo import api, fields, models
from odoo.fields import Domain

from .dp_hazard_access import UNGUARDED
from .dp_risk_unit import OPEN_HAZARD


class DpHazard(models.Model):
    """Open hazards follow people; closed and rejected ones keep their names."""

    _inherit = "dp.hazard"

    move_count = fields.Integer("Moves", compute="_compute_move_count")

    def _compute_move_count(self):
        counts = dict(
            self.env["dp.responsibility.move"]._read_group(
                [("hazard_id", "in", self.ids)], ["hazard_id"], ["__count"]
            )
        )
        for hazard in self:
            hazard.move_count = counts.get(hazard._origin, 0)

    def action_open_moves(self):
        """Show who had to rectify it before, and why it moved."""
        self.ensure_one()
        return self.env["dp.responsibility.move"]._get_action(
            Domain("hazard_id", "=", self.id)
        )

    @api.model
    def _get_open_domain(self):
        return super()._get_open_domain() & OPEN_HAZARD

    def _as_moving(self):
        """Move past the edit by hand, which would make the rule name the person."""
        return super()._as_moving().with_context(dp_unguarded=UNGUARDED)

    def _follow_moves(self, former):
        """Let followers, reminders and the mail to the new person follow."""
        result = super()._follow_moves(former)
        self._follow_up_write({"employee_id": True})
        return result

    @api.model
    def _replace_verifiers(self, users):
        """Propose other verifiers for open hazards of users who are gone."""
        # Whoever archives a user need not be allowed to change hazards.
        hazards_sudo = self.sudo().search(
            OPEN_HAZARD & Domain("verifier_id", "in", users.ids)
        )
        if not hazards_sudo:
            return
        hazards_sudo._write_unguarded({"verifier_id": False})
        hazards_sudo._compute_verifier_id()
        hazards_sudo._follow_up_write({"verifier_id": True})
