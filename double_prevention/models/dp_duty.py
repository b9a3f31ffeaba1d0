from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .dp_risk_event import TIERS

INSPECTION_TYPES = [
    ("1", "Daily"),
    ("2", "Comprehensive"),
    ("3", "Professional"),
    ("4", "Seasonal"),
    ("5", "Key period and pre-holiday"),
    ("6", "Accident analogy"),
    ("7", "Before resumption"),
    ("8", "External expert diagnosis"),
    ("9", "Measure failure"),
    ("10", "Other"),
]
INTERVAL_UNITS = [
    ("hour", "Hours"),
    ("shift", "Shifts"),
    ("day", "Days"),
    ("week", "Weeks"),
    ("month", "Months"),
    ("quarter", "Quarters"),
    ("year", "Years"),
]
RULE_FIELDS = {
    "employee": "rule_employee_id",
    "job": "rule_job_id",
    "manager": "rule_department_id",
    "role": "rule_role_id",
}


class DpDuty(models.Model):
    """Who checks a control measure, at which tier, how often.

    The rule says who is meant, ``employee_id`` who it is today. The next window
    (``next_start``, ``next_end``, UTC) is what the generator of rounds reads.
    """

    _name = "dp.duty"
    _description = "Duty"
    _inherit = [
        "dp.responsibility.mixin",
        "dp.contribution.source",
        "dp.department.scope.mixin",
        "mail.thread",
    ]
    _order = "unit_id, tier, id"
    _rec_name = "name"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    active = fields.Boolean(default=True, tracking=True)
    measure_id = fields.Many2one(
        "dp.control.measure",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    event_id = fields.Many2one(related="measure_id.event_id", store=True, index=True)
    unit_id = fields.Many2one(related="measure_id.unit_id", store=True, index=True)
    place_id = fields.Many2one(
        "dp.risk.unit",
        compute="_compute_place_id",
        store=True,
        index=True,
        help="The object the unit belongs to: due checks of one person at one place "
        "in one window are one round.",
    )
    company_id = fields.Many2one(
        related="measure_id.company_id", store=True, index=True
    )
    department_id = fields.Many2one(
        related="measure_id.department_id", store=True, index=True
    )
    tier = fields.Selection(TIERS, required=True, default="4", tracking=True)
    inspection_type = fields.Selection(INSPECTION_TYPES, required=True, default="1")
    interval_number = fields.Integer("Every", required=True, default=1, tracking=True)
    interval_unit = fields.Selection(
        INTERVAL_UNITS, "Interval", required=True, default="day", tracking=True
    )
    interval_text = fields.Char("How Often", compute="_compute_interval_text")
    window_hours = fields.Float(
        "Window (hours)",
        help="How long the check may be done after it is due. Empty: until the next "
        "one is due.",
    )
    day_rule = fields.Selection(
        [
            ("every", "Every day"),
            ("working", "Working days"),
            ("non_working", "Non-working days"),
        ],
        "On Which Days",
        required=True,
        default="every",
    )
    work_start = fields.Float("From (hour)", default=0.0)
    work_end = fields.Float("To (hour)", default=24.0)
    date_start = fields.Datetime(
        "First Due", required=True, default=fields.Datetime.now
    )
    next_start = fields.Datetime("Next Due", readonly=True, copy=False, index=True)
    next_end = fields.Datetime("Due Until", readonly=True, copy=False)
    scan_required = fields.Boolean(
        help="The round can be started only by scanning the tag at the place."
    )
    last_done = fields.Datetime(readonly=True, copy=False)
    missed_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="Start of the first window that was missed and not made up for.",
    )

    _interval_positive = models.Constraint(
        "CHECK (interval_number > 0)", "The interval must be at least 1."
    )
    _hours_range = models.Constraint(
        "CHECK (work_start >= 0 AND work_start < 24 "
        "AND work_end >= 0 AND work_end <= 24)",
        "Hours of work run from 0 to 24.",
    )
    _window_positive = models.Constraint(
        "CHECK (window_hours >= 0)", "The window can't be negative."
    )

    @api.depends("measure_id.name", "tier")
    @api.depends_context("lang")
    def _compute_name(self):
        tiers = dict(self._fields["tier"]._description_selection(self.env))
        for duty in self:
            duty.name = f"{duty.measure_id.name} ({tiers.get(duty.tier, '')})"

    @api.depends("unit_id.kind", "unit_id.parent_path")
    def _compute_place_id(self):
        for duty in self:
            place = duty.unit_id
            while place.kind == "unit" and place.parent_id:
                place = place.parent_id
            duty.place_id = place

    @api.depends("interval_number", "interval_unit")
    @api.depends_context("lang")
    def _compute_interval_text(self):
        every_one = {
            "hour": self.env._("Every hour"),
            "shift": self.env._("Every shift"),
            "day": self.env._("Every day"),
            "week": self.env._("Every week"),
            "month": self.env._("Every month"),
            "quarter": self.env._("Every quarter"),
            "year": self.env._("Every year"),
        }
        units = dict(self._fields["interval_unit"]._description_selection(self.env))
        for duty in self:
            if duty.interval_number == 1:
                duty.interval_text = every_one.get(duty.interval_unit)
                continue
            duty.interval_text = self.env._(
                "Every %(number)s %(units)s",
                number=duty.interval_number,
                units=units.get(duty.interval_unit, "").lower(),
            )

    @api.constrains("rule", *RULE_FIELDS.values())
    def _check_rule(self):
        for duty in self:
            if duty[RULE_FIELDS[duty.rule]]:
                continue
            field = self._fields[RULE_FIELDS[duty.rule]]
            raise ValidationError(
                self.env._(
                    "%(duty)s: the rule is %(rule)s, but %(field)s is empty. Fill it "
                    "in or choose another rule.",
                    duty=duty.name,
                    rule=dict(self._fields["rule"]._description_selection(self.env))[
                        duty.rule
                    ],
                    field=field._description_string(self.env),
                )
            )
