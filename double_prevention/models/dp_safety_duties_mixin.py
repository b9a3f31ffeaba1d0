from odoo import models


class DpSafetyDutiesMixin(models.AbstractModel):
    """Whatever has a page of safety duties: a person, a post, a department."""

    _name = "dp.safety.duties.mixin"
    _description = "Page of Safety Duties"

    def action_open_dp_safety_duties(self):
        """Open what is controlled, due and done here."""
        self.ensure_one()
        return self.env["dp.safety.duties"]._get_action(self)
