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

        An empty employee means that nobody is responsible, which the views list.

        :rtype: dict
        """
        rules = {record: record._get_rule() for record in self}
        answers = self._answer_rules(set(rules.values()))
        return {record: answers[rule] for record, rule in rules.items()}

    def _get_rule(self):
        """Return the rule as it is answered: see :meth:`_answer_rules`."""
        self.ensure_one()
        return (
            self.rule,
            self.rule_employee_id,
            self.rule_job_id,
            self.rule_department_id,
            self.company_id,
        )

    @api.model
    def _answer_rules(self, rules):
        """Return ``{rule: hr.employee}``, each the active person meant today.

        The named employee or the holder of the job; where there is none (archived,
        vacant), the manager of the department, then of the departments above. The
        number of queries does not depend on the number of rules.

        :param rules: tuples ``(rule, employee, job, department, company)``
        :rtype: dict
        """
        holders = self._find_job_holders(rules)
        answers = {}
        for key in rules:
            rule, employee, job, department, _company = key
            # Whoever sets a rule need not be allowed to read HR records.
            named_sudo = employee.sudo()
            if rule == "employee":
                person_sudo, above = named_sudo, department or named_sudo.department_id
            else:
                person_sudo = holders.get(key, named_sudo.browse())
                above = department or job.department_id
            if person_sudo.active:
                answers[key] = person_sudo.with_env(self.env)
            else:
                answers[key] = self._find_manager(above)
        return answers

    @api.model
    def _find_job_holders(self, rules):
        """Return ``{rule: employee as superuser}`` where somebody holds the job.

        Who works in the department itself goes before who works below it.
        """
        jobs = {job.id for rule, _employee, job, *_rest in rules if rule == "job"}
        if not jobs:
            return {}
        # As above; and jobs are no public field of an employee to search for.
        employees_sudo = (
            self.env["hr.employee"].sudo().search([("job_id", "in", jobs)], order="id")
        )
        by_job = employees_sudo.grouped(lambda one: (one.job_id.id, one.company_id.id))
        found = {}
        for key in rules:
            rule, _employee, job, department, company = key
            if rule != "job":
                continue
            path = department.parent_path or ""
            inside = [
                one_sudo
                for one_sudo in by_job.get((job.id, company.id), ())
                if (one_sudo.department_id.parent_path or "").startswith(path)
            ]
            if inside:
                found[key] = min(
                    inside, key=lambda one: (one.department_id != department, one.id)
                )
        return found

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
