from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..tools import levels
from .dp_hazard_access import UNGUARDED

FREE_FIELDS = {"activity_ids", "message_follower_ids", "message_ids"}
OPEN_BYPASS = Domain("state", "in", ("requested", "approved", "active"))


class DpMeasureBypass(models.Model):
    """A control measure taken out of service for a time, by approval.

    It says what protects people instead, and until when. While active the measure
    counts as failed. Its end never passes silently: a person confirms that the
    measure is back; until then the bypass is overdue, keeps the measure failed, puts
    the unit at larger at least and calls who answers for the unit. Request and
    decision are evidence: more time is a new request.
    """

    _name = "dp.measure.bypass"
    _description = "Bypass of a Control Measure"
    _inherit = [
        "dp.contribution.source",
        "dp.department.scope.mixin",
        "dp.smart.button.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_end desc, id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    measure_id = fields.Many2one(
        "dp.control.measure",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    event_id = fields.Many2one(related="measure_id.event_id")
    unit_id = fields.Many2one(related="measure_id.unit_id", store=True, index=True)
    company_id = fields.Many2one(
        related="measure_id.company_id", store=True, index=True
    )
    department_id = fields.Many2one(
        related="measure_id.department_id", store=True, index=True
    )
    reason = fields.Text(required=True)
    compensating_measure = fields.Text(
        required=True, help="What protects people instead, and who does it."
    )
    date_start = fields.Datetime("From", required=True, default=fields.Datetime.now)
    date_end = fields.Datetime(
        "Until", required=True, help="When the measure has to be back in service."
    )
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("active", "Active"),
            ("ended", "Put Back"),
            ("refused", "Refused"),
            ("expired", "Expired"),
        ],
        required=True,
        default="requested",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
        help="Expired: not decided before its time was over. Put Back: a person "
        "confirmed that the measure works again.",
    )
    is_overdue = fields.Boolean(
        "Overdue",
        readonly=True,
        copy=False,
        tracking=True,
        help="Its time is over and nobody confirmed that the measure is back.",
    )
    needs_manager = fields.Boolean(
        compute="_compute_needs_manager",
        help="A major risk, or the critical measure of an inherently major one, is "
        "bypassed only by a manager.",
    )
    requested_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, default=lambda self: self.env.user
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    refusal_reason = fields.Text("Why It Is Refused", readonly=True, copy=False)
    restored_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    restored_at = fields.Datetime(readonly=True, copy=False)
    can_decide = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_restore = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )

    _time_order = models.Constraint(
        "CHECK (date_end > date_start)", "A bypass has to end after it begins."
    )
    _one_open = models.UniqueIndex(
        "(measure_id) WHERE state IN ('requested', 'approved', 'active')",
        "This measure has a bypass that is not over yet.",
    )

    @api.depends("name", "measure_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for bypass in self:
            parts = (bypass.name, bypass.measure_id.display_name)
            bypass.display_name = " · ".join(filter(None, parts))

    @api.depends(
        "measure_id.critical",
        "event_id.control_tier",
        "event_id.inherent_level",
        "event_id.residual_level",
    )
    def _compute_needs_manager(self):
        for bypass in self:
            event = bypass.event_id
            bypass.needs_manager = (
                event.residual_level == levels.MAJOR
                or event.control_tier == "1"
                or (bypass.measure_id.critical and event.inherent_level == levels.MAJOR)
            )

    @api.depends("state", "requested_by_id", "department_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for bypass in self:
            bypass.can_decide = not bypass._refusal_to_decide()
            bypass.can_restore = bypass.state == "active" and bypass._may_restore()

    # ------------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------------

    def _is_officer(self):
        """Say whether the user decides in the department: officer or manager."""
        self.ensure_one()
        user = self.env.user
        if self.env.su:
            return True
        if user.has_group("double_prevention.group_dp_auditor"):
            return False
        return user.has_group("double_prevention.group_dp_manager") or (
            user.has_group("double_prevention.group_dp_officer")
            and self.department_id in user.dp_department_ids
        )

    def _may_restore(self):
        return self._is_officer() or self.requested_by_id == self.env.user

    def _refusal_to_decide(self):
        """Return why the user may not decide this request, '' when he may."""
        self.ensure_one()
        name = self.display_name
        is_manager = self.env.user.has_group("double_prevention.group_dp_manager")
        if self.state != "requested":
            return self.env._("%(bypass)s is decided already.", bypass=name)
        if not self._is_officer():
            return self.env._(
                "%(bypass)s: only an officer of the department or a manager decides.",
                bypass=name,
            )
        if self.needs_manager and not (is_manager or self.env.su):
            return self.env._(
                "%(bypass)s concerns a major risk: only a manager decides.", bypass=name
            )
        if self.requested_by_id == self.env.user:
            return self.env._(
                "%(bypass)s: you asked for it yourself, so somebody else has to "
                "decide.",
                bypass=name,
            )
        return ""

    @api.model_create_multi
    def create(self, vals_list):
        """Ask for a bypass and call who decides."""
        sequence = self.env["ir.sequence"]
        bypasses = super().create(
            [
                {
                    **{k: v for k, v in vals.items() if k not in self._system_fields()},
                    "name": sequence.next_by_code("dp.measure.bypass"),
                    "requested_by_id": self.env.uid,
                }
                for vals in vals_list
            ]
        )
        for bypass in bypasses:
            bypass._check_request()
        bypasses._call_approvers()
        return bypasses

    @api.model
    def _system_fields(self):
        """Return the fields that only decisions set."""
        return {
            "state",
            "is_overdue",
            "decided_by_id",
            "decided_at",
            "refusal_reason",
            "restored_by_id",
            "restored_at",
        }

    def _check_request(self):
        """Refuse a request that says too little or asks for too long."""
        self.ensure_one()
        if not self.reason.strip() or not self.compensating_measure.strip():
            raise UserError(
                self.env._(
                    "%(measure)s: say why it is bypassed, and what protects people "
                    "instead.",
                    measure=self.measure_id.display_name,
                )
            )
        days = self.company_id.dp_bypass_max_days
        if self.date_end > fields.Datetime.add(self.date_start, days=days):
            raise UserError(
                self.env._(
                    "%(measure)s: a bypass lasts at most %(days)s days. Ask again when "
                    "it is needed for longer.",
                    measure=self.measure_id.display_name,
                    days=days,
                )
            )
        if self.date_end <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%(measure)s: the bypass would be over already.",
                    measure=self.measure_id.display_name,
                )
            )

    def write(self, vals):
        """Refuse all but decisions: a request is evidence."""
        unguarded = self.env.context.get("dp_unguarded") is UNGUARDED
        if unguarded or not vals.keys() - FREE_FIELDS:
            return super().write(vals)
        raise UserError(
            self.env._(
                "A bypass can't be changed. Have it refused or put the measure back, "
                "and ask again."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A bypass is evidence and can't be deleted."))

    def _write_unguarded(self, vals):
        self.with_context(dp_unguarded=UNGUARDED).write(vals)

    # ------------------------------------------------------------------
    # DECISION, TIME, END
    # ------------------------------------------------------------------

    def action_approve(self):
        """Button: approve; it is active from its time on.

        :raise UserError: the user may not decide it, or its time is over
        """
        self._decide("approved")
        now = fields.Datetime.now()
        self.filtered(lambda bypass: bypass.date_start <= now)._activate()
        moments = {b.date_start for b in self} | {b.date_end for b in self}
        # Waking a job is for the system; when is decided by the approved times.
        cron_sudo = self.env.ref("double_prevention.cron_measure_bypass").sudo()
        cron_sudo._trigger(at=sorted(moments))
        return True

    def action_refuse(self):
        """Button: ask why the measure stays in service."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse a Bypass"),
            "res_model": "dp.measure.bypass.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "default_bypass_ids": self.ids},
        }

    def _refuse(self, reason):
        """Refuse the requests with the reason, and tell who asked.

        :raise UserError: no reason is given, or the user may not decide
        """
        if not reason.strip():
            raise UserError(
                self.env._(
                    "%(bypass)s: say why it is refused.", bypass=self[:1].display_name
                )
            )
        self._decide("refused", refusal_reason=reason)
        self.env["dp.notice"]._post(
            [
                {
                    "user": bypass.requested_by_id,
                    "record": bypass,
                    "kind": "other",
                    "summary": lambda env, one=bypass: env._(
                        "%(bypass)s was refused by %(person)s: %(reason)s",
                        bypass=one.with_env(env).display_name,
                        person=one.decided_by_id.name,
                        reason=reason,
                    ),
                }
                for bypass in self
            ]
        )

    def _decide(self, state, **vals):
        self.check_access("write")
        now = fields.Datetime.now()
        for bypass in self:
            refusal = bypass._refusal_to_decide()
            if not refusal and state == "approved" and bypass.date_end <= now:
                refusal = self.env._(
                    "%(bypass)s: its time is over already.", bypass=bypass.display_name
                )
            if refusal:
                raise UserError(refusal)
        self._write_unguarded(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": now,
                **vals,
            }
        )
        self._close_activities()

    def _activate(self):
        self._write_unguarded({"state": "active"})
        self._sync_contributions()
        for bypass in self:
            bypass.measure_id._message_log(body=bypass._sentence(self.env))

    def action_restore(self):
        """Button: confirm that the measure is back in service and works.

        :raise UserError: it is not active, or the user neither asked nor decides
        """
        for bypass in self:
            if bypass.state != "active" or not bypass._may_restore():
                raise UserError(
                    self.env._(
                        "%(bypass)s: who asked for it, an officer or a manager "
                        "confirms that the measure is back, while it is active.",
                        bypass=bypass.display_name,
                    )
                )
        # Who asked confirms what another approved; the rest stays as it is.
        bypasses_sudo = self.sudo()
        bypasses_sudo._write_unguarded(
            {
                "state": "ended",
                "is_overdue": False,
                "restored_by_id": self.env.uid,
                "restored_at": fields.Datetime.now(),
            }
        )
        bypasses_sudo._sync_contributions()
        bypasses_sudo._close_activities()
        for bypass_sudo in bypasses_sudo:
            bypass_sudo.measure_id._message_log(
                body=self.env._(
                    "Back in service, confirmed by %(person)s (%(number)s)",
                    person=self.env.user.name,
                    number=bypass_sudo.name,
                )
            )
        return True

    @api.model
    def _cron_follow_times(self, batch=200):
        """Begin bypasses in time; call for those not put back when it is over."""
        now = fields.Datetime.now()
        undecided = Domain("state", "=", "requested") & Domain("date_end", "<=", now)
        due = Domain("state", "=", "approved") & Domain("date_start", "<=", now)
        late = (
            Domain("state", "=", "active")
            & Domain("date_end", "<=", now)
            & Domain("is_overdue", "=", False)
        )
        domain = undecided | due | late
        bypasses = self.search(domain, limit=batch, order="date_end, id")
        expired = bypasses.filtered_domain(undecided)
        expired._write_unguarded({"state": "expired"})
        expired._close_activities()
        bypasses.filtered_domain(due)._activate()
        bypasses.filtered_domain(late)._become_overdue()
        remaining = self.search_count(domain) if len(bypasses) == batch else 0
        self.env["ir.cron"]._commit_progress(len(bypasses), remaining=remaining)

    def _become_overdue(self):
        """Keep the measure failed, put a floor under the unit, call people."""
        self._write_unguarded({"is_overdue": True})
        self._sync_contributions()
        people = self.unit_id._get_tier_people()
        notices = []
        for bypass in self:
            tiers = people.get(bypass.unit_id, {})
            nearest = next((tiers[t] for t in ("3", "2", "1") if tiers.get(t)), None)
            users = bypass.requested_by_id | bypass.decided_by_id
            users |= nearest.user_id if nearest else users.browse()
            notices += [
                {
                    "user": user,
                    "record": bypass,
                    "kind": "warning",
                    "urgent": True,
                    "summary": lambda env, one=bypass: one._sentence(env),
                }
                for user in users.filtered("active")
            ]
        self.env["dp.notice"]._post(notices)

    def _call_approvers(self):
        """Give the heads of the departments, or a manager, an activity to decide."""
        # Whom to call is found for whoever asks: he reads neither groups nor people.
        bypasses_sudo = self.sudo()
        env = bypasses_sudo.env
        managers = env.ref("double_prevention.group_dp_manager").all_user_ids
        officers = env.ref("double_prevention.group_dp_officer").all_user_ids
        for bypass in bypasses_sudo:
            wanted = managers if bypass.needs_manager else officers
            head = bypass.department_id.manager_id.user_id
            candidates = (head & wanted) | wanted.filtered(
                lambda user, one=bypass: (
                    user.active
                    and one.company_id in user.company_ids
                    and (
                        user in managers or one.department_id in user.dp_department_ids
                    )
                )
            )
            if approver := (candidates - bypass.requested_by_id)[:1]:
                bypass.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=approver.id,
                    summary=self.env._("Decide on a bypass"),
                )

    def _close_activities(self):
        # The activity is of the approver; whoever decided has closed the matter.
        self.sudo().activity_ids.action_done()

    # ------------------------------------------------------------------
    # WHAT IT DOES TO THE LEVEL
    # ------------------------------------------------------------------

    def _get_contributions(self):
        """Count the measure as failed while active; overdue, put a floor as well."""
        self.ensure_one()
        if self.state != "active":
            return []
        parameters = self.unit_id._get_health_parameters()
        return [
            {
                "kind": "bypass",
                "unit_id": self.unit_id.id,
                "measure_id": self.measure_id.id,
                "penalty": parameters.penalty("bypass"),
                "floor_level": levels.LARGER if self.is_overdue else False,
                "reason": self._sentence,
            }
        ]

    def _sentence(self, env):
        """Return what is bypassed until when by whom, and what holds instead."""
        one = self.with_env(env)
        tz = one.company_id.resource_calendar_id.tz or env.user.tz or "UTC"
        words = {
            "measure": one.measure_id.name,
            "until": format_datetime(env, one.date_end, tz=tz, dt_format="short"),
            "person": one.decided_by_id.name,
            "instead": one.compensating_measure,
        }
        if one.is_overdue:
            return env._(
                "%(measure)s was bypassed until %(until)s by %(person)s and is not put "
                "back; instead: %(instead)s",
                **words,
            )
        return env._(
            "%(measure)s bypassed until %(until)s by %(person)s; instead: %(instead)s",
            **words,
        )

    def action_open_measure(self):
        """Open the measure that is bypassed."""
        self.ensure_one()
        return self.measure_id.get_formview_action()

    def action_open_unit(self):
        """Open the unit of the measure."""
        self.ensure_one()
        return self.unit_id.get_formview_action()
