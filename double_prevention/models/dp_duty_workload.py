from odoo import models

from ..tools.workload import checks_per_week


class DpDuty(models.Model):
    """How much work a duty is."""

    _inherit = "dp.duty"

    def _get_checks_per_week(self):
        """Return how often a week the check is due, as an exact Fraction."""
        self.ensure_one()
        shifts = self.company_id._get_dp_shift_starts()
        hours = self.work_end - self.work_start
        return checks_per_week(
            self.interval_number,
            self.interval_unit,
            self.day_rule,
            # Work that ends at 6:00 began the day before.
            hours if hours > 0 else hours + 24,
            len(shifts) or 1,
        )
