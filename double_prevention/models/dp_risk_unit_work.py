from odoo import fields, models
from odoo.fields import Domain

WORK_AHEAD = Domain("state", "in", ("draft", "approved", "active"))


class DpRiskUnit(models.Model):
    """Special work at a unit and what is below it."""

    _inherit = "dp.risk.unit"

    special_work_count = fields.Integer(
        "Special Work",
        compute="_compute_special_work_count",
        help="Special work planned or under way here and below.",
    )

    def _compute_special_work_count(self):
        counts = self._count_below("dp.special.work", WORK_AHEAD)
        for unit in self:
            unit.special_work_count = counts.get(unit._origin.id, 0)

    def action_open_special_work(self):
        """Show all special work here and below, what is ahead first."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "double_prevention.dp_special_work_action"
            ),
            "domain": [("unit_id", "child_of", self.id)],
            "context": {"default_unit_id": self.id},
        }
