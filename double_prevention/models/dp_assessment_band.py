from odoo import api, fields, models

from .dp_risk_unit import LEVELS


class DpAssessmentBand(models.Model):
    """Scores from ``lower`` up to the next band, their level and what to do then.

    Bands are half-open: ``include_lower`` says whether the score exactly on the
    boundary belongs to this band or to the one below, so that every score, decimals
    too, has one level.
    """

    _name = "dp.assessment.band"
    _description = "Score Band"
    _inherit = ["dp.assessment.part"]
    _order = "method_id, lower desc, id"

    name = fields.Char("Grade", translate=True, help="Name in the printed table.")
    method_id = fields.Many2one(
        "dp.assessment.method", required=True, index=True, ondelete="cascade"
    )
    lower = fields.Float("From Score", required=True, digits=(16, 6), aggregator=None)
    include_lower = fields.Boolean(
        "Boundary Included",
        default=True,
        help="Whether a score exactly on the boundary belongs to this band.",
    )
    level = fields.Selection(LEVELS, required=True)
    action = fields.Char("What to Do", translate=True)

    @api.depends("lower", "include_lower", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for band in self:
            sign = "≥" if band.include_lower else ">"
            parts = (band.name, f"{sign} {band.lower:g}")
            band.display_name = " ".join(filter(None, parts))
