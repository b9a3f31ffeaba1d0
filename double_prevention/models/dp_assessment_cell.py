from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .dp_risk_unit import LEVELS


class DpAssessmentCell(models.Model):
    """Painted cell of a matrix method: where two values meet, and the level there."""

    _name = "dp.assessment.cell"
    _description = "Matrix Cell"
    _inherit = ["dp.assessment.part"]
    _order = "method_id, row_value_id, column_value_id"
    _rec_name = "level"

    method_id = fields.Many2one(
        "dp.assessment.method", required=True, index=True, ondelete="cascade"
    )
    row_value_id = fields.Many2one(
        "dp.assessment.factor.value",
        "First Factor",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('method_id', '=', method_id)]",
    )
    column_value_id = fields.Many2one(
        "dp.assessment.factor.value",
        "Second Factor",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('method_id', '=', method_id)]",
    )
    score = fields.Float(
        "Printed Score",
        digits=(16, 6),
        aggregator=None,
        help="Number printed in the cell; it orders cells and decides nothing.",
    )
    level = fields.Selection(LEVELS, required=True)

    _cell_uniq = models.Constraint(
        "UNIQUE (row_value_id, column_value_id)", "This cell is painted already."
    )

    @api.constrains("method_id", "row_value_id", "column_value_id")
    def _check_values(self):
        for cell in self:
            factors = (cell.row_value_id | cell.column_value_id).factor_id
            if len(factors) != 2 or factors.method_id != cell.method_id:
                raise ValidationError(
                    self.env._(
                        "%(method)s: a cell lies between a value of the first and one "
                        "of the second factor of the same method.",
                        method=cell.method_id.display_name,
                    )
                )
