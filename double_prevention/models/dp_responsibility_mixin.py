from odoo import api, fields, models

RULES = [
    ("employee", "Named employee"),
    ("job", "Job in a department"),
    ("manager", "Manager of a department"),
]


class DpResponsibilityMixin(models.AbstractModel):
    """A rule that says who is responsible, and the person it gives today.

    The rule is what stays (a named employee, a job within a department and its
    children, the manager of a department); ``employee_id`` is its answer of
    today. Records that are over keep the person of then: see
    ``_is_responsibility_open``.
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

    @api.depends("rule", "rule_employee_id", "rule_job_id", "rule_department_id")
    def _compute_employee_id(self):
        resolved = self._resolve_employees()
        for record in self:
            record.employee_id = resolved[record]

    def _is_responsibility_open(self):
        """Return whether the person may still change: done work keeps its names."""
        self.ensure_one()
        return True

    def _resolve_employees(self):
        """Return ``{record: hr.employee}``, today's answer of every rule.

        Every rule of the batch is answered with one search per kind of rule. A
        rule whose own answer is empty falls back to the manager of its
        department, then of the departments above; an empty employee means that
        nobody is responsible, which the views list.

        :rtype: dict
        """
        answer = {}
        holders = self._find_job_holders()
        for record in self:
            employee = self.env["hr.employee"]
            department = record.rule_department_id
            if record.rule == "employee":
                employee = record.rule_employee_id
                department = department or employee.sudo().department_id
            elif record.rule == "job":
                employee = holders.get((record.rule_job_id, department), employee)
            if not employee or not employee.active:
                employee = self._find_manager(department)
            answer[record] = employee
        return answer

    def _find_job_holders(self):
        """Return ``{(job, department): employee}`` for the job rules of the batch."""
        wanted = {
            (record.rule_job_id, record.rule_department_id)
            for record in self
            if record.rule == "job" and record.rule_job_id
        }
        if not wanted:
            return {}
        # A person without HR rights may set a rule: the search needs the job of
        # every employee, which hr.employee.public does not let him search.
        employees_sudo = (
            self.env["hr.employee"]
            .sudo()
            .search([("job_id", "in", [job.id for job, _dep in wanted])], order="id")
        )
        found = {}
        for job, department in wanted:
            for employee_sudo in employees_sudo:
                path = employee_sudo.department_id.parent_path or ""
                inside = not department or path.startswith(department.parent_path)
                if employee_sudo.job_id == job and inside:
                    found[job, department] = employee_sudo.sudo(False)
                    break
        return found

    @api.model
    def _find_manager(self, department):
        """Return the first active manager from ``department`` upwards."""
        # Managers are looked up for people who may not read HR records.
        department_sudo = department.sudo()
        seen = set()
        while department_sudo and department_sudo.id not in seen:
            manager_sudo = department_sudo.manager_id
            if manager_sudo.active:
                return manager_sudo.sudo(False)
            seen.add(department_sudo.id)
            department_sudo = department_sudo.parent_id
        return self.env["hr.employee"]
