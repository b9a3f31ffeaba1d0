from odoo import api, fields, models
from odoo.exceptions import UserError


class MaintenanceRequest(models.Model):
    _inherit = "maintenance.request"

    dp_hazard_id = fields.Many2one(
        "dp.hazard",
        "Hidden Hazard",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="It can't be closed before this request is done.",
    )

    def write(self, vals):
        """Keep the link that a closure rests on; tell the hazard when it is done."""
        if "dp_hazard_id" in vals:
            # A maintenance user need not see the hazard to be told.
            closed_sudo = self.sudo().dp_hazard_id.filtered("is_frozen")
            if closed_sudo:
                raise UserError(
                    self.env._(
                        "%(hazard)s is closed: its maintenance requests stay linked.",
                        hazard=closed_sudo[0].display_name,
                    )
                )
        if "dp_hazard_id" in vals:
            self._filtered_blocking()._tell_gone(
                lambda env: env._("unlinked by %(person)s", person=env.user.name)
            )
        elif vals.get("archive"):
            self._filtered_blocking()._tell_gone(
                lambda env: env._("cancelled by %(person)s", person=env.user.name)
            )
        result = super().write(vals)
        if "stage_id" in vals:
            self._tell_hazards()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_tell_hazard(self):
        """Leave a trace on the hazard: the request no longer blocks its closing."""
        self._filtered_blocking()._tell_gone(
            lambda env: env._("deleted by %(person)s", person=env.user.name)
        )

    def _filtered_blocking(self):
        """Return, as superuser, the requests that keep their hazard from closing."""
        # Who repairs the machine need not have a part in the hazard.
        return self.sudo().filtered(
            lambda request: (
                request.dp_hazard_id
                and not request.stage_id.done
                and not request.archive
            )
        )

    def _tell_gone(self, how):
        """Say in the chatter of the hazards that the request no longer blocks them.

        :param how: function that gives, in an environment, what happened to it
        """
        for request in self:
            request.dp_hazard_id.message_post(
                body=self.env._(
                    "Maintenance request %(request)s, not done, %(how)s: it no longer "
                    "keeps this hidden hazard from being closed.",
                    request=request.name,
                    how=how(self.env),
                ),
                subtype_xmlid="mail.mt_note",
            )

    def action_open_dp_hazard(self):
        """Button: the hidden hazard this request is to remove."""
        return self.dp_hazard_id._action_open()

    def _tell_hazards(self):
        """Say in the chatter of the hazards which requests are done."""
        # Who repairs the machine need not have a part in the hazard.
        for request_sudo in self.sudo():
            if request_sudo.dp_hazard_id and request_sudo.stage_id.done:
                request_sudo.dp_hazard_id.message_post(
                    body=self.env._(
                        "Maintenance request done: %(request)s",
                        request=request_sudo.name,
                    ),
                    subtype_xmlid="mail.mt_note",
                )
