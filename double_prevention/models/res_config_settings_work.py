from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dp_bypass_max_days = fields.Integer(
        related="company_id.dp_bypass_max_days", readonly=False
    )
