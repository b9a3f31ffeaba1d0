from odoo import api, models
from odoo.fields import Domain

from .dp_risk_unit import OPEN_HAZARD


class DpHazard(models.Model):
    """A hidden hazard in the portal of a contractor."""

    _inherit = "dp.hazard"

    @api.model
    def _get_portal_domain(self):
        """Return the open hazards the user has to rectify or has reported."""
        mine = Domain("user_id", "=", self.env.uid)
        return OPEN_HAZARD & (mine | Domain("reporter_id", "=", self.env.uid))

    def _get_portal_row(self):
        """Return one line of the list, as plain values."""
        self.ensure_one()
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": self.id,
            "name": self.display_name,
            # Where a hazard of his is may be told to whoever has to rectify it.
            "place": self.sudo().unit_id.display_name,
            "state": states[self.state],
            "deadline": self.deadline and self._page_deadline(self.deadline),
        }
