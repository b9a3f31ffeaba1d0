from odoo import fields, models


class DpRiskAssessment(models.Model):
    """An assessment names the proposal it answers."""

    _inherit = "dp.risk.assessment"

    proposal_id = fields.Many2one(
        "dp.assessment.proposal",
        "Answers",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The proposal whose evidence led to this assessment.",
    )
