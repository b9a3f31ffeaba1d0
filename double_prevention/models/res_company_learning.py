from odoo import fields, models


class ResCompany(models.Model):
    """How much evidence speaks for a new assessment."""

    _inherit = "res.company"

    dp_learn_fails = fields.Integer("Failed checks of one measure", default=3)
    dp_learn_fail_days = fields.Integer("Days failed checks count", default=90)
    dp_learn_hazards = fields.Integer("Hidden hazards of one event", default=3)
    dp_learn_hazard_days = fields.Integer("Days hidden hazards count", default=90)
    dp_learn_alarms = fields.Integer("Alarms of one event", default=3)
    dp_learn_alarm_days = fields.Integer("Days alarms count", default=30)
    dp_learn_level_days = fields.Integer("Days above the residual level", default=14)
    dp_learn_cooldown_days = fields.Integer(
        "Days of silence after declining", default=90
    )
    dp_review_months_1 = fields.Integer("Review of major risks, months", default=12)
    dp_review_months_2 = fields.Integer("Review of larger risks, months", default=12)
    dp_review_months_3 = fields.Integer("Review of general risks, months", default=24)
    dp_review_months_4 = fields.Integer("Review of low risks, months", default=36)

    _dp_learn_positive = models.Constraint(
        "CHECK (dp_learn_fails > 0 AND dp_learn_fail_days > 0 "
        "AND dp_learn_hazards > 0 AND dp_learn_hazard_days > 0 "
        "AND dp_learn_alarms > 0 AND dp_learn_alarm_days > 0 "
        "AND dp_learn_level_days > 0 AND dp_learn_cooldown_days >= 0 "
        "AND dp_review_months_1 > 0 AND dp_review_months_2 > 0 "
        "AND dp_review_months_3 > 0 AND dp_review_months_4 > 0)",
        "Numbers, days and months that lead to a new assessment must be at least one.",
    )

    def _get_dp_review_months(self):
        """Return ``{level: months}`` after which an assessment is reviewed."""
        self.ensure_one()
        return {level: self[f"dp_review_months_{level}"] for level in "1234"}
