from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import levels
from .dp_risk_unit import LEVELS, OPEN_HAZARD

TIERS = [
    ("1", "Company tier"),
    ("2", "Department tier"),
    ("3", "Team tier"),
    ("4", "Post tier"),
]


class DpRiskEvent(models.Model):
    """What can happen at a unit, how bad it is, and who has to control it.

    ``inherent_level`` and ``residual_level`` come from the latest assessment of
    each stage and change only by a new assessment; ``current_level`` is written
    by ``dp.risk.unit._refresh_levels``.
    """

    _name = "dp.risk.event"
    _description = "Risk Event"
    _inherit = [
        "dp.department.scope.mixin",
        "dp.smart.button.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "current_level, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    unit_id = fields.Many2one(
        "dp.risk.unit",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="unit_id.department_id", store=True, index=True
    )
    accident_type_id = fields.Many2one(
        "dp.accident.type", index="btree_not_null", ondelete="restrict", tracking=True
    )
    hazard_factor_ids = fields.Many2many("dp.hazard.factor", string="Hazard Factors")
    consequence = fields.Text(translate=True)
    method_of_identification = fields.Selection(
        [
            ("jha", "Job hazard analysis (JHA)"),
            ("scl", "Safety checklist (SCL)"),
            ("hazop", "HAZOP"),
            ("other", "Other"),
        ],
        "Identified by",
        default="scl",
    )
    work_step = fields.Char(
        "Step or Item",
        translate=True,
        help="Work step of a job hazard analysis, or item of a safety checklist.",
    )
    measure_ids = fields.One2many("dp.control.measure", "event_id", "Control Measures")
    assessment_ids = fields.One2many("dp.risk.assessment", "event_id", "Assessments")
    inherent_assessment_id = fields.Many2one(
        "dp.risk.assessment", readonly=True, copy=False, index="btree_not_null"
    )
    residual_assessment_id = fields.Many2one(
        "dp.risk.assessment", readonly=True, copy=False, index="btree_not_null"
    )
    inherent_level = fields.Selection(
        LEVELS, readonly=True, copy=False, index=True, tracking=True
    )
    residual_level = fields.Selection(
        LEVELS, readonly=True, copy=False, index=True, tracking=True
    )
    inherent_score = fields.Float(digits=(12, 4), readonly=True, copy=False)
    residual_score = fields.Float(digits=(12, 4), readonly=True, copy=False)
    current_level = fields.Selection(
        LEVELS, readonly=True, copy=False, index=True, group_expand=True
    )
    health = fields.Float(
        "Barrier Health",
        readonly=True,
        copy=False,
        default=1.0,
        aggregator="avg",
        help="Weighted health of its control measures, 0 (none works) to 1.",
    )
    direct_major = fields.Boolean(
        "Directly Major",
        readonly=True,
        copy=False,
        tracking=True,
        help="A clause makes this risk major whatever its score.",
    )
    direct_major_clause_id = fields.Many2one(
        "dp.legal.reference", readonly=True, copy=False, index="btree_not_null"
    )
    direct_major_rule_ids = fields.Many2many(
        "dp.direct.major.rule",
        string="Major by Rule",
        compute="_compute_direct_major_why",
    )
    direct_major_reason = fields.Text(
        "Why It Is Directly Major", compute="_compute_direct_major_why"
    )
    control_tier = fields.Selection(
        TIERS,
        compute="_compute_control_tier",
        store=True,
        readonly=False,
        tracking=True,
        help="Highest tier that controls this risk; every tier below controls it too.",
    )

    measure_count = fields.Integer(compute="_compute_counts")
    assessment_count = fields.Integer(compute="_compute_counts")
    open_hazard_count = fields.Integer("Open Hazards", compute="_compute_counts")
    is_worse_than_residual = fields.Boolean(
        compute="_compute_is_worse_than_residual",
        help="A barrier failed or a hidden hazard is open: the level now is worse "
        "than the one that was accepted.",
    )

    @api.depends("current_level", "residual_level")
    def _compute_is_worse_than_residual(self):
        for event in self:
            event.is_worse_than_residual = levels.is_worse(
                event.current_level, event.residual_level
            )

    def _compute_counts(self):
        for name, model, domain in (
            ("measure_count", "dp.control.measure", Domain.TRUE),
            ("assessment_count", "dp.risk.assessment", Domain.TRUE),
            (
                "open_hazard_count",
                "dp.hazard",
                OPEN_HAZARD,
            ),
        ):
            counts = dict(
                self.env[model]._read_group(
                    Domain("event_id", "in", self.ids) & domain,
                    ["event_id"],
                    ["__count"],
                )
            )
            for event in self:
                event[name] = counts.get(event._origin, 0)

    @api.depends("inherent_level", "residual_level")
    def _compute_control_tier(self):
        """Default: the worse the risk, the higher the tier (DOMAIN 2.10)."""
        for event in self:
            event.control_tier = (
                event.residual_level or event.inherent_level or event.control_tier
            )

    @api.depends("direct_major", "inherent_assessment_id", "residual_assessment_id")
    def _compute_direct_major_why(self):
        for event in self:
            direct = event._get_direct_assessment()
            event.direct_major_rule_ids = direct.direct_major_rule_ids
            event.direct_major_reason = direct.reason

    def _get_direct_assessment(self):
        """Return the assessment in force that makes the event major by a rule."""
        self.ensure_one()
        stages = self.residual_assessment_id | self.inherent_assessment_id
        return stages.filtered("direct_major")[:1]

    @api.model_create_multi
    def create(self, vals_list):
        """Count a new event at its unit at once."""
        events = super().create(vals_list)
        events.unit_id._refresh_structure()
        return events

    def write(self, vals):
        """Bring the units the event leaves and enters up to date."""
        affects_level = {"unit_id", "active"} & vals.keys()
        units = self.unit_id if affects_level else self.env["dp.risk.unit"]
        result = super().write(vals)
        if "unit_id" in vals:
            # Nobody puts an event where he may not work.
            self.check_access("write")
        if affects_level:
            (units | self.unit_id)._refresh_structure()
        return result

    def unlink(self):
        """Take the event out of the level of its unit."""
        units = self.unit_id
        result = super().unlink()
        units._refresh_structure()
        return result

    def action_assess(self):
        """Open the assessment of this event."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "double_prevention.dp_risk_assess_action"
        )
        return {
            **action,
            "context": {"default_event_id": self.id, "dialog_size": "extra-large"},
        }

    def _apply_assessments(self):
        """Take levels and scores from the latest assessment of each stage."""
        assessments = self.env["dp.risk.assessment"].search(
            [("event_id", "in", self.ids)], order="date, id"
        )
        latest = {(one.event_id, one.stage): one for one in assessments}
        nothing = self.env["dp.risk.assessment"]
        for event in self:
            inherent = latest.get((event, "inherent"), nothing)
            residual = latest.get((event, "residual"), nothing)
            direct = (residual | inherent).filtered("direct_major")[:1]
            event.write(
                {
                    "inherent_assessment_id": inherent.id,
                    "residual_assessment_id": residual.id,
                    "inherent_level": inherent.level,
                    "residual_level": residual.level,
                    "inherent_score": inherent.score,
                    "residual_score": residual.score,
                    "direct_major": bool(direct),
                    "direct_major_clause_id": direct.direct_major_clause_id.id,
                }
            )
        self.unit_id._refresh_structure()

    def action_open_measures(self):
        """Show the barriers against the event."""
        return self._get_action_by(
            "event_id",
            "dp.control.measure",
            self.env._("Control Measures"),
            "list,form",
        )

    def action_open_assessments(self):
        """Show all assessments of the event, the latest first."""
        return self._get_action_by(
            "event_id", "dp.risk.assessment", self.env._("Assessments"), "list,form"
        )

    def action_open_hazards(self):
        """Show the open hidden hazards of the measures of the event."""
        return self._get_action_by(
            "event_id",
            "dp.hazard",
            self.env._("Open Hazards"),
            "kanban,list,form",
            OPEN_HAZARD,
        )

    def action_open_unit(self):
        """Open the unit of the event."""
        self.ensure_one()
        return self.unit_id.get_formview_action()
