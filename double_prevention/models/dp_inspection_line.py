from odoo import fields, models

from .dp_control_measure import CHECK_TYPES


class DpInspectionLine(models.Model):
    """One check of a round, its text and limits copied from the measure.

    Copied, because a later change of the measure must not rewrite what was asked
    then. Volume: 100,000 a day; the table keeps no create and write columns.
    """

    _name = "dp.inspection.line"
    _description = "Check"
    _order = "inspection_id, sequence, id"
    _rec_name = "check_content"
    _log_access = False
    _check_company_auto = True

    inspection_id = fields.Many2one(
        "dp.inspection", "Round", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", required=True, index=True)
    duty_id = fields.Many2one("dp.duty", index="btree_not_null", ondelete="restrict")
    measure_id = fields.Many2one(
        "dp.control.measure", index="btree_not_null", ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "dp.risk.unit", required=True, index=True, ondelete="restrict"
    )
    check_content = fields.Char("What to Check", required=True, translate=True)
    check_type = fields.Selection(CHECK_TYPES, required=True, default="yes_no")
    limit_low = fields.Float(digits=(16, 4))
    limit_high = fields.Float(digits=(16, 4))
    has_limit_low = fields.Boolean()
    has_limit_high = fields.Boolean()
    uom = fields.Char("Unit of Measure")
    critical = fields.Boolean()
    photo_required = fields.Boolean()
    result = fields.Selection(
        [
            ("ok", "Good"),
            ("hazard", "Hazard"),
            ("not_inspected", "Not inspected"),
            ("not_applicable", "Not applicable"),
        ],
        readonly=True,
        help="Empty until it is answered.",
    )
    value_number = fields.Float("Value", digits=(16, 4), readonly=True)
    value_choice_id = fields.Many2one(
        "dp.measure.choice", "Choice", readonly=True, ondelete="restrict"
    )
    note = fields.Text(readonly=True)
    answered_at = fields.Datetime(readonly=True)
    photo_ids = fields.Many2many(
        "ir.attachment", "dp_inspection_line_photo_rel", string="Photos", readonly=True
    )
    hazard_id = fields.Many2one(
        "dp.hazard",
        "Hidden Hazard",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
