from odoo import api, fields, models


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
    is_hazard = fields.Boolean(
        "Means a Hazard", help="Whoever answers this has found a hidden hazard."
    )

    @api.constrains("is_hazard", "measure_id")
    def _check_measure_choices(self):
        self.measure_id._check_choices()
