from odoo import fields, models
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
        result = super().write(vals)
        if "stage_id" in vals:
            self._tell_hazards()
        return result

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
