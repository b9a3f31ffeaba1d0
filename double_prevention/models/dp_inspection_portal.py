from odoo import api, models
from odoo.fields import Domain

from .dp_risk_unit import OPEN_ROUND


class DpInspection(models.Model):
    """A round in the portal of a contractor."""

    _inherit = "dp.inspection"

    @api.model
    def _get_portal_domain(self):
        """Return the open rounds of the user, whoever else's he may see."""
        return OPEN_ROUND & Domain("user_id", "=", self.env.uid)

    def _get_portal_row(self):
        """Return one line of the list, as plain values.

        ``url`` is empty where the round has to begin with a scan at the place.
        """
        self.ensure_one()
        # Whoever has to do a round may know where, and where its tag leads.
        unit_sudo = self.sudo().unit_id
        token = unit_sudo.tag_ids.filtered("active")[:1].token
        return {
            "name": self.name,
            "place": unit_sudo.display_name,
            "checks": self.line_count,
            "deadline": self._page_deadline(self.date_end),
            "url": token
            and not self.scan_required
            and f"/dp/q/{token}/round/{self.id}",
        }
