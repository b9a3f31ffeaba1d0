from odoo import fields, models


class DpRiskUnit(models.Model):
    """Duties by default at a unit, and how they are generated."""

    _inherit = "dp.risk.unit"

    duty_default_ids = fields.One2many(
        "dp.duty.default",
        "unit_id",
        "Own Default Duties",
        help="Win over the general defaults, here and in all parts of the unit.",
    )

    def action_generate_duties(self):
        """Show which duties the cascade would add to these units and their parts."""
        return self.env["dp.duty.generate"]._open({"unit_ids": self.ids})
