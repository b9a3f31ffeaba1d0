from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools import measuring
from .dp_risk_event import TIERS
from .dp_risk_unit import OPEN_HAZARD

CHECK_TYPES = [
    ("yes_no", "Yes or no"),
    ("number", "Measured value"),
    ("choice", "Choice"),
]


class DpControlMeasure(models.Model):
    """A barrier against a risk event, with the check that proves it works."""

    _name = "dp.control.measure"
    _description = "Control Measure"
    _inherit = [
        "dp.department.scope.mixin",
        "dp.smart.button.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "event_id, sequence, id"
    _check_company_auto = True

    name = fields.Char("Measure", required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    event_id = fields.Many2one(
        "dp.risk.event",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    unit_id = fields.Many2one(related="event_id.unit_id", store=True, index=True)
    company_id = fields.Many2one(related="event_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="event_id.department_id", store=True, index=True
    )
    category_id = fields.Many2one(
        "dp.measure.category", index="btree_not_null", ondelete="restrict"
    )
    critical = fields.Boolean(
        tracking=True,
        help="When it fails the risk is back at its inherent level.",
    )
    tier = fields.Selection(
        TIERS, "Lowest Tier", help="Tier that carries the measure out."
    )
    control_mode = fields.Selection(
        [("check", "Check by people"), ("sensor", "Automatic monitoring")],
        required=True,
        default="check",
        tracking=True,
    )
    health = fields.Float(
        "Measure Health",
        readonly=True,
        copy=False,
        default=1.0,
        aggregator="avg",
        help="1 works, 0 failed; lowered by failed and missed checks, open hazards.",
    )
    # the check that proves it
    check_content = fields.Char(
        "What to Check",
        translate=True,
        tracking=True,
        help="The question the inspector answers, e.g. Relief valve sealed?",
    )
    check_type = fields.Selection(CHECK_TYPES, required=True, default="yes_no")
    limit_low = fields.Float("Low Limit", digits=(16, 4), tracking=True)
    limit_high = fields.Float("High Limit", digits=(16, 4), tracking=True)
    has_limit_low = fields.Boolean("Has a Low Limit")
    has_limit_high = fields.Boolean("Has a High Limit")
    uom = fields.Char("Unit of Measure", help="e.g. kPa, °C, %")
    choice_ids = fields.One2many(
        "dp.measure.choice", "measure_id", "Choices", copy=True
    )
    photo_required = fields.Boolean(help="The check is not complete without a photo.")
    legal_reference_id = fields.Many2one(
        "dp.legal.reference", "Legal Basis", index="btree_not_null", ondelete="restrict"
    )
    duty_ids = fields.One2many("dp.duty", "measure_id", "Duties", copy=True)
    line_ids = fields.One2many("dp.inspection.line", "measure_id", "Checks")
    hazard_ids = fields.One2many("dp.hazard", "measure_id", "Hidden Hazards")
    open_contribution_ids = fields.One2many(
        "dp.risk.contribution",
        "measure_id",
        "What Lowers Its Health",
        domain=[("date_to", "=", False)],
    )
    duty_count = fields.Integer(compute="_compute_counts")
    open_hazard_count = fields.Integer("Open Hazards", compute="_compute_counts")
    check_count = fields.Integer(
        "Checks Done",
        compute="_compute_counts",
        help="Answered checks, as far as you may see the rounds.",
    )

    _limits_order = models.Constraint(
        "CHECK (NOT (has_limit_low AND has_limit_high) OR limit_low <= limit_high)",
        "The low limit can't be above the high limit.",
    )

    def _compute_counts(self):
        for name, model, domain in (
            ("duty_count", "dp.duty", Domain.TRUE),
            (
                "open_hazard_count",
                "dp.hazard",
                OPEN_HAZARD,
            ),
            (
                "check_count",
                "dp.inspection.line",
                Domain("result", "in", ("ok", "hazard")),
            ),
        ):
            counts = dict(
                self.env[model]._read_group(
                    Domain("measure_id", "in", self.ids) & domain,
                    ["measure_id"],
                    ["__count"],
                )
            )
            for measure in self:
                measure[name] = counts.get(measure._origin, 0)

    @api.constrains("control_mode", "check_content")
    def _check_content(self):
        for measure in self:
            if measure.control_mode == "check" and not measure.check_content:
                raise ValidationError(
                    self.env._(
                        "%(measure)s is checked by people: say what to check, e.g. "
                        "“Relief valve sealed?”, or leave it to automatic monitoring.",
                        measure=measure.name,
                    )
                )

    @api.constrains(
        "control_mode",
        "check_type",
        "has_limit_low",
        "has_limit_high",
        "limit_low",
        "limit_high",
        "uom",
    )
    def _check_number(self):
        for measure in self._filtered_checked("number"):
            if not (measure.has_limit_low or measure.has_limit_high):
                raise ValidationError(
                    self.env._(
                        "%(measure)s asks for a number: give it a low or a high "
                        "limit, otherwise nobody can say whether it is good.",
                        measure=measure.name,
                    )
                )
            if measure.uom and not measuring.is_known(measure.uom):
                raise ValidationError(
                    self.env._(
                        "%(measure)s: “%(uom)s” is no known unit of measure. Write it "
                        "as e.g. kPa, °C, m3/h or ppm.",
                        measure=measure.name,
                        uom=measure.uom,
                    )
                )

    @api.constrains("control_mode", "check_type", "choice_ids")
    def _check_choices(self):
        for measure in self._filtered_checked("choice"):
            choices = measure.choice_ids
            if len(choices) < 2 or all(choices.mapped("is_hazard")):
                raise ValidationError(
                    self.env._(
                        "%(measure)s offers a choice: give it at least two choices, "
                        "and one that is good.",
                        measure=measure.name,
                    )
                )

    def _filtered_checked(self, check_type):
        """Return the measures that people check in this way."""
        return self.filtered_domain(
            [("control_mode", "=", "check"), ("check_type", "=", check_type)]
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Count a new barrier in the health of its event at once."""
        measures = super().create(vals_list)
        measures.unit_id._refresh_structure()
        return measures

    def write(self, vals):
        """Bring the level of the unit up to date when a barrier changes weight."""
        affects_level = {"event_id", "active", "critical", "category_id"} & vals.keys()
        units = self.unit_id if affects_level else self.env["dp.risk.unit"]
        result = super().write(vals)
        if "event_id" in vals:
            # Nobody puts a measure where he may not work.
            self.check_access("write")
        if affects_level:
            (units | self.unit_id)._refresh_structure()
        return result

    def unlink(self):
        """Take the barrier out of the health of its event."""
        units = self.unit_id
        result = super().unlink()
        units._refresh_structure()
        return result

    def action_open_duties(self):
        """Show who checks the measure and how often."""
        return self._get_action_by(
            "measure_id", "dp.duty", self.env._("Duties"), "list,form"
        )

    def action_open_hazards(self):
        """Show the open hidden hazards of the measure."""
        return self._get_action_by(
            "measure_id",
            "dp.hazard",
            self.env._("Open Hazards"),
            "kanban,list,form",
            OPEN_HAZARD,
            default_unit_id=self.unit_id.id,
        )

    def action_open_checks(self):
        """Show the answers given to the check so far."""
        return self._get_action_by(
            "measure_id",
            "dp.inspection.line",
            self.env._("Checks Done"),
            "list,form",
            Domain("result", "in", ("ok", "hazard")),
        )

    def action_open_unit(self):
        """Open the unit of the measure."""
        self.ensure_one()
        return self.unit_id.get_formview_action()
