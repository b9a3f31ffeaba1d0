from odoo import models


class DpRiskIdea(models.Model):
    """Points for a named risk that was accepted into the register."""

    _inherit = "dp.risk.idea"

    def _set_result(self, state, **vals):
        """Thank whoever named it, except for the reviewer himself."""
        result = super()._set_result(state, **vals)
        if state == "accepted":
            self.env["dp.thanks"]._give(
                [
                    (user, idea, "risk")
                    for idea in self
                    for user in idea._get_people()
                    if user != self.env.user
                ]
            )
        return result
