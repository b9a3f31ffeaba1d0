from odoo import models

from ..tools import workflow


class DpHazard(models.Model):
    """A hidden hazard that turns out to be major stops special work around it."""

    _inherit = "dp.hazard"

    def _follow_up_new(self):
        """Stop work where a major hazard is registered."""
        result = super()._follow_up_new()
        self._stop_work()
        return result

    def _follow_up_write(self, vals):
        """Stop work where a hazard turned out to be major."""
        result = super()._follow_up_write(vals)
        if "grade" in vals:
            self._stop_work()
        return result

    def _follow_up_transition(self, event, reason):
        """Stop work where a suspicion or a judgement made a hazard major."""
        result = super()._follow_up_transition(event, reason)
        self._stop_work()
        return result

    def _stop_work(self):
        """Call a stop once for each work under way beside these hazards."""
        major = self.filtered(
            lambda hazard: (
                hazard.grade == workflow.MAJOR and not workflow.is_frozen(hazard.state)
            )
        )
        if not major:
            return
        works = self.env["dp.special.work"]
        for work_sudo, hazards in works._get_to_stop(major).items():
            if hazards and not work_sudo.stop_called_at:
                work_sudo._call_stop(hazards)
