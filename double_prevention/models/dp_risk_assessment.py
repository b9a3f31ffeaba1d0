from odoo import fields, models


class DpRiskAssessment(models.Model):
    _name = "dp.risk.assessment"
    _description = "Risk Assessment"

    event_id = fields.Many2one("dp.risk.event", required=True, index=True)
    company_id = fields.Many2one(related="event_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="event_id.department_id", store=True, index=True
    )
    stage = fields.Selection([("inherent", "Inherent"), ("residual", "Residual")])
    method_id = fields.Many2one("dp.assessment.method")
    score = fields.Float(digits=(12, 4))
    level = fields.Selection([("1", "1"), ("2", "2"), ("3", "3"), ("4", "4")])
    date = fields.Date()
    direct_major = fields.Boolean()
    direct_major_clause_id = fields.Many2one("dp.legal.reference")
