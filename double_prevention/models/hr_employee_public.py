from odoo import fields, models


class HrEmployeePublic(models.Model):
    """The profile everybody sees, with what the person has to do."""

    _name = "hr.employee.public"
    _inherit = ["hr.employee.public", "dp.employee.mixin"]

    dp_deputy_id = fields.Many2one(
        "hr.employee", "Deputy for Safety", readonly=True, index=False
    )
