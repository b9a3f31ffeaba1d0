from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dp_default_method_id = fields.Many2one(
        related="company_id.dp_default_method_id", readonly=False
    )
    dp_general_deadline_days = fields.Integer(
        related="company_id.dp_general_deadline_days", readonly=False
    )
    dp_major_deadline_days = fields.Integer(
        related="company_id.dp_major_deadline_days", readonly=False
    )
    dp_due_soon_hours = fields.Integer(
        related="company_id.dp_due_soon_hours", readonly=False
    )
    dp_max_extensions = fields.Integer(
        related="company_id.dp_max_extensions", readonly=False
    )
    dp_horizon_hours = fields.Integer(
        related="company_id.dp_horizon_hours", readonly=False
    )
    dp_shift_starts = fields.Char(related="company_id.dp_shift_starts", readonly=False)
    dp_tag_base_url = fields.Char(related="company_id.dp_tag_base_url", readonly=False)
    dp_tag_error_correction = fields.Selection(
        related="company_id.dp_tag_error_correction", readonly=False
    )
    dp_emergency_phone_inner = fields.Char(
        related="company_id.dp_emergency_phone_inner", readonly=False
    )
    dp_emergency_phone_outer = fields.Char(
        related="company_id.dp_emergency_phone_outer", readonly=False
    )
