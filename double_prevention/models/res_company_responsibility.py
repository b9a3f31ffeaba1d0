from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import fields, models

CHOICES = [
    ("load", "Whoever has the fewest duties"),
    ("rota", "By turns"),
]


class ResCompany(models.Model):
    """Who of several holders of a job is responsible."""

    _inherit = "res.company"

    dp_responsibility_choice = fields.Selection(
        CHOICES,
        "Of several holders of a job",
        required=True,
        default="load",
        help="Several people hold the job or role a rule looks for: whoever has the "
        "fewest duties gets a new one and keeps it, or they take turns.",
    )
    dp_rota_days = fields.Integer(
        "Days of a turn",
        default=7,
        help="After so many days it is the next one's turn.",
    )

    _dp_rota_positive = models.Constraint(
        "CHECK (dp_rota_days > 0)", "A turn lasts at least one day."
    )

    def _get_dp_turn(self, at):
        """Return the number of the turn at a moment, counted since ever.

        :param at: naive UTC; turns change at midnight of the company
        """
        self.ensure_one()
        tz = ZoneInfo(self.resource_calendar_id.tz or "UTC")
        day = at.replace(tzinfo=UTC).astimezone(tz).toordinal()
        return day // (self.dp_rota_days or 1)
