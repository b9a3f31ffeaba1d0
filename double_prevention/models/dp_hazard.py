from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import deadlines, workflow
from .dp_duty import INSPECTION_TYPES
from .dp_hazard_stage import HAZARD_STATES

GRADES = [("general", "General"), ("major", "Major")]
NATURES = [
    ("1", "Unsafe act"),
    ("2", "Unsafe state"),
    ("3", "Management defect"),
]
LINKS = [
    ("1", "Design"),
    ("2", "Product quality"),
    ("3", "Storage"),
    ("4", "Construction"),
    ("5", "Start-up or shutdown"),
    ("6", "Operation"),
    ("7", "Maintenance"),
    ("8", "Repair"),
    ("9", "Change"),
    ("10", "Transport"),
]
PROFESSIONS = [
    ("1", "Safety"),
    ("2", "Process"),
    ("3", "Electrical"),
    ("4", "Instrument"),
    ("5", "Fire protection"),
    ("6", "General layout"),
    ("7", "Equipment"),
    ("8", "Other"),
]


DEADLINE_STATUSES = [
    ("none", "No deadline"),
    ("fine", "In time"),
    ("soon", "Due soon"),
    ("overdue", "Overdue"),
]


class DpHazard(models.Model):
    """A hidden hazard, from the report to its verified end.

    Everybody of the company reads the hazards and reports new ones. Who reported
    one completes the report until it is accepted; who is responsible
    (``employee_id`` of the responsibility mixin) writes what belongs to the fixing;
    the verifier his opinion; officers work on those of their departments, managers
    on all. The verifier is never one of those who rectified. Closed and rejected
    hazards are evidence and never change, whoever asks.

    Here: what is stored. Beside it: ``dp_hazard_people`` (who fixes, who verifies),
    ``dp_hazard_workflow`` (transitions), ``dp_hazard_access`` (who may write what),
    ``dp_hazard_reporting`` (ways in, photos), ``dp_hazard_followup`` (levels,
    activities, mails, deadlines).
    """

    _name = "dp.hazard"
    _description = "Hidden Hazard"
    _inherit = [
        "dp.responsibility.mixin",
        "dp.contribution.source",
        "mail.tracking.duration.mixin",
        "mail.thread.cc",
        "mail.activity.mixin",
    ]
    _order = "priority desc, deadline, id desc"
    _rec_names_search = ["name", "title"]
    _check_company_auto = True
    _track_duration_field = "stage_id"
    # Whoever may read a hazard may comment on it, after its end too.
    _mail_post_access = "read"

    # what and where
    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    # Translated: what a failed check opens says so in the language of each reader.
    title = fields.Char(required=True, translate=True, tracking=True)
    description = fields.Text()
    unit_id = fields.Many2one(
        "dp.risk.unit",
        "Place",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    unit_level = fields.Selection(
        related="unit_id.current_level", string="Level of the Place"
    )
    unit_reason = fields.Char(related="unit_id.level_sentence", string="Level and Why")
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="unit_id.department_id", store=True, index=True
    )
    measure_id = fields.Many2one(
        "dp.control.measure",
        "Failed Measure",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    event_id = fields.Many2one(
        related="measure_id.event_id", store=True, index="btree_not_null"
    )
    category_id = fields.Many2one(
        related="measure_id.category_id", store=True, string="Measure Category"
    )
    line_ids = fields.One2many(
        "dp.inspection.line",
        "hazard_id",
        "Evidence from Checks",
        help="The check that found it, and later ones that found it again.",
    )
    check_failed = fields.Boolean(
        "Found by a Check",
        readonly=True,
        copy=False,
        help="A check of the measure failed: the barrier itself does not work.",
    )
    inspection_id = fields.Many2one(
        "dp.inspection",
        "Found in Round",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    source = fields.Selection(
        INSPECTION_TYPES, required=True, default="1", help="How it was found."
    )
    nature = fields.Selection(NATURES)
    link = fields.Selection(LINKS, "Arose in")
    profession = fields.Selection(PROFESSIONS)
    # how bad
    grade = fields.Selection(GRADES, required=True, default="general", tracking=True)
    criterion_id = fields.Many2one(
        "dp.hazard.criterion",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        tracking=True,
        help="The clause that makes it a major hidden hazard: what a judgement says.",
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "Important"), ("2", "Urgent")], default="0"
    )
    # who
    reporter_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    verifier_id = fields.Many2one(
        "res.users",
        compute="_compute_verifier_id",
        store=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="Who checks that it is gone: never one of those who rectified it.",
    )
    rectified_by_ids = fields.Many2many(
        "res.users",
        "dp_hazard_rectifier_rel",
        string="Rectified by",
        readonly=True,
        copy=False,
    )
    # where it stands
    stage_id = fields.Many2one(
        "dp.hazard.stage",
        index=True,
        ondelete="restrict",
        copy=False,
        tracking=True,
        group_expand="_read_group_stage_ids",
    )
    date_last_stage_update = fields.Datetime(
        "In This Stage since",
        compute="_compute_date_last_stage_update",
        store=True,
        index=True,
    )
    state = fields.Selection(HAZARD_STATES, default="reported", copy=False, index=True)
    is_frozen = fields.Boolean(
        compute="_compute_is_frozen", export_string_translation=False
    )
    deadline = fields.Datetime(
        compute="_compute_deadline",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        index="btree_not_null",
        help="17:00 of the day that the settings allow for this grade, in calendar "
        "days from the report; moved by an approved extension only.",
    )
    deadline_status = fields.Selection(
        DEADLINE_STATUSES,
        compute="_compute_deadline_status",
        # stored: boards group by it and 200,000 rows are filtered by it
        store=True,
        help="Kept up to date by a scheduled action every 15 minutes.",
    )
    overdue_reminded = fields.Boolean(
        compute="_compute_overdue_reminded",
        store=True,
        help="The people concerned were told that this deadline has passed.",
    )
    date_reported = fields.Datetime(
        required=True, default=fields.Datetime.now, readonly=True, copy=False
    )
    date_rectified = fields.Datetime(readonly=True, copy=False)
    date_closed = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    # photos
    photo_before_ids = fields.Many2many(
        "ir.attachment", "dp_hazard_photo_before_rel", string="Before", copy=False
    )
    photo_after_ids = fields.Many2many(
        "ir.attachment", "dp_hazard_photo_after_rel", string="After", copy=False
    )
    # the five fixings: measures, person, funds, deadline, emergency plan
    cause = fields.Text()
    measures_taken = fields.Text("Rectification Measures")
    currency_id = fields.Many2one(related="company_id.currency_id")
    funds = fields.Monetary(aggregator="sum")
    emergency_plan = fields.Text()
    # plan of a major one, six parts (Order 16, Art. 15)
    plan_goal = fields.Text("Goal and Tasks")
    plan_methods = fields.Text("Methods and Measures")
    plan_funds = fields.Text("Funds and Materials")
    plan_organisation = fields.Text("Organisation and People")
    plan_time = fields.Text("Time Limit")
    plan_safety = fields.Text("Safety Measures and Emergency Plan")
    planner_id = fields.Many2one("res.users", readonly=True, copy=False)
    plan_approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    plan_approved_at = fields.Datetime(readonly=True, copy=False)
    # on the way
    interim_measure = fields.Text(tracking=True)
    extension_ids = fields.One2many("dp.hazard.extension", "hazard_id", "Extensions")
    verification_note = fields.Text("Opinion of the Verifier", copy=False)
    reject_reason = fields.Text(readonly=True, copy=False)
    send_back_count = fields.Integer("Sent Back", readonly=True, copy=False)
    reopened_from_id = fields.Many2one(
        "dp.hazard",
        "Reopens",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    reopened_ids = fields.One2many("dp.hazard", "reopened_from_id", "Reopened as")
    maintenance_request_ids = fields.One2many(
        "maintenance.request", "dp_hazard_id", "Maintenance Requests"
    )
    maintenance_count = fields.Integer(compute="_compute_maintenance_count")
    extension_count = fields.Integer(compute="_compute_extension_count")
    similar_count = fields.Integer(
        "Similar Hazards",
        compute="_compute_similar_count",
        help="Of the last year, at the same place and of the same kind of measure "
        "(without a measure: of the same profession).",
    )
    client_uuid = fields.Char(readonly=True, copy=False)

    _open_unit_idx = models.Index("(unit_id) WHERE state NOT IN ('closed', 'rejected')")
    _open_measure_idx = models.Index(
        "(measure_id) WHERE state NOT IN ('closed', 'rejected')"
    )
    _open_deadline_idx = models.Index(
        "(deadline) WHERE state NOT IN ('closed', 'rejected')"
    )
    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL",
        "This hidden hazard has been received already.",
    )

    @api.depends("name", "title")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for hazard in self:
            hazard.display_name = " ".join(filter(None, (hazard.name, hazard.title)))

    @api.depends("stage_id")
    def _compute_date_last_stage_update(self):
        self.date_last_stage_update = fields.Datetime.now()

    @api.depends("state")
    def _compute_is_frozen(self):
        for hazard in self:
            hazard.is_frozen = workflow.is_frozen(hazard.state)

    @api.depends("grade", "company_id")
    def _compute_deadline(self):
        for hazard in self:
            company = hazard.company_id
            if hazard.is_frozen or not company:
                hazard.deadline = hazard.deadline
                continue
            days = (
                company.dp_major_deadline_days
                if hazard.grade == "major"
                else company.dp_general_deadline_days
            )
            hazard.deadline = deadlines.deadline_after(
                hazard.date_reported or fields.Datetime.now(),
                days,
                company.resource_calendar_id.tz or self.env.user.tz or "UTC",
            )

    @api.depends("deadline", "state")
    def _compute_deadline_status(self):
        now = fields.Datetime.now()
        for hazard in self:
            hazard.deadline_status = deadlines.deadline_status(
                hazard.deadline,
                now,
                hazard.company_id.dp_due_soon_hours,
                is_open=not workflow.is_frozen(hazard.state),
            )

    @api.depends("deadline")
    def _compute_overdue_reminded(self):
        self.overdue_reminded = False

    @api.depends("maintenance_request_ids")
    def _compute_maintenance_count(self):
        counts = dict(
            # Counted also for those who may not read the requests themselves.
            self.env["maintenance.request"]
            .sudo()
            ._read_group(
                [("dp_hazard_id", "in", self.ids)], ["dp_hazard_id"], ["__count"]
            )
        )
        for hazard in self:
            hazard.maintenance_count = counts.get(hazard, 0)

    @api.depends("extension_ids")
    def _compute_extension_count(self):
        for hazard in self:
            hazard.extension_count = len(hazard.extension_ids)

    @api.depends("unit_id", "measure_id", "profession")
    def _compute_similar_count(self):
        counts = defaultdict(int)
        for unit, category, profession, count in self._read_group(
            [
                ("unit_id", "in", self.unit_id.ids),
                ("date_reported", ">=", fields.Datetime.now() - timedelta(days=365)),
            ],
            ["unit_id", "category_id", "profession"],
            ["__count"],
        ):
            counts[self._likeness(unit, category, profession)] += count
        year_ago = fields.Datetime.now() - timedelta(days=365)
        for hazard in self:
            likeness = self._likeness(
                hazard.unit_id, hazard.category_id, hazard.profession
            )
            counted = bool(hazard._origin) and hazard.date_reported >= year_ago
            hazard.similar_count = max(0, counts[likeness] - counted)

    @api.model
    def _likeness(self, unit, category, profession):
        """Return what two hazards have in common when they are alike."""
        return unit.id, category.id, False if category else profession

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        return stages.search([("active", "=", True)])

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse what the workflow alone writes, complete the rest.

        A wanted stage or state other than "reported" is reached by the transition
        that leads there, with all it asks for.
        """
        given = vals_list
        if not self.env.su:
            for vals in given:
                self._check_no_system_fields(vals)
        vals_list = [dict(vals) for vals in given]
        targets = [self._pop_target(vals) for vals in vals_list]
        stage = self._first_stage(workflow.REPORTED)
        for vals in vals_list:
            vals["stage_id"] = stage.id
            vals["state"] = workflow.REPORTED
            vals.update(self._suspicion_of_report(vals))
        self._complete_people(vals_list)
        self._number(vals_list)
        # Following, the log and the mails are done below, for all of them at once.
        quiet = self.with_context(
            mail_create_nosubscribe=True,
            mail_create_nolog=True,
            mail_auto_subscribe_no_notify=True,
        )
        hazards = super(DpHazard, quiet).create(vals_list).with_env(self.env)
        if not self.env.su:
            hazards._check_report_fields(given)
        hazards._take_photos(
            {
                (hazard, name): hazard[name]
                for hazard in hazards
                for name in ("photo_before_ids", "photo_after_ids")
            }
        )
        hazards._follow_up_new()
        for hazard, (state, stage) in zip(hazards, targets, strict=True):
            if state:
                hazard._move_to(state, stage)
        return hazards

    @api.model
    def _create_completed(self, vals_list):
        """Create hazards with values that the system knows: round, key, reporter.

        Whether the person may report at these places is checked all the same.
        """
        # People don't write these fields themselves, see create.
        hazards = self.sudo().create(vals_list).with_env(self.env)
        hazards.check_access("create")
        return hazards

    @api.model
    def _number(self, vals_list):
        """Give every new hazard its number, of the year it was reported in."""
        sequences = self.env["ir.sequence"]
        today = [vals for vals in vals_list if not vals.get("date_reported")]
        numbers = sequences._next_many_by_code("dp.hazard", len(today))
        for vals, number in zip(today, numbers, strict=True):
            vals["name"] = number
        for vals in vals_list:
            if vals.get("date_reported"):
                reported = fields.Date.to_date(vals["date_reported"])
                vals["name"] = sequences.with_context(
                    ir_sequence_date=reported
                ).next_by_code("dp.hazard")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        """Refuse: what was reported stays; a mistake is rejected with its reason."""
        raise UserError(
            self.env._(
                "%(hazards)s can't be deleted: what was reported is evidence. Reject "
                "it and say why.",
                hazards=", ".join(self.mapped("display_name")),
            )
        )
