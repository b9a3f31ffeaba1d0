from odoo import api, models
from odoo.fields import Domain


class HrEmployee(models.Model):
    """An employee whose changes move duties and the departments of officers."""

    _name = "hr.employee"
    _inherit = ["hr.employee", "dp.employee.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        """Let a new employee take over what waited for his job."""
        employees = super().create(vals_list)
        self.env["res.users"]._forget_dp_departments()
        employees._resolve_dp_duties()
        return employees

    def write(self, vals):
        """Forget cached record rules and move duties when a person comes or goes."""
        # Whoever changes an employee need not be allowed to read his job.
        jobs = self.sudo().job_id
        result = super().write(vals)
        # Department and job are written through the version of the employee.
        if {"department_id", "user_id", "active"} & vals.keys():
            self.env["res.users"]._forget_dp_departments()
        if {"active", "job_id", "department_id"} & vals.keys():
            self._resolve_dp_duties(jobs)
        return result

    def _resolve_dp_duties(self, former_jobs=None):
        """Resolve the duties that name these employees, now hold or held by job.

        :param former_jobs: hr.job, those they had before
        """
        # Whoever changes an employee need not be allowed to read his job.
        employees_sudo = self.sudo()
        jobs = employees_sudo.job_id | (former_jobs or employees_sudo.job_id)
        domain = Domain("employee_id", "in", self.ids)
        domain |= Domain("rule_employee_id", "in", self.ids)
        if jobs:
            domain |= Domain("rule_job_id", "in", jobs.ids)
        if managed := self.env["hr.department"].search(
            [("manager_id", "in", self.ids)]
        ):
            domain |= managed._get_dp_duty_domain()
        self.env["dp.duty"]._resolve_concerned(domain)
