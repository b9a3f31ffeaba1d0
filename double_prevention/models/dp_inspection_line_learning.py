from odoo import models


class DpInspectionLine(models.Model):
    """Failed checks of a measure are looked up whenever one more fails."""

    _inherit = "dp.inspection.line"

    _failed_measure_idx = models.Index(
        "(measure_id, answered_at) WHERE result = 'hazard'"
    )
