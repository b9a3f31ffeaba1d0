from odoo import fields, models

from .dp_risk_unit import LEVELS


class DpHealthEffect(models.Model):
    """What contributions of one kind do in a version of the parameters."""

    _name = "dp.health.effect"
    _description = "Effect of a Kind of Contribution"
    _inherit = ["dp.health.part"]
    _order = "id"

    kind = fields.Selection(
        lambda self: (
            self.env["dp.risk.contribution"]
            ._fields["kind"]
            ._description_selection(self.env)
        ),
        required=True,
    )
    penalty = fields.Float(
        help="What it takes from the health of its measure, from 0 to 1."
    )
    floor_level = fields.Selection(
        LEVELS,
        "At Least",
        help="The level of the unit is at least this bad while it lasts.",
    )
    hold_hours = fields.Float(
        "Hold (hours)",
        help="How long it goes on counting after its end: up at once, down only after "
        "the hold.",
    )
    brings_inherent = fields.Boolean(
        "Inherent Level",
        help="It alone brings the event of its measure to the inherent level.",
    )

    _kind_uniq = models.Constraint(
        "UNIQUE (parameters_id, kind)", "This kind has an effect already."
    )
    _penalty_range = models.Constraint(
        "CHECK (penalty BETWEEN 0 AND 1)", "A penalty lies between 0 and 1."
    )
    _hold_range = models.Constraint(
        "CHECK (hold_hours BETWEEN 0 AND 8760)",
        "A hold lasts from 0 hours to a year (8760 hours).",
    )
