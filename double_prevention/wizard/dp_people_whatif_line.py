from odoo import fields, models

from ..models.dp_responsibility_move import WAYS


class DpPeopleWhatifLine(models.TransientModel):
    """What would go from one person to another, for one reason."""

    _name = "dp.people.whatif.line"
    _description = "What Would Move"
    _inherit = ["hr.mixin"]

    wizard_id = fields.Many2one(
        "dp.people.whatif", required=True, index=True, ondelete="cascade"
    )
    model = fields.Selection(
        [("dp.duty", "Duties"), ("dp.hazard", "Hidden Hazards")], "What"
    )
    from_employee_id = fields.Many2one("hr.employee", "From Whom")
    to_employee_id = fields.Many2one("hr.employee", "To Whom")
    way = fields.Selection(WAYS)
    reason = fields.Char("Why")
    record_count = fields.Integer("Count")
    record_ids = fields.Json()

    def action_open(self):
        """Show the records of this line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._fields["model"]._description_selection(self.env))[
                self.model
            ],
            "res_model": self.model,
            "view_mode": "list,form",
            "domain": [("id", "in", self.record_ids)],
        }
