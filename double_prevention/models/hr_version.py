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
        posts = self._get_dp_posts()
        result = super().write(vals)
        self._follow_dp_people(posts=posts)
        return result

    def unlink(self):
        """Move duties back when a dated change is withdrawn."""
        posts = self._get_dp_posts()
        employees_sudo = self.sudo().employee_id  # as in _get_dp_posts
        result = super().unlink()
        self.browse()._follow_dp_people(employees_sudo, posts)
        return result

    def _get_dp_posts(self):
        """Return jobs and departments, before they change."""
        # Whoever changes an employee need not be allowed to read his job.
        versions_sudo = self.sudo()
        return versions_sudo.job_id, versions_sudo.department_id

    def _follow_dp_people(self, employees_sudo=None, posts=None):
        """Resolve what the people of these versions have, now and on their dates.

        :param employees_sudo: people whose versions are gone
        :param posts: what they had before, of :meth:`_get_dp_posts`
        """
        # As above.
        versions_sudo = self.sudo()
        employees_sudo = employees_sudo or versions_sudo.employee_id
        if not employees_sudo:
            return
        self.env["res.users"]._forget_dp_departments()
        self.env["dp.responsibility.mixin"]._follow_staff(
            employees_sudo, "people", posts=posts
        )
        day = timedelta(days=1)
        self.env["dp.duty"]._follow_at(
            versions_sudo.mapped("date_version")
            + [one.departure_date + day for one in versions_sudo if one.departure_date]
        )
