from odoo import fields, models


class DpLegalReference(models.Model):
    _name = "dp.legal.reference"
    _description = "Legal Reference"

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
