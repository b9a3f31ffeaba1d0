from odoo import api, models


class DpInspection(models.Model):
    """Rounds that were missed, or done too fast to be true, are warned of."""

    _inherit = "dp.inspection"

    def _mark_missed(self):
        """Warn of the rounds that were missed, all at once."""
        result = super()._mark_missed()
        missed = self.filtered(lambda one: one.state == "missed")
        self.env["dp.warning"]._raise_for(
            "round_missed",
            [one._describe_miss(one.unit_id, one.employee_id) for one in missed],
        )
        return result

    @api.model
    def _describe_miss(self, place, employee):
        """Return the cause of a warning: a place where a check was missed.

        The place and not the round: a second miss makes the same warning climb.
        """
        return {
            "record": place,
            "unit": place,
            "employee": employee,
            "reason": lambda env: env._(
                "check missed: %(place)s (%(person)s)",
                place=place.with_env(env).display_name,
                # Everybody who sees the place may know who looks after it.
                person=employee.sudo().name or env._("nobody"),
            ),
        }

    def _submit(self, answers, client_uuid=None):
        """Warn of a round that was done faster than anybody can look."""
        was_done = self.state == "done"
        result = super()._submit(answers, client_uuid)
        if not was_done:
            self._warn_too_fast()
        return result

    def _warn_too_fast(self):
        """Tell of a round with fewer seconds per check than a rule asks for."""
        self.ensure_one()
        rules = self.env["dp.warning.rule"]
        if not (self.line_count and self.started_at) or not rules._get_rules(
            "round_too_fast"
        ):
            return
        seconds = (self.submitted_at - self.started_at).total_seconds()
        per_check = seconds / self.line_count
        # People do not read the thresholds they are measured by.
        if any(
            per_check < rule_sudo.threshold
            for rule_sudo in rules.sudo().search([("trigger", "=", "round_too_fast")])
        ):
            self.env["dp.warning"]._raise_for(
                "round_too_fast",
                [
                    {
                        "record": self,
                        "unit": self.unit_id,
                        "employee": self.employee_id,
                        "reason": lambda env: env._(
                            "%(count)s checks in %(seconds)s seconds: %(round)s",
                            count=self.line_count,
                            seconds=round(seconds),
                            round=self.with_env(env).display_name,
                        ),
                    }
                ],
            )
