from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dp_digest_hour = fields.Float(related="company_id.dp_digest_hour", readonly=False)
    dp_quiet_from = fields.Float(related="company_id.dp_quiet_from", readonly=False)
    dp_quiet_to = fields.Float(related="company_id.dp_quiet_to", readonly=False)
    dp_urgent_breaks_quiet = fields.Boolean(
        related="company_id.dp_urgent_breaks_quiet", readonly=False
    )
    dp_day_off_rule = fields.Selection(
        related="company_id.dp_day_off_rule", readonly=False
    )
    dp_immediate_channel = fields.Selection(
        related="company_id.dp_immediate_channel", readonly=False
    )
    dp_immediate_warning = fields.Boolean(
        related="company_id.dp_immediate_warning", readonly=False
    )
    dp_immediate_escalation = fields.Boolean(
        related="company_id.dp_immediate_escalation", readonly=False
    )
    dp_immediate_standard = fields.Boolean(
        related="company_id.dp_immediate_standard", readonly=False
    )
    dp_immediate_campaign = fields.Boolean(
        related="company_id.dp_immediate_campaign", readonly=False
    )
