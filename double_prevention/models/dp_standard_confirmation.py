from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DpStandardConfirmation(models.Model):
    """That a person has read a changed control standard; confirmed by himself alone."""

    _name = "dp.standard.confirmation"
    _description = "Confirmation of a Control Standard"
    _inherit = ["dp.department.scope.mixin"]
    _order = "state desc, id desc"
    _rec_name = "notice_id"

    notice_id = fields.Many2one(
        "dp.standard.notice",
        "Standard",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index="btree_not_null"
    )
    measure_id = fields.Many2one(related="notice_id.measure_id", store=True, index=True)
    unit_id = fields.Many2one(related="notice_id.unit_id", store=True, index=True)
    company_id = fields.Many2one(related="notice_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="notice_id.department_id", store=True, index=True
    )
    kind = fields.Selection(related="notice_id.kind")
    description = fields.Text(related="notice_id.description")
    date = fields.Datetime(related="notice_id.date", string="Changed On")
    author_id = fields.Many2one(related="notice_id.author_id", string="Changed By")
    state = fields.Selection(
        [("to_read", "To read"), ("confirmed", "Confirmed")],
        required=True,
        readonly=True,
        default="to_read",
        index=True,
    )
    confirmed_at = fields.Datetime("Confirmed On", readonly=True)
    is_mine = fields.Boolean(
        compute="_compute_is_mine", export_string_translation=False
    )

    _one_per_person = models.UniqueIndex("(notice_id, employee_id)")
    _waiting_idx = models.Index("(user_id, unit_id) WHERE state = 'to_read'")

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for confirmation in self:
            confirmation.is_mine = confirmation.user_id == self.env.user

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "What people were told of a control standard is evidence: keep it."
            )
        )

    def action_confirm(self):
        """Confirm to have read these standards, each by the person himself.

        Confirming twice changes nothing.

        :raise AccessError: one of them is somebody else's
        """
        self.check_access("read")
        for confirmation in self:
            if confirmation.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(standard)s is for %(person)s to read: nobody confirms for "
                        "somebody else.",
                        standard=confirmation.notice_id.display_name,
                        person=confirmation.employee_id.display_name,
                    )
                )
        # Nobody may write confirmations; this one act is the person's own.
        waiting_sudo = self.sudo().filtered(lambda one: one.state == "to_read")
        waiting_sudo.write(
            {"state": "confirmed", "confirmed_at": fields.Datetime.now()}
        )
        return True

    def _tell(self):
        """Tell those who have standards to read, one message a person and measure."""
        self.env["dp.notice"]._post(
            [
                {
                    "user": one.user_id,
                    "record": one.notice_id,
                    "kind": "standard",
                    "urgent": False,
                    "summary": one._summarize,
                }
                for one in self
                if one.user_id
            ]
        )

    def _summarize(self, env):
        """Return the sentence of the message, in the language of ``env``."""
        # The person may read his own notice, whoever wrote it.
        notice_sudo = self.notice_id.with_env(env).sudo()
        return env._(
            "New control standard to confirm at %(unit)s: %(measure)s",
            unit=notice_sudo.unit_id.display_name,
            measure=notice_sudo.measure_id.name,
        )
