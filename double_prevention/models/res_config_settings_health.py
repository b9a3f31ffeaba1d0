from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dp_review_months = fields.Integer(
        related="company_id.dp_review_months", readonly=False
    )
