from odoo import fields, models

ANSWERS = [("yes", "Yes"), ("no", "No")]


class DpRiskAssessRule(models.TransientModel):
    """A rule that may make the risk major, asked of whoever assesses it."""

    _name = "dp.risk.assess.rule"
    _description = "Question of an Assessment"
    _order = "id"

    wizard_id = fields.Many2one("dp.risk.assess", required=True, ondelete="cascade")
    rule_id = fields.Many2one("dp.direct.major.rule", required=True, ondelete="cascade")
    clause = fields.Char("Clause", related="rule_id.legal_reference_id.display_name")
    question = fields.Text(related="rule_id.question")
    guidance = fields.Text(related="rule_id.guidance")
    answer = fields.Selection(ANSWERS)
