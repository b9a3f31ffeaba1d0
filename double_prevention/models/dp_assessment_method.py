from odoo import fields, models


class DpAssessmentMethod(models.Model):
    _name = "dp.assessment.method"
    _description = "Assessment Method"

    name = fields.Char(required=True, translate=True)
    code = fields.Char()

    def _get_bands(self):
        return ()
