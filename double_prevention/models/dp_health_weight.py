from odoo import fields, models

from .dp_measure_category import WEIGHT_CLASSES


class DpHealthWeight(models.Model):
    """How much measures of one class weigh in a version of the parameters."""

    _name = "dp.health.weight"
    _description = "Weight of a Class of Measures"
    _inherit = ["dp.health.part"]
    _order = "weight desc, id"

    weight_class = fields.Selection(WEIGHT_CLASSES, required=True)
    weight = fields.Float(required=True, default=1.0)

    _class_uniq = models.Constraint(
        "UNIQUE (parameters_id, weight_class)", "This class has a weight already."
    )
    _weight_range = models.Constraint(
        "CHECK (weight BETWEEN 0 AND 1000)", "A weight runs from 0 to 1000."
    )
