from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .dp_risk_event import TIERS

CHECK_TYPES = [
    ("yes_no", "Yes or no"),
    ("number", "Number"),
    ("choice", "Choice"),
]


class DpControlMeasure(models.Model):
    """A barrier against a risk event, with the check that proves it works."""

    _name = "dp.control.measure"
    _description = "Control Measure"
    _inherit = ["mail.thread", "mail.activity.mixin"]
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

    _limits_order = models.Constraint(
        "CHECK (NOT (has_limit_low AND has_limit_high) OR limit_low <= limit_high)",
        "The low limit can't be above the high limit.",
    )

    @api.constrains("check_type", "has_limit_low", "has_limit_high", "uom")
    def _check_number_limits(self):
        for measure in self:
            if measure.check_type == "number" and not (
                measure.has_limit_low or measure.has_limit_high
            ):
                raise ValidationError(
                    self.env._(
                        "%(measure)s asks for a number: give it a low or a high "
                        "limit, otherwise nobody can say whether it is good.",
                        measure=measure.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Count a new barrier in the health of its event at once."""
        measures = super().create(vals_list)
        measures.unit_id._refresh_levels()
        return measures

    def write(self, vals):
        """Bring the level of the unit up to date when a barrier changes weight."""
        affects_level = {"event_id", "active", "critical", "category_id"} & vals.keys()
        units = self.unit_id if affects_level else self.env["dp.risk.unit"]
        result = super().write(vals)
        if affects_level:
            (units | self.unit_id)._refresh_levels()
        return result

    def unlink(self):
        """Take the barrier out of the health of its event."""
        units = self.unit_id
        result = super().unlink()
        units._refresh_levels()
        return result
