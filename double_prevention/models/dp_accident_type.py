from odoo import fields, models


class DpAccidentType(models.Model):
    _name = "dp.accident.type"
    _description = "Accident Type"

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
