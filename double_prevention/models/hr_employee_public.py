from odoo import models


class HrEmployeePublic(models.Model):
    """The profile everybody sees, with what the person has to do."""

    _name = "hr.employee.public"
    _inherit = ["hr.employee.public", "dp.employee.mixin"]
