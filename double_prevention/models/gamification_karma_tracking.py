from odoo import models


class GamificationKarmaTracking(models.Model):
    """Points name the hidden hazard or the risk they were given for."""

    _inherit = "gamification.karma.tracking"

    def _get_origin_selection_values(self):
        sources = ("dp.hazard", "dp.risk.idea")
        return super()._get_origin_selection_values() + [
            (model, self.env["ir.model"]._get(model).display_name) for model in sources
        ]
