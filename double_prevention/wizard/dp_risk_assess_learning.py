from odoo import fields, models


class DpRiskAssess(models.TransientModel):
    """The assessment that answers a proposal closes it."""

    _inherit = "dp.risk.assess"

    proposal_id = fields.Many2one("dp.assessment.proposal", ondelete="cascade")

    def action_assess(self):
        """Accept the proposal with the assessment that it asked for."""
        result = super().action_assess()
        self.proposal_id._accept()
        return result

    def _assessment_vals(self, stage):
        return {**super()._assessment_vals(stage), "proposal_id": self.proposal_id.id}
