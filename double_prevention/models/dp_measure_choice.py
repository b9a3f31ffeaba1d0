from odoo import fields, models


class DpMeasureChoice(models.Model):
    """One possible answer of a check that offers a choice."""

    _name = "dp.measure.choice"
    _description = "Choice of a Check"
    _order = "sequence, id"

    measure_id = fields.Many2one(
        "dp.control.measure", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    is_hazard = fields.Boolean("Means a Hazard")
