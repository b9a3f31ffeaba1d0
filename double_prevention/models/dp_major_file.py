from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..tools import major_clock, workflow
from .dp_hazard_access import UNGUARDED
from .res_company_major import ALLOWED

STEPS = [
    ("judging", "To Judge"),
    ("planning", "Planning"),
    ("rectifying", "Rectifying"),
    ("evaluating", "To Evaluate"),
    ("verifying", "To Verify"),
    ("reviewing", "To Review"),
    ("closed", "Closed"),
    ("lifted", "Not Major"),
]
OVER = ("closed", "lifted")
SUPERVISION_LEVELS = [
    ("company", "Company"),
    ("county", "County Government"),
    ("city", "City Government"),
    ("province", "Provincial Government"),
    ("national", "National Government"),
]
EVALUATION_FIELDS = {"evaluation", "evaluation_result", "evaluation_attachment_ids"}
DELISTING_FIELDS = {"delisted_on", "delisting_note"}
FREE_FIELDS = {"activity_ids", "message_follower_ids", "message_ids"}


class DpMajorFile(models.Model):
    """What law asks of a major hidden hazard, each duty with its clock.

    One per hazard, made by the system as soon as a hazard is suspected or confirmed.
    Everybody of the company reads it; officers of the department and managers keep
    listing and reports, who rectifies writes the self-evaluation. Judgement, plan,
    rectification and verification date themselves. After the end only the delisting
    is added.
    """

    _name = "dp.major.file"
    _description = "Major Hidden Hazard File"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "is_over, next_due, id desc"
    _rec_name = "hazard_id"
    _check_company_auto = True
    _mail_post_access = "read"

    hazard_id = fields.Many2one(
        "dp.hazard",
        "Hidden Hazard",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="hazard_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="hazard_id.department_id", store=True, index=True
    )
    unit_id = fields.Many2one(related="hazard_id.unit_id", store=True, index=True)
    employee_id = fields.Many2one(related="hazard_id.employee_id")
    deadline = fields.Datetime(related="hazard_id.deadline")
    deadline_status = fields.Selection(related="hazard_id.deadline_status")
    hazard_state = fields.Selection(related="hazard_id.state", string="State")
    hazard_number = fields.Char(related="hazard_id.name", string="Number")
    hazard_title = fields.Char(related="hazard_id.title", string="Title")
    criterion_id = fields.Many2one(related="hazard_id.criterion_id")
    plan_approved_at = fields.Datetime(related="hazard_id.plan_approved_at")
    date_rectified = fields.Datetime(related="hazard_id.date_rectified")
    step = fields.Selection(
        STEPS,
        compute="_compute_step",
        # stored: boards and lists group by it
        store=True,
        index=True,
        group_expand=True,
        tracking=True,
    )
    is_over = fields.Boolean(compute="_compute_step", store=True)
    # judgement
    suspected_at = fields.Datetime(
        "Suspected on", default=fields.Datetime.now, readonly=True
    )
    suspected_by_id = fields.Many2one("res.users", "Suspected by", readonly=True)
    judged_at = fields.Datetime("Judged on", readonly=True)
    confirmed_at = fields.Datetime("Confirmed on", readonly=True)
    # listing
    supervision_level = fields.Selection(
        SUPERVISION_LEVELS, "Supervised by", tracking=True
    )
    listed_at = fields.Datetime("Listed on", tracking=True)
    listed_by = fields.Char(
        "Listing Authority", help="The body that lists and supervises it."
    )
    listing_number = fields.Char("Document Number")
    notice_text = fields.Text(
        "Text for the Notice Board",
        help="What employees read: where, what, what danger, who answers for it, "
        "until when, what to do meanwhile.",
    )
    delisted_on = fields.Date("Delisted on", tracking=True)
    delisting_note = fields.Char("Delisting Document")
    # double report
    regulator_reported_at = fields.Datetime("Reported to the Regulator on")
    regulator_name = fields.Char("Regulator")
    regulator_number = fields.Char("Reference Number")
    regulator_attachment_ids = fields.Many2many(
        "ir.attachment", "dp_major_file_regulator_rel", string="Report Sent"
    )
    workers_reported_at = fields.Datetime("Reported to the Workers on")
    workers_meeting = fields.Char(
        "Meeting", help="Workers' congress, its committee, or the notice board."
    )
    workers_attachment_ids = fields.Many2many(
        "ir.attachment", "dp_major_file_workers_rel", string="Minutes of the Meeting"
    )
    # self-evaluation
    evaluation_result = fields.Selection(
        [("gone", "Hazard Is Gone"), ("not_gone", "More Work Needed")], "Conclusion"
    )
    evaluation = fields.Text("Self-Evaluation")
    evaluation_attachment_ids = fields.Many2many(
        "ir.attachment", "dp_major_file_evaluation_rel", string="Evidence"
    )
    evaluated_by_id = fields.Many2one("res.users", "Evaluated by", readonly=True)
    evaluated_at = fields.Datetime("Evaluated on", readonly=True)
    # verification
    verified_by_id = fields.Many2one("res.users", "Verified by", readonly=True)
    verified_at = fields.Datetime("Verified on", readonly=True)
    needs_review = fields.Boolean(related="company_id.dp_strict_review")
    reviewed_by_id = fields.Many2one("res.users", "Reviewed by", readonly=True)
    reviewed_at = fields.Datetime("Reviewed on", readonly=True)
    # clocks
    clock = fields.Json(
        "Clocks",
        compute="_compute_clock",
        help="Every duty with its moment due, its moment done and whether it is late.",
    )
    next_due = fields.Datetime(
        compute="_compute_next_due",
        # stored: the scheduled action finds what has passed by it
        store=True,
        index="btree_not_null",
        help="The next moment at which one of the duties is due.",
    )
    is_late = fields.Boolean(
        "Late", compute="_compute_is_late", search="_search_is_late"
    )
    noticed_steps = fields.Char(readonly=True)
    can_edit = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )
    can_evaluate = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )

    _one_per_hazard = models.UniqueIndex(
        "(hazard_id)", "This hidden hazard has its file already."
    )

    @api.depends(
        "hazard_id.state",
        "hazard_id.grade",
        "hazard_id.suspected_major",
        "evaluated_at",
        "verified_at",
    )
    def _compute_step(self):
        for file in self:
            file.step = file._get_step()
            file.is_over = file.step in OVER

    def _get_step(self):
        """Return where the file stands; the first thing that has to happen counts."""
        self.ensure_one()
        hazard = self.hazard_id
        if hazard.grade != workflow.MAJOR or hazard.state == workflow.REJECTED:
            return "lifted"
        if hazard.state == workflow.CLOSED:
            return "closed"
        if hazard.suspected_major:
            return "judging"
        if hazard.state != workflow.VERIFYING:
            rectifying = hazard.state == workflow.RECTIFYING
            return "rectifying" if rectifying else "planning"
        if not self.evaluated_at:
            return "evaluating"
        return "reviewing" if self.verified_at else "verifying"

    # ------------------------------------------------------------------
    # CLOCKS
    # ------------------------------------------------------------------

    def _get_moments(self):
        """Return when what happened, as ``tools/major_clock`` asks for it."""
        self.ensure_one()
        return major_clock.Moments(
            suspected=self.suspected_at or None,
            judged=self.judged_at or None,
            confirmed=self.confirmed_at or None,
            listed=self.listed_at or None,
            regulator=self.regulator_reported_at or None,
            workers=self.workers_reported_at or None,
            planned=self.plan_approved_at or None,
            rectified=self.date_rectified or None,
            evaluated=self.evaluated_at or None,
            verified=self.verified_at or None,
            reviewed=self.reviewed_at or None,
        )

    def _get_duties(self):
        """Return the duties with their clocks, as ``major_clock.Duty``."""
        self.ensure_one()
        company = self.company_id
        return major_clock.duties(
            self._get_moments(),
            company._get_dp_major_times(),
            fields.Datetime.now(),
            company.resource_calendar_id.tz or self.env.user.tz or "UTC",
            needs_review=company.dp_strict_review,
        )

    def _missing_steps(self):
        """Return the duties that are still to be proved before it may be closed."""
        return major_clock.missing_to_close(self._get_moments())

    @api.model
    def _step_names(self):
        """Return what the duties are called, by step."""
        return {
            major_clock.JUDGE: self.env._("Judge"),
            major_clock.LIST: self.env._("Listing"),
            major_clock.REGULATOR: self.env._("Report to the regulator"),
            major_clock.WORKERS: self.env._("Report to the workers"),
            major_clock.PLAN: self.env._("Approve the plan"),
            major_clock.EVALUATE: self.env._("Self-evaluation"),
            major_clock.VERIFY: self.env._("Verify"),
            major_clock.REVIEW: self.env._("Second review"),
        }

    @api.depends(
        "suspected_at",
        "judged_at",
        "confirmed_at",
        "listed_at",
        "regulator_reported_at",
        "workers_reported_at",
        "plan_approved_at",
        "date_rectified",
        "evaluated_at",
        "verified_at",
        "reviewed_at",
        "company_id",
    )
    @api.depends_context("lang", "tz")
    def _compute_clock(self):
        names = self._step_names()
        for file in self:
            file.clock = [
                {
                    "step": duty.step,
                    "name": names[duty.step],
                    "due": fields.Datetime.to_string(duty.due) or False,
                    "done": fields.Datetime.to_string(duty.done) or False,
                    "status": duty.status,
                }
                for duty in file._get_duties()
            ]

    @api.depends(
        "is_over",
        "suspected_at",
        "judged_at",
        "confirmed_at",
        "listed_at",
        "regulator_reported_at",
        "workers_reported_at",
        "plan_approved_at",
        "date_rectified",
        "evaluated_at",
        "verified_at",
        "reviewed_at",
        "company_id.dp_strict_review",
        *(f"company_id.{name}" for name, _unit in ALLOWED.values()),
    )
    def _compute_next_due(self):
        for file in self:
            file.next_due = not file.is_over and major_clock.next_due(
                file._get_duties()
            )

    @api.depends("next_due")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for file in self:
            file.is_late = bool(file.next_due) and file.next_due <= now

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("next_due", "<=", fields.Datetime.now())
        return late if True in value else ~late

    # ------------------------------------------------------------------
    # WRITE
    # ------------------------------------------------------------------

    @api.depends("hazard_id.state", "department_id")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        for file in self:
            roles = file.hazard_id._roles()
            is_open = not file.is_over
            file.can_edit = is_open and bool(roles & {"manager", "officer"})
            file.can_evaluate = (
                is_open
                and file.hazard_state == workflow.VERIFYING
                and bool(roles & {"manager", "officer", "responsible"})
            )

    def write(self, vals):
        """Write what the role allows; what the system dates is not written by hand."""
        if self.env.context.get("dp_unguarded") is not UNGUARDED:
            self._check_fields(vals.keys() - FREE_FIELDS)
        return super().write(vals)

    def _write_unguarded(self, vals):
        """Write what a transition says."""
        return self.with_context(dp_unguarded=UNGUARDED).write(vals)

    def _check_fields(self, names):
        """Refuse what the system writes, what the role forbids, and what is over."""
        system = {name for name in names if self._fields[name].readonly}
        if system:
            raise UserError(
                self.env._(
                    "These fields of the file are written by the system alone: "
                    "%(fields)s. Use the buttons.",
                    fields=self._describe_fields(system),
                )
            )
        for file in self if names else ():
            if file.is_over and names - DELISTING_FIELDS:
                raise UserError(
                    self.env._(
                        "The file of %(hazard)s is closed: it is evidence. Only its "
                        "delisting is added.",
                        hazard=file.hazard_id.display_name,
                    )
                )
            if file.hazard_id._roles() & {"manager", "officer"}:
                continue
            if names - EVALUATION_FIELDS:
                raise AccessError(
                    self.env._(
                        "%(hazard)s: who rectifies writes the self-evaluation only. "
                        "The safety officer keeps %(fields)s.",
                        hazard=file.hazard_id.display_name,
                        fields=self._describe_fields(names - EVALUATION_FIELDS),
                    )
                )

    @api.model
    def _filter_frozen(self, ids):
        """Return those of the files ``ids`` that are evidence."""
        return self.browse(ids).exists().filtered("is_over")

    @api.model
    def _describe_fields(self, names):
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in sorted(names)
        )

    @api.constrains("listed_at", "regulator_reported_at", "workers_reported_at")
    def _check_moments(self):
        now = fields.Datetime.now()
        for file in self:
            for name in ("listed_at", "regulator_reported_at", "workers_reported_at"):
                moment = file[name]
                if moment and not file.hazard_id.date_reported <= moment <= now:
                    raise ValidationError(
                        self.env._(
                            "%(hazard)s: “%(field)s” lies between the report of the "
                            "hazard and now. Correct the date.",
                            hazard=file.hazard_id.display_name,
                            field=self._describe_fields({name}),
                        )
                    )

    @api.constrains("regulator_reported_at", "regulator_name")
    def _check_regulator(self):
        for file in self:
            if file.regulator_reported_at and not file.regulator_name:
                raise ValidationError(
                    self.env._(
                        "%(hazard)s: name the regulator it was reported to.",
                        hazard=file.hazard_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        """Refuse: the file is the proof of what was done about a major hazard."""
        raise UserError(
            self.env._(
                "The file of %(hazards)s can't be deleted: it is evidence.",
                hazards=", ".join(self.hazard_id.mapped("display_name")),
            )
        )

    # ------------------------------------------------------------------
    # LATE
    # ------------------------------------------------------------------

    @api.model
    def _cron_follow_clocks(self):
        """Tell once, for every duty, who answers for it that it is late."""
        files = self.search([("is_late", "=", True)], order="next_due, id")
        files._notice_late()

    def _notice_late(self):
        """Post a notice per late duty that nobody was told of yet."""
        managers = self.hazard_id._find_staff(
            self.department_id, "double_prevention.group_dp_manager"
        )
        notices = []
        for file in self:
            told = set((file.noticed_steps or "").split(","))
            late = [
                duty.step
                for duty in file._get_duties()
                if duty.status == major_clock.LATE and duty.step not in told
            ]
            if not late:
                continue
            for user, steps in file._late_people(late, managers).items():
                notices.append(
                    {
                        "user": user,
                        "record": file,
                        "kind": "escalation",
                        "urgent": True,
                        "summary": file._late_sentence(steps),
                    }
                )
            file._write_unguarded({"noticed_steps": ",".join(sorted(told | {*late}))})
        self.env["dp.notice"]._post(notices)

    def _late_people(self, late, managers):
        """Return ``{user: steps}``: who answers for what is late.

        :param managers: ``{department: res.users}``, the nearest first
        """
        self.ensure_one()
        hazard = self.hazard_id
        nearest = managers[self.department_id][:1]
        answers = {
            major_clock.JUDGE: self.company_id.dp_judge_ids or nearest,
            major_clock.PLAN: hazard.user_id,
            major_clock.EVALUATE: hazard.user_id,
            major_clock.VERIFY: hazard.verifier_id,
        }
        people = {}
        for step in late:
            for user in answers.get(step, nearest) or nearest:
                people.setdefault(user, []).append(step)
        return people

    def _late_sentence(self, steps):
        """Return the sentence of a notice, as ``dp.notice`` asks for it."""
        self.ensure_one()

        def sentence(env):
            file = self.with_env(env)
            names = file._step_names()
            return env._(
                "Major hidden hazard %(hazard)s: late with %(steps)s.",
                hazard=file.hazard_id.display_name,
                steps=", ".join(names[step] for step in steps),
            )

        return sentence

    # ------------------------------------------------------------------
    # EVENTS
    # ------------------------------------------------------------------

    def action_evaluate(self):
        """Button: the department has evaluated its work; the verifier may come.

        :raise UserError: not rectified yet, nothing written, or the hazard is not gone
        """
        for file in self:
            if not file.can_evaluate:
                raise UserError(
                    self.env._(
                        "%(hazard)s: who rectified it, or the officer, evaluates the "
                        "work once it is done.",
                        hazard=file.hazard_id.display_name,
                    )
                )
            if file.evaluation_result != "gone" or not (file.evaluation or "").strip():
                raise UserError(
                    self.env._(
                        "%(hazard)s: write the self-evaluation and its conclusion. As "
                        "long as more work is needed, send the hazard back.",
                        hazard=file.hazard_id.display_name,
                    )
                )
        self.check_access("write")
        return self._write_unguarded(
            {"evaluated_by_id": self.env.uid, "evaluated_at": fields.Datetime.now()}
        )

    def action_open_hazard(self):
        """Smart button: the hidden hazard."""
        return self.hazard_id._action_open()

    def _note_event(self, event):
        """Date what a transition of the hazard means for its file."""
        now, user = fields.Datetime.now(), self.env.uid
        undone = {
            "evaluated_by_id": False,
            "evaluated_at": False,
            "verified_by_id": False,
            "verified_at": False,
        }
        values = {
            "suspect": {
                "suspected_at": now,
                "suspected_by_id": user,
                "judged_at": False,
                "confirmed_at": False,
                "noticed_steps": False,
            },
            "confirm": {**undone, "judged_at": now, "confirmed_at": now},
            "downgrade": {"judged_at": now, "confirmed_at": False},
            "plan": undone,
            "send_back": undone,
            "verify": {"verified_by_id": user, "verified_at": now},
            "verify_first": {"verified_by_id": user, "verified_at": now},
            "review": {"reviewed_by_id": user, "reviewed_at": now},
        }.get(event)
        if values and self:
            self._write_unguarded(values)
