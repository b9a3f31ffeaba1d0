from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How much evidence speaks for a new assessment."""

    _inherit = "res.config.settings"

    dp_learn_fails = fields.Integer(related="company_id.dp_learn_fails", readonly=False)
    dp_learn_fail_days = fields.Integer(
        related="company_id.dp_learn_fail_days", readonly=False
    )
    dp_learn_hazards = fields.Integer(
        related="company_id.dp_learn_hazards", readonly=False
    )
    dp_learn_hazard_days = fields.Integer(
        related="company_id.dp_learn_hazard_days", readonly=False
    )
    dp_learn_alarms = fields.Integer(
        related="company_id.dp_learn_alarms", readonly=False
    )
    dp_learn_alarm_days = fields.Integer(
        related="company_id.dp_learn_alarm_days", readonly=False
    )
    dp_learn_level_days = fields.Integer(
        related="company_id.dp_learn_level_days", readonly=False
    )
    dp_learn_cooldown_days = fields.Integer(
        related="company_id.dp_learn_cooldown_days", readonly=False
    )
    dp_review_months_1 = fields.Integer(
        related="company_id.dp_review_months_1", readonly=False
    )
    dp_review_months_2 = fields.Integer(
        related="company_id.dp_review_months_2", readonly=False
    )
    dp_review_months_3 = fields.Integer(
        related="company_id.dp_review_months_3", readonly=False
    )
    dp_review_months_4 = fields.Integer(
        related="company_id.dp_review_months_4", readonly=False
    )
