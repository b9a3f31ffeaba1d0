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

    standard_progress = fields.Char(
        "Standards Confirmed",
        compute="_compute_standard_progress",
        help="Of those to confirm the control standards in force, here and below.",
    )

    def _compute_standard_progress(self):
        # How many is for everybody to see, who it is only for those in charge.
        confirmations_sudo = self.env["dp.standard.confirmation"].sudo()
        for unit in self:
            counts = dict(
                confirmations_sudo._read_group(
                    unit._get_standard_domain(), ["state"], ["__count"]
                )
            )
            unit.standard_progress = counts and self.env._(
                "%(confirmed)s of %(all)s",
                confirmed=counts.get("confirmed", 0),
                all=sum(counts.values()),
            )

    def _get_standard_domain(self):
        return [
            ("unit_id", "child_of", self.ids),
            ("notice_id.is_latest", "=", True),
        ]

    def action_open_standards(self):
        """Show who has confirmed the standards in force here and below."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Control Standards"),
            "res_model": "dp.standard.confirmation",
            "view_mode": "list,kanban,form",
            "domain": self._get_standard_domain(),
            "context": {"search_default_group_by_notice": 1},
        }

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
