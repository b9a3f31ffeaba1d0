from odoo import fields, models


class ResCompany(models.Model):
    """How a company thanks those who take part."""

    _inherit = "res.company"

    dp_thanks_points = fields.Boolean(
        "Points",
        default=True,
        help="Whoever reports a hidden hazard or names a risk gets points once it is "
        "accepted. Nothing for what is rejected, nothing for anonymous reports.",
    )
    dp_thanks_badges = fields.Boolean(
        "Badges",
        default=True,
        help="For the first accepted report, for ten, and for a major hidden hazard.",
    )
    dp_thanks_ranking = fields.Boolean(
        "Everybody sees the ranking",
        help="Otherwise everybody sees what he got himself, and safety managers and "
        "auditors see all.",
    )
    dp_points_report = fields.Integer("Points for a Report", default=5)
    dp_points_major = fields.Integer("Points for a Major One", default=20)
    dp_points_joined = fields.Integer("Points for Reporting Again", default=2)
    dp_points_risk = fields.Integer("Points for a Named Risk", default=5)

    _dp_points_not_negative = models.Constraint(
        "CHECK (dp_points_report >= 0 AND dp_points_major >= 0 "
        "AND dp_points_joined >= 0 AND dp_points_risk >= 0)",
        "Points can't be less than 0.",
    )
