from odoo import fields, models


class DpControlMeasure(models.Model):
    """A measure whose failure alone makes people suspect a major hidden hazard."""

    _inherit = "dp.control.measure"

    failure_criterion_id = fields.Many2one(
        "dp.hazard.criterion",
        "Major When It Fails",
        index="btree_not_null",
        ondelete="set null",
        domain=[("grade", "=", "major"), ("is_valid", "=", True)],
        help="A failed check is at once suspected to be a major hidden hazard by this "
        "clause, and waits for the judgement of a qualified person.",
    )
