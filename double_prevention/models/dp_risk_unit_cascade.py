from odoo import fields, models

# Who sees the gap board, and so its counters.
GAP_GROUPS = "double_prevention.group_dp_officer,double_prevention.group_dp_auditor"


class DpRiskUnit(models.Model):
    """Duties by default at a unit, and how they are generated."""

    _inherit = "dp.risk.unit"

    duty_default_ids = fields.One2many(
        "dp.duty.default",
        "unit_id",
        "Own Default Duties",
        help="Win over the general defaults, here and in all parts of the unit.",
    )
    gap_count = fields.Integer(
        "Gaps",
        compute="_compute_gap_count",
        groups=GAP_GROUPS,
        help="What is missing at this unit and everything below it.",
    )

    def action_generate_duties(self):
        """Show which duties the cascade would add to these units and their parts."""
        return self.env["dp.duty.generate"]._open({"unit_ids": self.ids})

    def _compute_gap_count(self):
        for unit in self:
            unit.gap_count = self.env["dp.register.gap"].search_count(
                unit._get_gap_domain()
            )

    def _get_gap_domain(self):
        """Return the domain of gaps here and below, by ids, which the database finds
        by index in each part of the board."""
        below = self.search([("id", "child_of", self.ids)])
        return [("unit_id", "in", below.ids)]

    def action_open_gaps(self):
        """Show what is missing here and below."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "double_prevention.dp_register_gap_action"
            ),
            "domain": self._get_gap_domain(),
        }
