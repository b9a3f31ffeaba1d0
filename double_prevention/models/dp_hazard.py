from odoo import api, fields, models

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


class DpHazard(models.Model):
    """A hidden hazard, from the report to its verified end.

    The transitions are judged by ``tools/workflow.py`` alone, for buttons, API
    and import alike. ``employee_id`` (of the responsibility mixin) is who has to
    rectify it; the verifier is never one of those who rectified.
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

    # what and where
    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    title = fields.Char(required=True, tracking=True)
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
    line_ids = fields.One2many(
        "dp.inspection.line",
        "hazard_id",
        "Evidence from Checks",
        help="The check that found it, and later ones that found it again.",
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
        tracking=True,
        help="The clause that makes it a major hidden hazard.",
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "Important"), ("2", "Urgent")], default="0"
    )
    # who
    reporter_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        readonly=True,
        index="btree_not_null",
    )
    verifier_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        tracking=True,
        help="Who checks that it is gone: never one of those who rectified it.",
    )
    rectified_by_ids = fields.Many2many(
        "res.users", "dp_hazard_rectifier_rel", string="Rectified by", readonly=True
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
    deadline = fields.Datetime(tracking=True, index="btree_not_null")
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
    client_uuid = fields.Char(readonly=True, copy=False)

    _open_unit_idx = models.Index("(unit_id) WHERE state NOT IN ('closed', 'rejected')")
    _open_measure_idx = models.Index(
        "(measure_id) WHERE state NOT IN ('closed', 'rejected')"
    )
    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL",
        "This hidden hazard has been received already.",
    )

    @api.depends("stage_id")
    def _compute_date_last_stage_update(self):
        self.date_last_stage_update = fields.Datetime.now()

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        return stages.search([])
