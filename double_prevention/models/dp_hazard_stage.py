from odoo import fields, models

HAZARD_STATES = [
    ("reported", "Reported"),
    ("planning", "Planning"),
    ("rectifying", "Rectifying"),
    ("verifying", "Verifying"),
    ("closed", "Closed"),
    ("rejected", "Rejected"),
]


class DpHazardStage(models.Model):
    """Column of the hidden-hazard board; every stage stands for one state."""

    _name = "dp.hazard.stage"
    _description = "Hidden-Hazard Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    state = fields.Selection(HAZARD_STATES, required=True)
    fold = fields.Boolean("Folded")
    rotting_threshold_days = fields.Integer(
        "Days to Rot",
        help="A hazard that stays longer than this shows its age. 0: never.",
    )
    active = fields.Boolean(default=True)
