from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dp_thanks_points = fields.Boolean(
        related="company_id.dp_thanks_points", readonly=False
    )
    dp_thanks_badges = fields.Boolean(
        related="company_id.dp_thanks_badges", readonly=False
    )
    dp_thanks_ranking = fields.Boolean(
        related="company_id.dp_thanks_ranking", readonly=False
    )
    dp_points_report = fields.Integer(
        related="company_id.dp_points_report", readonly=False
    )
    dp_points_major = fields.Integer(
        related="company_id.dp_points_major", readonly=False
    )
    dp_points_joined = fields.Integer(
        related="company_id.dp_points_joined", readonly=False
    )
    dp_points_risk = fields.Integer(related="company_id.dp_points_risk", readonly=False)
