from odoo import fields, models


class DpHazardFactor(models.Model):
    _name = "dp.hazard.factor"
    _description = "Hazard Factor"

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
