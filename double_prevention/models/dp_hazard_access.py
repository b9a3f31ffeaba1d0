from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import workflow
from .dp_hazard_workflow import PLAN_FIELDS

# Opens the way past the guard of write. An object, because nobody can send one in
# the context of an API call.
UNGUARDED = object()
# Mail keeps them beside the record; they are no part of the evidence.
FREE_FIELDS = {"email_cc", "activity_ids", "message_follower_ids", "message_ids"}
FIXING_FIELDS = {
    "measures_taken",
    "photo_after_ids",
    "cause",
    "funds",
    "emergency_plan",
    "interim_measure",
}
REPORT_FIELDS = {
    "title",
    "description",
    "unit_id",
    "equipment_id",
    "measure_id",
    "source",
    "nature",
    "link",
    "profession",
    "grade",
    "photo_before_ids",
    *FIXING_FIELDS,
}
"""What everybody says in a report."""
ROLE_FIELDS = {
    ("reporter", "reported"): {
        "title",
        "description",
        "photo_before_ids",
        *FIXING_FIELDS,
    },
    ("responsible", "reported"): FIXING_FIELDS,
    ("responsible", "planning"): FIXING_FIELDS | set(PLAN_FIELDS.values()),
    ("responsible", "rectifying"): FIXING_FIELDS,
    ("verifier", "verifying"): {"verification_note"},
}
"""What people write who are neither officer nor manager, by role and state."""
EVERY_ROLE = {
    "manager",
    "officer",
    "judge",
    "responsible",
    "verifier",
    "reporter",
    "colleague",
}
LEVEL_FIELDS = {"unit_id", "measure_id"}
PEOPLE_FIELDS = {
    "rule",
    "rule_employee_id",
    "rule_job_id",
    "rule_department_id",
    "rule_role_id",
    "employee_id",
    "verifier_id",
}


