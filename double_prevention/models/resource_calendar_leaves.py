from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    """Leaves of people: their deputies take over for the time of them."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        """Let the deputies take over, now or when the leave begins."""
        leaves = super().create(vals_list)
        leaves._follow_dp_people(leaves.resource_id)
        return leaves

    def write(self, vals):
        """Let responsibility follow a leave that was moved."""
        resources = self.resource_id
        result = super().write(vals)
        if {"date_from", "date_to", "resource_id", "time_type"} & vals.keys():
            self._follow_dp_people(resources | self.resource_id)
        return result

    def unlink(self):
        """Give everything back when a leave is cancelled."""
        resources = self.resource_id
        result = super().unlink()
        self.browse()._follow_dp_people(resources)
        return result

    def _follow_dp_people(self, resources):
        """Resolve what the people of these resources have, and at the dates of self."""
        if not resources:
            return
        # Whoever plans a leave need not be allowed to read HR records.
        employees_sudo = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("resource_id", "in", resources.ids)])
        )
        if not employees_sudo:
            return
        self.env["dp.responsibility.mixin"]._follow_staff(employees_sudo, "leave")
        self.env["dp.duty"]._follow_at(
            [*self.mapped("date_from"), *self.mapped("date_to")]
        )
