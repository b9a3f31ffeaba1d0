from odoo import api, fields, models


class DpProposalDecline(models.TransientModel):
    """Say why an assessment still holds, and for how long nobody asks again."""

    _name = "dp.proposal.decline"
    _description = "Decline a Proposal"

    proposal_id = fields.Many2one(
        "dp.assessment.proposal", required=True, readonly=True, ondelete="cascade"
    )
    reason = fields.Text(required=True)
    days = fields.Integer(
        "Days of Silence",
        compute="_compute_days",
        store=True,
        readonly=False,
        help="So long the same cause is not proposed again, unless as much new "
        "evidence comes together as for this proposal.",
    )

    _days_positive = models.Constraint(
        "CHECK (days >= 0)", "The days of silence can't be fewer than none."
    )

    @api.depends("proposal_id")
    def _compute_days(self):
        for wizard in self:
            company = wizard.proposal_id.company_id
            wizard.days = company.dp_learn_cooldown_days

    def action_decline(self):
        """Button: keep the assessment as it is."""
        self.ensure_one()
        self.proposal_id._decline(self.reason, self.days)
        return True
