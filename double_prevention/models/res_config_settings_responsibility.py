from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of who is responsible; see ``res.company`` for their meaning."""

    _inherit = "res.config.settings"

    dp_responsibility_choice = fields.Selection(
        related="company_id.dp_responsibility_choice", readonly=False
    )
    dp_rota_days = fields.Integer(related="company_id.dp_rota_days", readonly=False)
