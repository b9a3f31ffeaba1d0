from odoo import api, fields, models
from odoo.fields import Domain


class DpDepartmentScopeMixin(models.AbstractModel):
    """Records of a department, which a user can narrow to his own departments.

    Needs a stored ``department_id``.
    """

    _name = "dp.department.scope.mixin"
    _description = "Records of a Department"

    is_my_department = fields.Boolean(
        "In My Departments",
        compute="_compute_is_my_department",
        search="_search_is_my_department",
        export_string_translation=False,
    )

    @api.depends("department_id")
    @api.depends_context("uid")
    def _compute_is_my_department(self):
        mine = self.env.user.dp_department_ids
        for record in self:
            record.is_my_department = record.department_id in mine

    def _search_is_my_department(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("department_id", "in", self.env.user.dp_department_ids.ids)
        return mine if True in value else ~mine
