from odoo import models


class DpInspectionLine(models.Model):
    """Failed checks are counted per measure, whatever number of checks there is."""

    _inherit = "dp.inspection.line"

    _failed_idx = models.Index("(answered_at, measure_id) WHERE result = 'hazard'")
