from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    dp_department_ids = fields.Many2many(
        "hr.department",
        string="Departments for Double Prevention",
        compute="_compute_dp_department_ids",
        compute_sudo=True,
        export_string_translation=False,
        help="The departments an officer works on: his own, those he manages, and "
        "all below them.",
    )

    def _compute_dp_department_ids(self):
        for user in self:
            employees = user.employee_ids
            managed = self.env["hr.department"].search(
                [("manager_id", "in", employees.ids)]
            )
            roots = employees.department_id | managed
            user.dp_department_ids = self.env["hr.department"].search(
                [("id", "child_of", roots.ids)]
            )
