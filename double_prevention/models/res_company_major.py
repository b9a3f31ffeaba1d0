from odoo import fields, models

from ..tools import major_clock

ALLOWED = {
    major_clock.JUDGE: ("dp_judge_hours", major_clock.HOUR),
    major_clock.LIST: ("dp_listing_days", major_clock.DAY),
    major_clock.REGULATOR: ("dp_regulator_hours", major_clock.HOUR),
    major_clock.WORKERS: ("dp_workers_days", major_clock.DAY),
    major_clock.PLAN: ("dp_plan_days", major_clock.DAY),
    major_clock.EVALUATE: ("dp_evaluation_days", major_clock.DAY),
    major_clock.VERIFY: ("dp_verification_days", major_clock.DAY),
    major_clock.REVIEW: ("dp_review_days", major_clock.DAY),
}
"""Setting and unit of the time each duty of a major hidden hazard may take."""


class ResCompany(models.Model):
    """Who judges major hidden hazards here, by which criteria, and how fast."""

    _inherit = "res.company"

    dp_criterion_pack_ids = fields.Many2many(
        "dp.criterion.pack",
        "res_company_dp_criterion_pack_rel",
        string="Criteria that apply here",
        help="Empty: all packs in force.",
    )
    dp_judge_ids = fields.Many2many(
        "res.users",
        "res_company_dp_judge_rel",
        string="Who judges major hidden hazards",
        help="Qualified people. Empty: every safety manager.",
    )
    dp_strict_review = fields.Boolean(
        "Second review of major hidden hazards",
        help="A second person reviews the verification before it is closed.",
    )
    dp_judge_hours = fields.Integer("Hours to judge a suspicion", default=24)
    dp_regulator_hours = fields.Integer("Hours to report to the regulator", default=24)
    dp_listing_days = fields.Integer("Days to list it", default=3)
    dp_workers_days = fields.Integer("Days to report to the workers", default=7)
    dp_plan_days = fields.Integer("Days to approve the plan", default=3)
    dp_evaluation_days = fields.Integer("Days to evaluate the work", default=3)
    dp_verification_days = fields.Integer("Days to verify the work", default=5)
    dp_review_days = fields.Integer("Days to review the verification", default=5)

    _dp_major_not_negative = models.Constraint(
        "CHECK (LEAST(dp_judge_hours, dp_regulator_hours, dp_listing_days, "
        "dp_workers_days, dp_plan_days, dp_evaluation_days, dp_verification_days, "
        "dp_review_days) >= 0)",
        "The time for a duty of a major hidden hazard can't be negative; 0 means "
        "that it has no limit.",
    )

    def _is_dp_judge(self, user):
        """Say whether ``user`` is qualified to judge major hidden hazards here.

        Without a company yet, as in a new form, by the group alone.
        """
        if user._is_superuser():
            return True
        if user.has_group("double_prevention.group_dp_auditor"):
            return False
        if self.dp_judge_ids:
            return user in self.dp_judge_ids
        return user.has_group("double_prevention.group_dp_manager")

    def _get_dp_major_times(self):
        """Return how long each duty may take, as ``tools/major_clock`` asks for it."""
        self.ensure_one()
        return {
            step: major_clock.Allowed(self[name], unit)
            for step, (name, unit) in ALLOWED.items()
        }
