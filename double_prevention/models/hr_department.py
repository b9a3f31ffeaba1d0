from odoo import api, fields, models
from odoo.fields import Domain

from .dp_risk_unit import OPEN_HAZARD, OPEN_ROUND

COUNTERS = {
    "dp_unit_count": ("dp.risk.unit", Domain.TRUE),
    "dp_duty_count": ("dp.duty", Domain.TRUE),
    "dp_round_count": (
        "dp.inspection",
        OPEN_ROUND,
    ),
    "dp_hazard_count": (
        "dp.hazard",
        OPEN_HAZARD,
    ),
}


class HrDepartment(models.Model):
    """A department with its risks; its manager answers rules of duties."""

    _name = "hr.department"
    _inherit = ["hr.department", "dp.smart.button.mixin", "dp.safety.duties.mixin"]

    dp_unit_ids = fields.One2many("dp.risk.unit", "department_id", "Risk Units")
    dp_unit_count = fields.Integer("Risk Unit Count", compute="_compute_dp_counts")
    dp_duty_count = fields.Integer("Duties", compute="_compute_dp_counts")
    dp_round_count = fields.Integer(
        "Open Rounds",
        compute="_compute_dp_counts",
        help="Planned or in progress, as far as you may see them.",
    )
    dp_hazard_count = fields.Integer("Open Hazards", compute="_compute_dp_counts")

    def _compute_dp_counts(self):
        for name, (model, domain) in COUNTERS.items():
            counts = dict(
                self.env[model]._read_group(
                    Domain("department_id", "in", self.ids) & domain,
                    ["department_id"],
                    ["__count"],
                )
            )
            for department in self:
                department[name] = counts.get(department._origin, 0)

    @api.model_create_multi
    def create(self, vals_list):
        """Forget cached record rules: a manager got a department."""
        departments = super().create(vals_list)
        self.env["res.users"]._forget_dp_departments()
        return departments

    def write(self, vals):
        """Forget cached record rules and move duties with the manager."""
        result = super().write(vals)
        if {"manager_id", "parent_id", "active", "company_id"} & vals.keys():
            self.env["res.users"]._forget_dp_departments()
            self.env["dp.responsibility.mixin"]._follow_staff(
                self.env["hr.employee"], "department", departments=self
            )
        return result

    def _get_dp_action(self, counter, name, view_mode):
        model, domain = COUNTERS[counter]
        return self._get_action_by("department_id", model, name, view_mode, domain)

    def action_open_dp_units(self):
        """Show the risk units of the department."""
        return self._get_dp_action(
            "dp_unit_count", self.env._("Risk Units"), "list,kanban,form"
        )

    def action_open_dp_duties(self):
        """Show the duties at the units of the department."""
        return self._get_dp_action("dp_duty_count", self.env._("Duties"), "list,form")

    def action_open_dp_rounds(self):
        """Show the open rounds at the units of the department."""
        return self._get_dp_action(
            "dp_round_count", self.env._("Open Rounds"), "list,kanban,calendar,form"
        )

    def action_open_dp_hazards(self):
        """Show the open hidden hazards of the department."""
        return self._get_dp_action(
            "dp_hazard_count", self.env._("Open Hazards"), "kanban,list,form"
        )
