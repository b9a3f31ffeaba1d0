from odoo import fields, models


class ResCompany(models.Model):
    """How long a control measure may be out of service."""

    _inherit = "res.company"

    dp_bypass_max_days = fields.Integer(
        "Longest Bypass (days)",
        default=7,
        help="A bypass of a control measure lasts at most so long; then it is asked "
        "for again.",
    )
    _dp_bypass_max_days_positive = models.Constraint(
        "CHECK (dp_bypass_max_days > 0)", "A bypass lasts at least one day."
    )
