from odoo import fields, models

from .dp_risk_unit_cascade import GAP_GROUPS


class HrDepartment(models.Model):
    """What is missing in the register of a department."""

    _inherit = "hr.department"

    dp_gap_count = fields.Integer(
        "Gaps", compute="_compute_dp_gap_count", groups=GAP_GROUPS
    )

    def _compute_dp_gap_count(self):
        counts = dict(
            self.env["dp.register.gap"]._read_group(
                [("department_id", "in", self.ids)], ["department_id"], ["__count"]
            )
        )
        for department in self:
            department.dp_gap_count = counts.get(department._origin, 0)

    def action_open_dp_gaps(self):
        """Show what is missing in the register of the department."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "double_prevention.dp_register_gap_action"
            ),
            "domain": [("department_id", "=", self.id)],
        }
