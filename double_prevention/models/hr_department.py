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
        if {"manager_id", "parent_id", "active"} & vals.keys():
            self.env["res.users"]._forget_dp_departments()
            self.env["dp.duty"]._resolve_concerned(self._get_dp_duty_domain())
        return result

    def _get_dp_duty_domain(self):
        """Return the domain of duties that a manager of these may have to take.

        Those whose rule looks for somebody in these departments or below, or names
        somebody who works or a job that belongs there.
        """
        below = self.search([("id", "child_of", self.ids)]).ids
        domain = Domain("rule_department_id", "in", below)
        domain |= Domain("rule_job_id.department_id", "in", below)
        # Where people work is read for managers of departments without HR rights.
        people_sudo = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("department_id", "in", below), ("active", "=", False)])
        )
        return domain | Domain("rule_employee_id", "in", people_sudo.ids)

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
