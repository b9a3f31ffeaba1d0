from odoo import fields, models


class DpHazardCriterion(models.Model):
    _name = "dp.hazard.criterion"
    _description = "Criterion"

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
