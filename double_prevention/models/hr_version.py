from datetime import timedelta

from odoo import api, models

FOLLOWED = {"department_id", "job_id", "date_version", "departure_date", "active"}


class HrVersion(models.Model):
    """Dated changes of job and department: duties follow them on their day."""

    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        """Move duties with a version in force, and plan it for one to come."""
        versions = super().create(vals_list)
        versions._follow_dp_people()
        return versions

    def write(self, vals):
        """Move duties when job, department or dates change."""
        if not FOLLOWED & vals.keys():
            return super().write(vals)
        # Whoever changes an employee need not be allowed to read his job.
        jobs_sudo = self.sudo().job_id
        result = super().write(vals)
        self._follow_dp_people(jobs_sudo=jobs_sudo)
        return result

    def unlink(self):
        """Move duties back when a dated change is withdrawn."""
        # As above.
        employees_sudo, jobs_sudo = self.sudo().employee_id, self.sudo().job_id
        result = super().unlink()
        self.browse()._follow_dp_people(employees_sudo, jobs_sudo)
        return result

    def _follow_dp_people(self, employees_sudo=None, jobs_sudo=None):
        """Resolve what the people of these versions have, now and on their dates.

        :param employees_sudo: people whose versions are gone
        :param jobs_sudo: jobs they had before
        """
        # As above.
        versions_sudo = self.sudo()
        employees_sudo = employees_sudo or versions_sudo.employee_id
        if not employees_sudo:
            return
        self.env["res.users"]._forget_dp_departments()
        held_sudo = employees_sudo.version_ids.job_id
        self.env["dp.responsibility.mixin"]._follow_staff(
            employees_sudo, "people", held_sudo | (jobs_sudo or held_sudo.browse())
        )
        day = timedelta(days=1)
        self.env["dp.duty"]._follow_at(
            versions_sudo.mapped("date_version")
            + [one.departure_date + day for one in versions_sudo if one.departure_date]
        )
