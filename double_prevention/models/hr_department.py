from odoo import fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    dp_unit_ids = fields.One2many("dp.risk.unit", "department_id", "Risk Units")
