from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dp_criterion_pack_ids = fields.Many2many(
        related="company_id.dp_criterion_pack_ids", readonly=False
    )
    dp_judge_ids = fields.Many2many(related="company_id.dp_judge_ids", readonly=False)
    dp_strict_review = fields.Boolean(
        related="company_id.dp_strict_review", readonly=False
    )
    dp_judge_hours = fields.Integer(related="company_id.dp_judge_hours", readonly=False)
    dp_regulator_hours = fields.Integer(
        related="company_id.dp_regulator_hours", readonly=False
    )
    dp_listing_days = fields.Integer(
        related="company_id.dp_listing_days", readonly=False
    )
    dp_workers_days = fields.Integer(
        related="company_id.dp_workers_days", readonly=False
    )
    dp_plan_days = fields.Integer(related="company_id.dp_plan_days", readonly=False)
    dp_evaluation_days = fields.Integer(
        related="company_id.dp_evaluation_days", readonly=False
    )
    dp_verification_days = fields.Integer(
        related="company_id.dp_verification_days", readonly=False
    )
    dp_review_days = fields.Integer(related="company_id.dp_review_days", readonly=False)