class DpHazard(models.Model):
    """Who may write what, and that evidence stays evidence."""

    _inherit = "dp.hazard"

    is_editor = fields.Boolean(
        compute="_compute_is_editor", export_string_translation=False
    )
    is_responsible = fields.Boolean(
        compute="_compute_is_editor", export_string_translation=False
    )
    can_edit_report = fields.Boolean(
        compute="_compute_is_editor", export_string_translation=False
    )
    can_edit_fixing = fields.Boolean(
        compute="_compute_is_editor", export_string_translation=False
    )
    can_edit_plan = fields.Boolean(
        compute="_compute_is_editor", export_string_translation=False
    )
    can_edit_opinion = fields.Boolean(
        compute="_compute_is_editor", export_string_translation=False
    )

    @api.depends("department_id", "user_id", "verifier_id", "reporter_id", "state")
    @api.depends_context("uid")
    def _compute_is_editor(self):
        for hazard in self:
            stored = hazard._origin or hazard
            roles = stored._roles()
            allowed = stored._writable_fields()
            hazard.is_editor = allowed is None
            hazard.is_responsible = not stored.is_frozen and "responsible" in roles
            for name, field in (
                ("can_edit_report", "title"),
                ("can_edit_fixing", "photo_after_ids"),
                ("can_edit_opinion", "verification_note"),
            ):
                hazard[name] = allowed is None or field in allowed
            hazard.can_edit_plan = not stored.plan_approved_by_id and (
                allowed is None or "plan_goal" in allowed
            )

    def _writable_fields(self):
        """Return the fields the user may write now; None stands for all."""
        self.ensure_one()
        if self.is_frozen:
            return set()
        roles = self._roles()
        if roles & {"manager", "officer"}:
            return None
        if not self._origin:
            return REPORT_FIELDS
        return set().union(*(ROLE_FIELDS.get((role, self.state), ()) for role in roles))

    def _roles(self):
        """Return what the user is to this hazard: a set of role names.

        An auditor has none. A new hazard is its reporter's; an officer has it as
        soon as the department is known.
        """
        self.ensure_one()
        user = self.env.user
        if self.env.su:
            return {*EVERY_ROLE}
        if user.has_group("double_prevention.group_dp_auditor"):
            return set()
        is_manager = user.has_group("double_prevention.group_dp_manager")
        is_officer = user.has_group("double_prevention.group_dp_officer") and (
            not self._origin or self.department_id in user.dp_department_ids
        )
        holds = {
            "manager": is_manager,
            "officer": is_officer,
            # Whom a company lets judge is no secret to those who ask.
            "judge": self.company_id.sudo()._is_dp_judge(user),
            "responsible": self.user_id == user,
            "verifier": self.verifier_id == user,
            "reporter": self.reporter_id == user or not self._origin,
            "colleague": True,
        }
        return {role for role, holds_it in holds.items() if holds_it}

    def _check_access(self, operation):
        """Forbid to write on evidence, for what hangs on it (photos) too."""
        result = super()._check_access(operation)
        if operation != "write" or not self._ids or self.env.su:
            return result
        # Whether it is frozen is no secret.
        frozen = self.sudo().filtered("is_frozen").sudo(False)
        if not frozen:
            return result
        forbidden = frozen | result[0] if result else frozen
        return forbidden, lambda: AccessError(frozen._frozen_message())

    @api.model
    def _filter_frozen(self, ids):
        """Return those of the hazards ``ids`` that are evidence."""
        return self.browse(ids).exists().filtered("is_frozen")

    def _frozen_message(self):
        """Return the refusal to change evidence."""
        return self.env._(
            "%(hazards)s is closed or rejected: it is evidence and never changes. "
            "Reopen it to go on with a new one.",
            # Names of hazards are read by everybody of the company.
            hazards=", ".join(self.sudo().mapped("display_name")),
        )

    # ------------------------------------------------------------------
    # WRITE
    # ------------------------------------------------------------------

    def write(self, vals):
        """Write what the user's role allows; states by their transition only."""
        if self.env.context.get("dp_unguarded") is UNGUARDED:
            return super().write(vals)
        vals = dict(vals)
        # Evidence is refused before anything else is looked at.
        frozen = self.sudo().filtered("is_frozen").sudo(False)
        if frozen and not vals.keys() <= FREE_FIELDS:
            raise UserError(frozen._frozen_message())
        self._check_no_system_fields(vals)
        state, stage = self._pop_target(vals)
        suspected = self._pop_grade(vals)
        if not self.env.su:
            self._check_role_fields(vals)
        self._check_deadline_moves(vals)
        self._note_planner(vals)
        self._name_person(vals)
        photos = self._read_photos(vals)
        result = self._write_unguarded(vals)
        self._take_photos(self._added_photos(photos))
        self._follow_up_write(vals)
        if suspected:
            suspected._transition("suspect")
        if state:
            self._move_to(state, stage)
        return result

    def _write_unguarded(self, vals):
        """Write values given by the system: what a transition or a decision changes."""
        return self.with_context(dp_unguarded=UNGUARDED).write(vals)

    @api.model
    def _check_no_system_fields(self, vals):
        """Refuse fields that only the workflow writes."""
        names = [
            name
            for name in vals
            if name in self._fields
            and self._fields[name].readonly
            and name not in FREE_FIELDS
        ]
        if names:
            raise UserError(
                self.env._(
                    "These fields of a hidden hazard are written by the system alone: "
                    "%(fields)s. Use the buttons of the form.",
                    fields=self._describe_fields(names),
                )
            )

    def _check_report_fields(self, vals_list):
        """Refuse in a report what the officer decides: people, deadlines, priority."""
        for hazard, vals in zip(self, vals_list, strict=True):
            if hazard._roles() & {"manager", "officer"}:
                continue
            names = vals.keys() - REPORT_FIELDS - FREE_FIELDS - {"stage_id", "state"}
            if names:
                raise AccessError(
                    self.env._(
                        "A report says what is wrong and where. The safety officer "
                        "decides on %(fields)s.",
                        fields=self._describe_fields(names),
                    )
                )

    @api.model
    def _describe_fields(self, names):
        return ", ".join(
            self._fields[name]._description_string(self.env)
            for name in sorted(names)
            if name in self._fields
        )

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """Translate what the user's role allows to write: it is writing, too."""
        if not self.env.su:
            self._check_role_fields({field_name: translations})
        return super()._update_field_translations(
            field_name, translations, digest, source_lang
        )

    def _check_role_fields(self, vals):
        """Refuse fields that do not belong to what the user is to the hazard."""
        wanted = vals.keys() - FREE_FIELDS
        for hazard in self if wanted else ():
            allowed = hazard._writable_fields()
            if allowed is not None and wanted - allowed:
                raise AccessError(
                    self.env._(
                        "%(hazard)s: you can't change %(fields)s at this point. Ask "
                        "the safety officer of the department.",
                        hazard=hazard.display_name,
                        fields=self._describe_fields(wanted - allowed),
                    )
                )

    def _pop_grade(self, vals):
        """Take a change of ``grade`` out of ``vals``: to major it is a suspicion.

        Back to general leads a judgement only, whoever writes.

        :return: the hazards that are suspected to be major
        """
        grade = vals.pop("grade", None)
        moved = self.filtered(lambda hazard: grade and hazard.grade != grade)
        if moved and grade == workflow.GENERAL:
            raise UserError(
                self.env._(
                    "%(hazards)s: the grade is locked. A qualified person judges "
                    "whether it is major: use “Judge” on the form.",
                    hazards=", ".join(moved.mapped("display_name")),
                )
            )
        return moved

    def _check_deadline_moves(self, vals):
        """Refuse a later deadline once the hazard is accepted: ask for an extension."""
        if "deadline" not in vals:
            return
        deadline = fields.Datetime.to_datetime(vals["deadline"])
        for hazard in self:
            accepted = hazard.state in (workflow.RECTIFYING, workflow.VERIFYING)
            later = not deadline or (hazard.deadline and deadline > hazard.deadline)
            if accepted and later:
                raise UserError(
                    self.env._(
                        "%(hazard)s: the deadline is agreed and is moved to a later "
                        "date by an approved extension only. Ask for one.",
                        hazard=hazard.display_name,
                    )
                )

    def _note_planner(self, vals):
        """Keep who wrote the plan; an approved plan is changed by revising it."""
        if not vals.keys() & set(PLAN_FIELDS.values()):
            return
        approved = self.filtered("plan_approved_by_id")
        if approved:
            raise UserError(
                self.env._(
                    "%(hazards)s: the plan is approved. Use “Revise plan” to change it "
                    "and have it approved again.",
                    hazards=", ".join(approved.mapped("display_name")),
                )
            )
        vals["planner_id"] = self.env.uid
