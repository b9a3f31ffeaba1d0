from odoo import fields, models


class DpMeasureCategory(models.Model):
    _name = "dp.measure.category"
    _description = "Measure Category"

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
    weight_class = fields.Char()
