from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import deadlines, workflow
from .dp_hazard_access import LEVEL_FIELDS, PEOPLE_FIELDS
from .dp_hazard_workflow import PLAN_FIELDS

ACTIVITY_TYPES = {
    "rectify": "double_prevention.activity_type_hazard_rectify",
    "verify": "double_prevention.activity_type_hazard_verify",
    "approve_plan": "double_prevention.activity_type_hazard_approve_plan",
    "extension": "double_prevention.activity_type_hazard_extension",
    "escalated": "double_prevention.activity_type_hazard_escalated",
}
LAYOUT = "mail.mail_notification_layout"
STATE_SUBTYPES = {
    "rectifying": "double_prevention.mt_hazard_rectifying",
    "verifying": "double_prevention.mt_hazard_verifying",
    "closed": "double_prevention.mt_hazard_closed",
    "rejected": "double_prevention.mt_hazard_closed",
}


class DpHazard(models.Model):
    """What follows from the state of a hazard: levels, reminders, messages."""

    _inherit = "dp.hazard"

    def _follow_up_new(self):
        """After creation: levels, followers, activities, a mail to the responsible."""
        self._message_log_batch(
            bodies={hazard.id: self.env._("Hidden hazard reported") for hazard in self}
        )
        self._sync_contributions()
        self._keep_major_files()
        self._follow_people()
        self._update_activities(are_new=True)
        self._send_mails("double_prevention.mail_template_hazard_assigned", "user_id")

    def _follow_up_write(self, vals):
        """After an edit: what depends on the fields that were written."""
        if vals.keys() & LEVEL_FIELDS:
            self._sync_contributions()
        if vals.keys() & (PEOPLE_FIELDS | set(PLAN_FIELDS.values()) | {"deadline"}):
            self._follow_people()
            self._update_activities()
        if vals.keys() & (PEOPLE_FIELDS - {"verifier_id"}):
            self._send_mails(
                "double_prevention.mail_template_hazard_assigned", "user_id"
            )

    def _follow_up_transition(self, event, reason):
        """After a transition: levels, activities, and who has to hear of it."""
        self._sync_contributions()
        self._keep_major_files(event)
        self._follow_people()
        self._update_activities()
        if reason:
            for hazard in self:
                hazard.message_post(body=reason, subtype_xmlid="mail.mt_note")
        if event == "send_back":
            self._send_mails(
                "double_prevention.mail_template_hazard_sent_back", "user_id", reason
            )
        elif event in ("verify", "reject"):
            self._send_mails(
                "double_prevention.mail_template_hazard_closed", "reporter_id", reason
            )

    def _follow_up_deadline(self):
        """After a deadline was moved: what was overdue may be in time again."""
        self._sync_contributions()
        self._update_activities()

    # ------------------------------------------------------------------
    # LEVELS
    # ------------------------------------------------------------------

    def _get_contributions(self):
        """Return how this hazard weakens its measure, or lowers its unit.

        DOMAIN.md 4.4: a failed check is a failed barrier; otherwise an open hazard
        weakens it, an overdue one more. A major one counts as a failed barrier and
        puts the unit at major. Without a measure the floor says how bad it is.
        """
        self.ensure_one()
        if workflow.is_frozen(self.state):
            return []
        parameters = self.unit_id._get_health_parameters()
        overdue = self.deadline_status == deadlines.OVERDUE
        if self.grade == workflow.MAJOR:
            kind = "hazard_major"
        elif self.measure_id and self.check_failed:
            kind = "check_failed"
        else:
            kind = "hazard_overdue" if overdue else "hazard_open"
        has_floor = not self.measure_id or self.grade == workflow.MAJOR
        return [
            {
                "kind": kind,
                "unit_id": self.unit_id.id,
                "measure_id": self.measure_id.id,
                "penalty": parameters.penalty(kind) if self.measure_id else 0.0,
                "floor_level": (parameters.floor(kind) or False)
                if has_floor
                else False,
                "reason": lambda env: self.with_env(env)._contribution_reason(kind),
            }
        ]

    def _get_answerable(self):
        """Whoever has to rectify it, by its deadline."""
        return super()._get_answerable() | {
            hazard: (hazard.employee_id, hazard.deadline) for hazard in self
        }

    def _contribution_reason(self, kind):
        """Return the sentence that says why the level is what it is."""
        self.ensure_one()
        number = self.name
        what = self.measure_id.name or self.title
        if kind == "hazard_major" and self.suspected_major:
            return self.env._(
                "hidden hazard %(number)s may be major and waits for judgement: "
                "%(what)s",
                number=number,
                what=what,
            )
        if kind == "hazard_major":
            return self.env._(
                "major hidden hazard %(number)s open: %(what)s",
                number=number,
                what=what,
            )
        if kind == "check_failed":
            return self.env._(
                "check failed: %(what)s, hidden hazard %(number)s open",
                what=what,
                number=number,
            )
        if kind == "hazard_overdue":
            return self.env._(
                "hidden hazard %(number)s overdue: %(what)s",
                number=number,
                what=what,
            )
        return self.env._(
            "hidden hazard %(number)s open: %(what)s", number=number, what=what
        )

    # ------------------------------------------------------------------
    # DEADLINES
    # ------------------------------------------------------------------

    @api.model
    def _cron_follow_deadlines(self, batch=500):
        """Bring the words of deadlines up to date and tell, once, who is late."""
        # The rule set of one company would hide the hazards of the others.
        domain = self._stale_deadline_domain()
        hazards = self.search(domain, limit=batch, order="deadline, id")
        hazards._refresh_deadline_status()
        remaining = self.search_count(domain) if len(hazards) == batch else 0
        self.env["ir.cron"]._commit_progress(len(hazards), remaining=remaining)

    @api.model
    def _stale_deadline_domain(self):
        """Return the open hazards whose words are wrong or whose people don't know."""
        now = fields.Datetime.now()
        companies = self.env["res.company"]._read_group(
            [], ["dp_due_soon_hours"], ["id:recordset"]
        )
        is_open = Domain("state", "not in", list(workflow.TERMINAL_STATES))
        overdue = Domain("deadline", "<=", now) & (
            Domain("deadline_status", "!=", deadlines.OVERDUE)
            | Domain("overdue_reminded", "=", False)
        )
        soon = Domain.OR(
            Domain("company_id", "in", group.ids)
            & Domain("deadline", "<=", fields.Datetime.add(now, hours=hours))
            & Domain("deadline_status", "=", deadlines.FINE)
            for hours, group in companies
        )
        return is_open & (overdue | soon)

    def _refresh_deadline_status(self):
        """Recompute how near the deadlines are; tell people of those that passed."""
        self.env.add_to_compute(self._fields["deadline_status"], self)
        self._recompute_recordset(["deadline_status"])
        overdue = self.filtered(
            lambda hazard: (
                hazard.deadline_status == deadlines.OVERDUE
                and not hazard.overdue_reminded
            )
        )
        overdue._sync_contributions()
        overdue._update_activities()
        overdue._send_mails("double_prevention.mail_template_hazard_overdue", "user_id")
        overdue._write_unguarded({"overdue_reminded": True})

    # ------------------------------------------------------------------
    # PEOPLE
    # ------------------------------------------------------------------

    def _follow_people(self):
        """Let responsible, verifier and reporter follow; one query per group."""
        by_people = defaultdict(self.browse)
        for hazard in self:
            # Partners of colleagues are not readable to everybody.
            users_sudo = (
                hazard.user_id | hazard.verifier_id | hazard.reporter_id
            ).sudo()
            by_people[users_sudo.partner_id] |= hazard
        for partners, hazards in by_people.items():
            # Whoever reports a hazard makes others follow it.
            hazards.sudo().message_subscribe(partners.ids)

    def _overseers(self):
        """Return ``{hazard: user}``: the manager of the responsible person."""
        overseers = {}
        for hazard in self:
            # Who manages whom is private to HR; here only the name of the next one.
            employee_sudo = hazard.employee_id.sudo()
            manager_sudo = employee_sudo.parent_id
            if not manager_sudo.user_id:
                # As above.
                manager_sudo = self._find_manager(hazard.department_id).sudo()
            overseers[hazard] = manager_sudo.user_id.sudo(False) - hazard.user_id
        return overseers

    def _send_mails(self, template_xmlid, recipient_field, reason=None):
        """Send a template to the user in ``recipient_field``, unless he acts himself.

        :param reason: text the template shows as ``ctx.get('dp_reason')``
        """
        if not self.env.registry.ready:
            return  # no mails while demo data are being loaded
        addressed = self.filtered(
            lambda hazard: (
                hazard[recipient_field] and hazard[recipient_field] != self.env.user
            )
        )
        if addressed:
            # Everybody's step may cause a mail; templates belong to their editors.
            self.env.ref(template_xmlid).sudo().with_context(
                dp_reason=reason
            ).send_mail_batch(addressed.ids, email_layout_xmlid=LAYOUT)

    def _track_subtype(self, init_values):
        """Name the steps, so that followers choose which they hear of."""
        self.ensure_one()
        if "stage_id" in init_values and self.state in STATE_SUBTYPES:
            return self.env.ref(STATE_SUBTYPES[self.state])
        return super()._track_subtype(init_values)

    # ------------------------------------------------------------------
    # ACTIVITIES
    # ------------------------------------------------------------------

    def _update_activities(self, are_new=False):
        """Make the reminders of these hazards what their state asks for.

        The one place that creates and removes them, in batch; activities people
        made by hand are left alone.

        :param are_new: they were created just now and have none
        """
        ids_of = self.env["ir.model.data"]._xmlid_to_res_id
        types = {
            name: ids_of(xmlid, raise_if_not_found=True)
            for name, xmlid in ACTIVITY_TYPES.items()
        }
        wanted = {
            (hazard.id, types[name], user.id): hazard._activity_values(name, user)
            for hazard, name, user in self._wanted_activities()
        }
        # An activity belongs to its user; the system moves it on with the hazard.
        activities_sudo = self.env["mail.activity"].sudo()
        obsolete_sudo = activities_sudo.browse()
        existing_sudo = activities_sudo.browse()
        if not are_new:
            existing_sudo = activities_sudo.search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "in", list(types.values())),
                    ("automated", "=", True),
                ]
            )
        for activity in existing_sudo:
            key = (activity.res_id, activity.activity_type_id.id, activity.user_id.id)
            values = wanted.get(key, {"summary": None})
            if all(activity[name] == value for name, value in values.items()):
                del wanted[key]
            else:
                obsolete_sudo |= activity
        obsolete_sudo.unlink()
        model_id = self.env["ir.model"]._get_id(self._name)
        activities_sudo.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": hazard_id,
                    "activity_type_id": type_id,
                    "user_id": user_id,
                    "automated": True,
                    "date_deadline": fields.Date.context_today(self),
                    **values,
                }
                for (hazard_id, type_id, user_id), values in wanted.items()
            ]
        )

    def _wanted_activities(self):
        """Yield ``(hazard, type, user)`` of what has to be done now."""
        planned = self.filtered(lambda h: h.state == workflow.PLANNING)
        managers = self._find_staff(
            planned.department_id, "double_prevention.group_dp_manager"
        )
        asked = self.filtered(lambda h: h._pending_extension())
        officers = self._find_staff(
            asked.department_id, "double_prevention.group_dp_officer"
        )
        late = self.filtered(lambda h: h.deadline_status == deadlines.OVERDUE)
        overseers = late._overseers()
        for hazard in self:
            if workflow.is_frozen(hazard.state):
                continue
            department = hazard.department_id
            if hazard.state == workflow.VERIFYING:
                doing, people = "verify", hazard.verifier_id
            elif hazard.state == workflow.PLANNING and hazard._is_plan_complete():
                doing = "approve_plan"
                people = (managers[department] - hazard.planner_id)[:1]
            else:
                doing, people = "rectify", hazard.user_id
            for user in people:
                yield hazard, doing, user
            for user in overseers.get(hazard, ()):
                yield hazard, "rectify", user
            extension = hazard._pending_extension()
            for user in (officers[department] - extension.requested_by_id)[:1]:
                yield hazard, "extension", user

    def _activity_values(self, name, user):
        """Return summary and date of an activity, in the user's language and zone."""
        self.ensure_one()
        if name not in ("rectify", "verify"):
            return {}
        # Contractors take steps, too, and may not read their colleagues.
        user_sudo = user.sudo()
        mine = self.with_context(lang=user_sudo.lang, tz=user_sudo.tz)
        values = {}
        if self.deadline:
            local = fields.Datetime.context_timestamp(mine, self.deadline)
            values["date_deadline"] = local.date()
        if name == "rectify":
            values["summary"] = mine._next_step(user)
        return values

    def _next_step(self, user):
        """Return what a person has to do now, in words."""
        self.ensure_one()
        if user != self.user_id:
            return self.env._("Overdue: make sure it is rectified")
        if self.state == workflow.PLANNING or (
            self.state == workflow.REPORTED and self.grade == workflow.MAJOR
        ):
            return self.env._("Make the plan")
        if self.state == workflow.REPORTED:
            return self.env._("Accept it, or fix it on the spot")
        return self.env._("Rectify it")

    def _is_plan_complete(self):
        """Say whether all six parts of the plan are written."""
        self.ensure_one()
        return not self._facts().missing_plan_parts

    def _pending_extension(self):
        """Return the request for more time that waits for a decision."""
        self.ensure_one()
        return self.extension_ids.filtered(lambda one: one.state == "requested")[:1]
