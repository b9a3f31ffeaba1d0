from odoo import api, fields, models


class ResUsers(models.Model):
    """A user and the departments he works on as an officer."""

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

    def write(self, vals):
        """Give on what a user has whose login is closed; reminders are made anew."""
        result = super().write(vals)
        if "active" in vals:
            # Whoever closes a login need not be allowed to read HR records.
            employees_sudo = self.sudo().with_context(active_test=False).employee_ids
            self.env["dp.responsibility.mixin"]._follow_staff(employees_sudo, "user")
            if not vals["active"]:
                self.env["dp.hazard"]._replace_verifiers(self)
        return result

    @api.model
    def _forget_dp_departments(self):
        """Forget who works for which department, and the record rules read from it."""
        self.invalidate_model(["dp_department_ids"])
        self.env.registry.clear_cache()

    def _compute_dp_department_ids(self):
        """Collect the departments of all users with the same few queries.

        Record rules read this field; what is cached of them is forgotten when
        employees or departments change (hr.employee and hr.department).
        """
        departments = self.env["hr.department"]
        managed = departments.search([("manager_id", "in", self.employee_ids.ids)])
        roots = self.employee_ids.department_id | managed
        below = departments.search([("id", "child_of", roots.ids)])
        for user in self:
            employees = user.employee_ids
            own = employees.department_id | managed.filtered_domain(
                [("manager_id", "in", employees.ids)]
            )
            paths = tuple(own.mapped("parent_path"))
            user.dp_department_ids = below.filtered(
                lambda department, paths=paths: department.parent_path.startswith(paths)
            )
