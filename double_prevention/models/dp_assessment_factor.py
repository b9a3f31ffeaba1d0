from odoo import fields, models


class DpAssessmentFactor(models.Model):
    """Factor of a method, e.g. L, E or C of LEC, with its values to pick from."""

    _name = "dp.assessment.factor"
    _description = "Assessment Factor"
    _inherit = ["dp.assessment.part"]
    _order = "method_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Letter in the formula, e.g. L.")
    sequence = fields.Integer(default=10)
    question = fields.Char(
        translate=True, help="What the assessor answers by picking a sentence."
    )
    method_id = fields.Many2one(
        "dp.assessment.method", required=True, index=True, ondelete="cascade"
    )
    value_ids = fields.One2many(
        "dp.assessment.factor.value", "factor_id", "Values", copy=True
    )

    _code_uniq = models.Constraint(
        "UNIQUE (method_id, code)", "The method has a factor with this letter already."
    )

    def _picker_data(self):
        """Return what the picker shows of a factor and its values."""
        self.ensure_one()
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "question": self.question or "",
            "values": [value._picker_data() for value in self.value_ids],
        }
