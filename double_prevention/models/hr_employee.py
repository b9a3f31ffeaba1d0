from odoo import api, fields, models
from odoo.exceptions import ValidationError

FOLLOWED = {"active", "user_id", "company_id", "resource_id", "dp_deputy_id"}


class HrEmployee(models.Model):
    """An employee whose changes move duties and the departments of officers."""

    _name = "hr.employee"
    _inherit = ["hr.employee", "dp.employee.mixin"]

    dp_deputy_id = fields.Many2one(
        "hr.employee",
        "Deputy for Safety",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
        tracking=True,
        help="Who has the safety duties and hazards of this person while he is on "
        "leave. Nobody: the manager of the department has them.",
    )

    @api.constrains("dp_deputy_id")
    def _check_dp_deputy(self):
        for employee in self:
            if employee.dp_deputy_id == employee:
                raise ValidationError(
                    self.env._(
                        "%(person)s can't be the own deputy. Choose somebody else.",
                        person=employee.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Let a new employee take over what waited for his job."""
        employees = super().create(vals_list)
        self.env["res.users"]._forget_dp_departments()
        self.env["dp.responsibility.mixin"]._follow_staff(employees, "people")
        return employees

    def write(self, vals):
        """Forget cached record rules and move duties when a person comes or goes.

        Department and job are written through the version of the employee, see there.
        """
        result = super().write(vals)
        if {"department_id", "user_id", "active", "company_id"} & vals.keys():
            self.env["res.users"]._forget_dp_departments()
        if FOLLOWED & vals.keys():
            self.env["dp.responsibility.mixin"]._follow_staff(self, "people")
        return result
