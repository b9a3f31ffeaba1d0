from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import responsibility as law

RULES = [
    ("employee", "Named employee"),
    ("job", "Job in a department"),
    ("manager", "Manager of a department"),
    ("role", "Holder of a safety role"),
]
RULE_KEY = [
    "rule",
    "rule_employee_id",
    "rule_job_id",
    "rule_department_id",
    "rule_role_id",
]


class DpResponsibilityMixin(models.AbstractModel):
    """A rule that says who is responsible, and the person it gives today.

    The rule is what stays (a named employee, a job within a department and its
    children, the manager of a department, who holds a safety role at the place);
    ``employee_id`` is its answer of today. Records that are over keep the person of
    then: see ``_get_open_domain``.

    Here: what is stored. Beside it: ``dp_responsibility_resolve`` (how the answer is
    found and moved) and ``tools/responsibility`` (its law).
    """

    _name = "dp.responsibility.mixin"
    _description = "Responsibility by Rule"

    rule = fields.Selection(RULES, required=True, default="employee")
    rule_employee_id = fields.Many2one(
        "hr.employee",
        "Named Employee",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    rule_job_id = fields.Many2one(
        "hr.job",
        "Job",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    rule_department_id = fields.Many2one(
        "hr.department",
        "Department of the Rule",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Where the job is looked for (with the departments below), or whose "
        "manager is meant.",
    )
    rule_role_id = fields.Many2one(
        "dp.safety.role",
        "Safety Role",
        index="btree_not_null",
        ondelete="restrict",
        help="Who holds it at the unit or at one above, else for the company.",
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Responsible",
        compute="_compute_employee_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        check_company=True,
        tracking=True,
        ondelete="restrict",
        help="The person of today, found by the rule.",
    )
    user_id = fields.Many2one(
        "res.users",
        "User of the Responsible",
        related="employee_id.user_id",
        store=True,
        index="btree_not_null",
    )

    @api.depends(*RULE_KEY)
    def _compute_employee_id(self):
        resolved = self._resolve_employees()
        for record in self:
            record.employee_id = resolved[record]

    @api.model
    def _get_open_domain(self):
        """Return the domain of records whose person may still change.

        Done work keeps its names.
        """
        return Domain.TRUE

    def _get_rule(self):
        """Return the rule as it is answered, a ``tools.responsibility.Rule``."""
        self.ensure_one()
        return law.Rule(
            self.rule,
            self.rule_employee_id.id or 0,
            self.rule_job_id.id or 0,
            self.rule_department_id.id or 0,
            self.company_id.id or 0,
            self.rule_role_id.id or 0,
            (self.unit_id.id or 0) if self.rule == law.ROLE else 0,
        )

    @api.model
    def _find_manager(self, department):
        """Return the first active manager from ``department`` upwards."""
        # Managers are looked up for people who may not read HR records.
        department_sudo = department.sudo()
        seen = set()
        while department_sudo and department_sudo.id not in seen:
            if department_sudo.manager_id.active:
                return department_sudo.manager_id.with_env(self.env)
            seen.add(department_sudo.id)
            department_sudo = department_sudo.parent_id
        return self.env["hr.employee"]
