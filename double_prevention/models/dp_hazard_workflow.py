from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import workflow

EVENT_ROLES = {
    "accept": {"manager", "officer", "responsible"},
    "plan": {"manager", "officer", "responsible"},
    "approve_plan": {"manager"},
    "fix_on_spot": {"manager", "officer", "responsible", "reporter"},
    "rectify": {"manager", "officer", "responsible"},
    "verify": {"manager", "officer", "verifier"},
    "send_back": {"manager", "officer", "verifier"},
    "verify_first": {"manager", "officer", "verifier"},
    "review": {"manager", "officer"},
    "suspect": {"colleague"},
    "confirm": {"judge"},
    "downgrade": {"judge"},
    "reject": {"manager", "officer"},
    "reopen": {"manager", "officer", "verifier", "reporter"},
}
"""Who may ask for an event; whether it may happen is judged by ``tools/workflow``."""

GRADING_EVENTS = {"suspect", "confirm", "downgrade"}
"""Events open to people who have nothing else to do with the hazard."""

PLAN_FIELDS = {
    "goal": "plan_goal",
    "measures": "plan_methods",
    "funds": "plan_funds",
    "people": "plan_organisation",
    "deadline": "plan_time",
    "emergency": "plan_safety",
}
"""Field of each part in ``workflow.PLAN_PARTS``."""

# Problems the actor can do nothing about: the button is not even shown.
HOPELESS = {
    "unknown_event",
    "terminal_state",
    "wrong_state",
    "major_needs_plan",
    "not_major",
    "already_major",
    "already_confirmed",
    "suspicion_open",
    "judge_unqualified",
    "plan_incomplete",
    "planner_unknown",
    "approver_is_planner",
    "verifier_is_rectifier",
    "responsible_rejects_major",
    "review_required",
    "review_not_required",
    "verification_missing",
    "reviewer_is_verifier",
}


