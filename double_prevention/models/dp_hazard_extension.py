from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..tools import workflow
from .dp_hazard_access import UNGUARDED


class DpHazardExtension(models.Model):
    """A request to move the deadline of a hidden hazard, with what protects
    people until then.

    Who is responsible asks, an officer of the department or a manager decides,
    never the one who asked. The request and its decision are evidence: neither is
    edited or deleted.
    """

    _name = "dp.hazard.extension"
    _description = "Extension of a Deadline"
    _order = "id desc"
    _rec_name = "hazard_id"
    _check_company_auto = True

    hazard_id = fields.Many2one(
        "dp.hazard", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="hazard_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="hazard_id.department_id", store=True, index=True
    )
    old_deadline = fields.Datetime(readonly=True)
    new_deadline = fields.Datetime(required=True)
    reason = fields.Text(required=True)
    interim_measure = fields.Text(
        required=True, help="What keeps people safe until the hazard is gone."
    )
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        required=True,
        default="requested",
        readonly=True,
        copy=False,
        index=True,
    )
    requested_by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Text(readonly=True, copy=False)
    can_decide = fields.Boolean(
        compute="_compute_can_decide", export_string_translation=False
    )

    _one_request = models.UniqueIndex(
        "(hazard_id) WHERE state = 'requested'",
        "This hidden hazard already has a request that waits for a decision.",
    )

    @api.depends("state", "requested_by_id", "hazard_id.department_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for extension in self:
            extension.can_decide = not extension._refusal_to_decide()

    def _refusal_to_decide(self):
        """Return why the user may not decide this request, '' when he may."""
        self.ensure_one()
        hazard = self.hazard_id.display_name
        if self.state != "requested":
            return self.env._(
                "The request for %(hazard)s is decided already.", hazard=hazard
            )
        if not self.hazard_id._roles() & {"manager", "officer"}:
            return self.env._(
                "%(hazard)s: only an officer of the department or a manager decides.",
                hazard=hazard,
            )
        if self.requested_by_id == self.env.user:
            return self.env._(
                "%(hazard)s: you asked for it yourself, so another officer or manager "
                "has to decide.",
                hazard=hazard,
            )
        return ""

    @api.model_create_multi
    def create(self, vals_list):
        """Ask for more time; refuse what can't be granted anyway."""
        vals_list = [
            {
                **vals,
                "state": "requested",
                "requested_by_id": self.env.uid,
                "old_deadline": self.env["dp.hazard"]
                .browse(vals.get("hazard_id"))
                .deadline,
            }
            for vals in vals_list
        ]
        extensions = super().create(vals_list)
        for extension in extensions:
            extension._check_request()
        hazards = extensions.hazard_id
        for extension in extensions:
            extension._log(
                self.env._(
                    "Extension asked for until %(date)s: %(reason)s",
                    date=extension._format_deadline(),
                    reason=extension.reason,
                )
            )
        hazards._update_activities()
        return extensions

    def _check_request(self):
        """Refuse a request for a hazard that is over, without reason or too often."""
        self.ensure_one()
        hazard = self.hazard_id
        limit = self.company_id.dp_max_extensions
        granted = hazard.extension_ids.filtered(lambda one: one.state == "approved")
        problem = None
        if hazard.state not in (workflow.PLANNING, workflow.RECTIFYING):
            problem = self.env._(
                "%(hazard)s: more time is asked for while it is planned or rectified.",
                hazard=hazard.display_name,
            )
        elif not hazard._roles() & {"manager", "officer", "responsible"}:
            problem = self.env._(
                "%(hazard)s: only who is responsible, or the officer, asks for more "
                "time.",
                hazard=hazard.display_name,
            )
        elif not self.reason.strip() or not self.interim_measure.strip():
            problem = self.env._(
                "%(hazard)s: give the reason, and what keeps people safe until then.",
                hazard=hazard.display_name,
            )
        elif hazard.deadline and self.new_deadline <= hazard.deadline:
            problem = self.env._(
                "%(hazard)s: the new deadline has to be later than the present one.",
                hazard=hazard.display_name,
            )
        elif len(granted) >= limit:
            problem = self.env._(
                "%(hazard)s has been extended %(count)s times, which is the most the "
                "settings allow. It has to be rectified now.",
                hazard=hazard.display_name,
                count=len(granted),
            )
        if problem:
            raise UserError(problem)

    def write(self, vals):
        """Refuse all but a decision: a request is evidence."""
        if self.env.context.get("dp_unguarded") is UNGUARDED:
            return super().write(vals)
        raise UserError(
            self.env._(
                "A request for more time can't be changed. Have it decided and ask "
                "again."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A request for more time can't be deleted."))

    # ------------------------------------------------------------------
    # DECISION
    # ------------------------------------------------------------------

    def action_approve(self):
        """Button: grant the time; the deadline moves, the interim measure holds."""
        self._decide("approved")
        for extension in self:
            # The decision was checked; the deadline moves by decision only.
            extension.hazard_id.sudo()._write_unguarded(
                {
                    "deadline": extension.new_deadline,
                    "interim_measure": extension.interim_measure,
                }
            )
            extension._log(
                self.env._(
                    "Extension approved until %(date)s",
                    date=extension._format_deadline(),
                )
            )
        self.hazard_id._follow_up_deadline()
        return True

    def action_refuse(self):
        """Button: ask why more time is refused."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse extension"),
            "res_model": "dp.hazard.decision",
            "view_mode": "form",
            "target": "new",
            "context": {
                **self.env.context,
                "default_event": "refuse_extension",
                "default_extension_ids": self.ids,
            },
        }

    def _refuse(self, reason):
        """Refuse the requests, with the reason people read."""
        self._decide("refused", reason)
        for extension in self:
            extension._log(self.env._("Extension refused: %(reason)s", reason=reason))
        self.hazard_id._update_activities()

    def _decide(self, state, note=None):
        """Record a decision, or raise why the user may not take it."""
        self.check_access("write")
        for extension in self:
            refusal = extension._refusal_to_decide()
            if refusal:
                raise UserError(refusal)
        self.with_context(dp_unguarded=UNGUARDED).write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                "decision_note": note,
            }
        )

    def _log(self, text):
        """Say it in the chatter of the hazard."""
        self.hazard_id.message_post(body=text, subtype_xmlid="mail.mt_note")

    def _format_deadline(self):
        return format_datetime(self.env, self.new_deadline, dt_format="short")
