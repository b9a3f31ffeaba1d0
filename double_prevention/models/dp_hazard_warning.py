from odoo import fields, models
from odoo.fields import Domain

from ..tools import deadlines, workflow
from .dp_warning import OPEN_WARNING


class DpHazard(models.Model):
    """A hidden hazard and its early warnings."""

    _name = "dp.hazard"
    _inherit = ["dp.hazard", "dp.smart.button.mixin"]

    warning_count = fields.Integer("Early Warnings", compute="_compute_warning_count")

    def _compute_warning_count(self):
        counts = dict(
            self.env["dp.warning"]._read_group(
                [("hazard_id", "in", self.ids)], ["hazard_id"], ["__count"]
            )
        )
        for hazard in self:
            hazard.warning_count = counts.get(hazard._origin, 0)

    def action_open_warnings(self):
        """Show the early warnings of the hazard, closed ones too."""
        return self._get_action_by(
            "hazard_id", "dp.warning", self.env._("Early Warnings"), "list,form"
        )

    def _follow_up_new(self):
        """Warn of major hazards the moment they are registered."""
        result = super()._follow_up_new()
        self._warn_major()
        return result

    def _follow_up_write(self, vals):
        """Warn of hazards that turned out to be major."""
        result = super()._follow_up_write(vals)
        if "grade" in vals:
            self._warn_major()
        return result

    def _follow_up_transition(self, event, reason):
        """Warn of what became major, and end the warnings of what is over."""
        result = super()._follow_up_transition(event, reason)
        self._warn_major()
        over = self.filtered(lambda hazard: workflow.is_frozen(hazard.state))
        if over:
            # Whoever closes a hazard need not have been warned of it.
            self.env["dp.warning"].sudo().search(
                OPEN_WARNING & Domain("hazard_id", "in", over.ids)
            )._close_by_itself()
        return result

    def _refresh_deadline_status(self):
        """Warn of deadlines that have passed."""
        result = super()._refresh_deadline_status()
        self._warn("hazard_overdue", lambda h: h.deadline_status == deadlines.OVERDUE)
        return result

    def _warn_major(self):
        self._warn(
            "hazard_major",
            lambda h: h.grade == workflow.MAJOR and not workflow.is_frozen(h.state),
        )

    def _warn(self, trigger, condition):
        """Warn of those that meet a condition and are not warned of already."""
        concerned = self.filtered(condition)
        if not concerned:
            return
        # As above.
        told_sudo = (
            self.env["dp.warning"]
            .sudo()
            .search(
                OPEN_WARNING
                & Domain("trigger", "=", trigger)
                & Domain("hazard_id", "in", concerned.ids)
            )
        )
        self.env["dp.warning"]._raise_for(
            trigger,
            [
                hazard._get_warning_cause(trigger)
                for hazard in concerned - told_sudo.hazard_id.sudo(False)
            ],
        )

    def _get_warning_cause(self, trigger):
        """Return the cause of a warning: the hazard, and what is wrong with it."""
        self.ensure_one()
        return {
            "record": self,
            "unit": self.unit_id,
            "employee": self.employee_id,
            "reason": lambda env: self.with_env(env)._describe_warning(trigger),
        }

    def _describe_warning(self, trigger):
        """Return what is wrong with the hazard, in words."""
        self.ensure_one()
        name = self.display_name
        if trigger == "hazard_major":
            return self.env._("major hidden hazard open: %(hazard)s", hazard=name)
        if trigger == "hazard_not_accepted":
            return self.env._("not accepted yet: %(hazard)s", hazard=name)
        if trigger == "hazard_overdue":
            return self.env._("past its deadline: %(hazard)s", hazard=name)
        return self.env._("not rectified yet: %(hazard)s", hazard=name)