class DpHazard(models.Model):
    """The transitions of a hazard: one judge for buttons, API and import.

    Every change of state goes through :meth:`_transition`. A ``state`` or
    ``stage_id`` written from outside is turned into the transition that leads there
    (:meth:`_move_to`).
    """

    _inherit = "dp.hazard"

    can_accept = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_plan = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_approve_plan = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )
    can_fix_on_spot = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )
    can_rectify = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )
    can_verify = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_send_back = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )
    can_verify_first = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )
    can_review = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_suspect = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )
    can_confirm = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )
    can_downgrade = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )
    can_reject = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_reopen = fields.Boolean(compute="_compute_can", export_string_translation=False)

    can_extend = fields.Boolean(compute="_compute_can", export_string_translation=False)

    @api.depends(
        "state",
        "grade",
        "suspected_major",
        "user_id",
        "verifier_id",
        "rectified_by_ids",
        "planner_id",
        *PLAN_FIELDS.values(),
    )
    @api.depends_context("uid")
    def _compute_can(self):
        for hazard in self:
            stored = hazard._origin
            hazard.can_extend = (
                stored.state in (workflow.PLANNING, workflow.RECTIFYING)
                and bool(stored._roles() & {"manager", "officer", "responsible"})
                and not stored._pending_extension()
            )
            for event in EVENT_ROLES:
                hazard[f"can_{event}"] = bool(stored) and stored._can(event)

    def _can(self, event):
        """Say whether to offer ``event`` to the user, even with details missing."""
        self.ensure_one()
        if not self._roles() & EVENT_ROLES[event]:
            return False
        verdict = workflow.judge(event, self._facts())
        return not HOPELESS & set(verdict.problems)

    # ------------------------------------------------------------------
    # THE JUDGE
    # ------------------------------------------------------------------

    def _facts(self, reason=None, criterion=None, judgement=None):
        """Return what ``tools/workflow`` has to know, as ``workflow.Facts``."""
        self.ensure_one()
        # The judge needs all facts, also those the actor may not read.
        hazard_sudo = self.sudo()
        criterion = criterion or hazard_sudo.criterion_id
        return workflow.Facts(
            state=hazard_sudo.state,
            grade=hazard_sudo.grade,
            actor=self.env.uid,
            rectifiers=frozenset(hazard_sudo.rectified_by_ids.ids),
            has_responsible=bool(hazard_sudo.employee_id),
            has_deadline=bool(hazard_sudo.deadline),
            has_criterion=hazard_sudo._is_criterion_valid(criterion),
            missing_plan_parts=tuple(
                part
                for part in workflow.PLAN_PARTS
                if not (hazard_sudo[PLAN_FIELDS[part]] or "").strip()
            ),
            plan_approved=bool(hazard_sudo.plan_approved_by_id),
            planner=hazard_sudo.planner_id.id,
            has_before_photo=bool(hazard_sudo.photo_before_ids),
            has_after_photo=bool(hazard_sudo.photo_after_ids),
            has_measures_taken=bool((hazard_sudo.measures_taken or "").strip()),
            reason=bool((reason or "").strip()),
            open_maintenance=bool(hazard_sudo._open_maintenance()),
            actor_is_responsible=hazard_sudo.user_id.id == self.env.uid,
            suspected=hazard_sudo.suspected_major,
            actor_may_judge=hazard_sudo.company_id._is_dp_judge(self.env.user),
            has_judgement=bool(judgement),
            **hazard_sudo._major_facts(),
        )

    def _is_criterion_valid(self, criterion):
        """Say whether ``criterion`` makes this hazard major, by the law of its day."""
        self.ensure_one()
        reported = fields.Datetime.context_timestamp(self, self.date_reported).date()
        return criterion.grade == workflow.MAJOR and criterion._is_valid_on(reported)

    def _open_maintenance(self):
        """Return the linked maintenance requests that are neither done nor given up."""
        return self.maintenance_request_ids.filtered(
            lambda request: not request.stage_id.done and not request.archive
        )

    def _explain(self, event, facts, problems):
        """Return the message for a refused event: which hazard, why, what to do."""
        self.ensure_one()
        # Only names are shown, of requests that stand in the way of the actor.
        hazard_sudo = self.sudo()
        states = dict(self._fields["state"]._description_selection(self.env))
        details = {
            "state": states[hazard_sudo.state],
            "parts": ", ".join(
                self._fields[PLAN_FIELDS[part]]._description_string(self.env)
                for part in facts.missing_plan_parts
            ),
            "steps": ", ".join(
                self.env["dp.major.file"]._step_names()[step]
                for step in facts.missing_file_steps
            ),
            "requests": ", ".join(hazard_sudo._open_maintenance().mapped("name")),
        }
        texts = self._problem_texts(**details)
        lines = [
            self.env._(
                "%(hazard)s: “%(step)s” is not possible yet.",
                hazard=self.display_name,
                step=self._event_names()[event],
            )
        ]
        return "\n".join([*lines, *(texts[code] for code in problems)])

    @api.model
    def _problem_texts(self, state, parts, requests, steps):
        """Return what to do about each problem of ``tools/workflow``, in words."""
        return {
            "unknown_event": self.env._(
                "This step does not exist. Use the buttons of the form."
            ),
            "terminal_state": self.env._(
                "It is closed or rejected and stays as it is. Reopen it: that makes a "
                "new one."
            ),
            "wrong_state": self.env._(
                "This step does not follow from where it stands (%(state)s). Use the "
                "buttons of the form.",
                state=state,
            ),
            "major_needs_plan": self.env._(
                "It is a major hidden hazard: make the plan and have it approved "
                "before work begins."
            ),
            "not_major": self.env._("This step is for major hidden hazards only."),
            **self._grade_problem_texts(steps),
            "responsible_missing": self.env._(
                "Nobody is responsible yet: choose who rectifies it."
            ),
            "deadline_missing": self.env._("There is no deadline yet: set one."),
            "plan_incomplete": self.env._(
                "These parts of the plan are still empty: %(parts)s.", parts=parts
            ),
            "plan_not_approved": self.env._("A manager has to approve the plan first."),
            "planner_unknown": self.env._("Nobody has written the plan yet."),
            "approver_is_planner": self.env._(
                "You wrote the plan yourself: another manager has to approve it."
            ),
            "before_photo_missing": self.env._(
                "Add a photo that shows the place before the fix."
            ),
            "after_photo_missing": self.env._(
                "Add a photo that shows the place after the fix."
            ),
            "measures_taken_missing": self.env._(
                "Write down what was done (rectification measures)."
            ),
            "actor_unknown": self.env._("It is not known who does this step."),
            "rectifier_unknown": self.env._("It is not known who rectified it."),
            "verifier_is_rectifier": self.env._(
                "You rectified it yourself: another person has to verify it."
            ),
            "maintenance_open": self.env._(
                "Maintenance is not finished: %(requests)s. Close the requests first.",
                requests=requests,
            ),
            "reason_missing": self.env._("Give a reason: use the button of the form."),
            "responsible_rejects_major": self.env._(
                "You would have to rectify this major hidden hazard, so somebody else "
                "has to decide whether it is rejected or not major."
            ),
        }

    def _check_actor(self, event):
        """Refuse an event to who has nothing to do with the hazard."""
        for hazard in self:
            if not hazard._roles() & EVENT_ROLES[event]:
                raise UserError(
                    self.env._(
                        "%(hazard)s: you can't do the step “%(step)s”. Ask the safety "
                        "officer of the department.",
                        hazard=hazard.display_name,
                        step=self._event_names()[event],
                    )
                )

    @api.model
    def _event_names(self):
        """Return what the steps are called, by event."""
        return {
            "accept": self.env._("Accept"),
            "plan": self.env._("Make plan"),
            "approve_plan": self.env._("Approve plan"),
            "fix_on_spot": self.env._("Fixed on the spot"),
            "rectify": self.env._("Rectified"),
            "verify": self.env._("Verify and close"),
            "send_back": self.env._("Send back"),
            "verify_first": self.env._("Verify, to second review"),
            "review": self.env._("Second review and close"),
            "suspect": self.env._("Suspect major"),
            "confirm": self.env._("Confirm as major"),
            "downgrade": self.env._("Not major"),
            "reject": self.env._("Reject"),
            "reopen": self.env._("Reopen"),
        }

    # ------------------------------------------------------------------
    # TRANSITIONS
    # ------------------------------------------------------------------

    def _transition(
        self, event, *, reason=None, criterion=None, judgement=None, stage=None
    ):
        """Take hazards one step on, or raise why that is not possible.

        :param event: a key of ``workflow.HAZARD_TRANSITIONS``
        :param reason: text for the events that ask for one
        :param criterion: ``dp.hazard.criterion`` that makes a hazard major
        :param judgement: ``dp.hazard.judgement`` that changes the grade
        :param stage: ``dp.hazard.stage`` to put it in, one of the state it gets
        :return: the hazards; for ``reopen`` the new ones
        :raise UserError: naming the hazard, why it is refused and what to do
        """
        self.check_access("read")
        self._check_actor(event)
        verdicts = {}
        for hazard in self:
            facts = hazard._facts(reason, criterion, judgement)
            verdict = workflow.judge(event, facts)
            if not verdict.ok:
                raise UserError(hazard._explain(event, facts, verdict.problems))
            verdicts[hazard] = verdict.next_state
        if event == "reopen":
            return self._reopen(reason)
        for hazard, state in verdicts.items():
            target = stage or self._first_stage(state)
            # Whoever suspects or judges need not be one who may write on the hazard.
            writer = hazard.sudo() if event in GRADING_EVENTS else hazard
            writer._write_unguarded(
                {
                    **hazard._values_of(event, reason, criterion),
                    "state": state,
                    "stage_id": target.id,
                }
            )
        self._follow_up_transition(event, reason)
        return self

    def _values_of(self, event, reason, criterion):
        """Return what an event writes beside the state."""
        self.ensure_one()
        now = fields.Datetime.now()
        no_approval = {"plan_approved_by_id": False, "plan_approved_at": False}
        if event == "plan":
            return no_approval
        if event == "suspect":
            return self._values_of_suspicion(reason)
        if event == "confirm":
            return {
                **no_approval,
                "grade": workflow.MAJOR,
                "suspected_major": False,
                "criterion_id": criterion.id,
            }
        if event == "approve_plan":
            return {"plan_approved_by_id": self.env.uid, "plan_approved_at": now}
        if event in ("fix_on_spot", "rectify"):
            # Whoever reports it done, the responsible did or answers for the work.
            answers = self.user_id if event == "rectify" else self.env["res.users"]
            return {
                "rectified_by_ids": [
                    fields.Command.link(user.id) for user in self.env.user | answers
                ],
                "date_rectified": now,
            }
        if event == "verify":
            return {"verifier_id": self.env.uid, "date_closed": now}
        if event == "verify_first":
            return {"verifier_id": self.env.uid}
        if event == "review":
            return {"date_closed": now}
        if event == "send_back":
            return {
                "send_back_count": self.send_back_count + 1,
                "date_rectified": False,
            }
        if event == "downgrade":
            return {
                **no_approval,
                "grade": workflow.GENERAL,
                "suspected_major": False,
                "criterion_id": False,
            }
        if event == "reject":
            return {"reject_reason": reason, "date_closed": now}
        return {}

    def _reopen(self, reason):
        """Return new hazards that follow closed ones, which stay as they are."""
        vals_list = [
            {
                "title": hazard.title,
                "description": reason,
                "unit_id": hazard.unit_id.id,
                "equipment_id": hazard.equipment_id.id,
                "measure_id": hazard.measure_id.id,
                "source": hazard.source,
                "nature": hazard.nature,
                "link": hazard.link,
                "profession": hazard.profession,
                "grade": hazard.grade,
                "criterion_id": hazard.criterion_id.id,
                "priority": str(min(2, int(hazard.priority or 0) + 1)),
                "reopened_from_id": hazard.id,
                "reporter_id": self.env.uid,
            }
            for hazard in self
        ]
        reopened = self._create_completed(vals_list)
        for old, new in zip(self, reopened, strict=True):
            titles = old.get_field_translations("title")[0]
            # Whoever reopens a hazard need not be one who may write on it.
            new.sudo().update_field_translations(
                "title", {one["lang"]: one["value"] for one in titles if one["value"]}
            )
        self._message_log_batch(
            bodies={
                old.id: self.env._(
                    "Reopened as %(hazard)s: %(reason)s",
                    hazard=new.display_name,
                    reason=reason,
                )
                for old, new in zip(self, reopened, strict=True)
            }
        )
        return reopened

    def _move_to(self, state, stage=None):
        """Bring hazards to ``state`` by the transition that leads there.

        What a drag on the board, an API call or an import does. Within one state
        only the stage changes.
        """
        for hazard in self:
            if hazard.state == state:
                hazard._write_unguarded({"stage_id": stage.id} if stage else {})
                continue
            event = next(
                (
                    name
                    for name in workflow.events_from(hazard.state)
                    if workflow.HAZARD_TRANSITIONS[name].target[hazard.state] == state
                ),
                "unknown_event",
            )
            if event == "unknown_event":
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(hazard)s can't go from “%(old)s” to “%(new)s” in one step. "
                        "Use the buttons of the form.",
                        hazard=hazard.display_name,
                        old=states[hazard.state],
                        new=states[state],
                    )
                )
            hazard._transition(event, stage=stage)

    @api.model
    def _pop_target(self, vals):
        """Take ``state`` and ``stage_id`` out of ``vals``: where somebody wants it.

        :return: ``(state, stage)``, both empty when nothing was asked for
        """
        stage = self.env["dp.hazard.stage"].browse(vals.pop("stage_id", None) or [])
        state = vals.pop("state", None)
        return (stage.state or state), stage

    @api.model
    def _first_stage(self, state):
        """Return the first stage of the board that stands for ``state``."""
        stages = self.env["dp.hazard.stage"].search([("state", "=", state)], limit=1)
        if not stages:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "No stage of the board stands for “%(state)s”. Ask a safety "
                    "manager to add one under Configuration.",
                    state=states[state],
                )
            )
        return stages
