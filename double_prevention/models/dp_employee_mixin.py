from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain

from .dp_risk_unit import OPEN_HAZARD, OPEN_ROUND


class DpEmployeeMixin(models.AbstractModel):
    """What a person has to do, on the private and on the public employee alike."""

    _name = "dp.employee.mixin"
    _inherit = ["dp.smart.button.mixin", "dp.safety.duties.mixin"]
    _description = "Double Prevention of a Person"

    dp_duty_count = fields.Integer("Duties", compute="_compute_dp_counts")
    dp_round_count = fields.Integer(
        "Open Rounds",
        compute="_compute_dp_counts",
        help="Planned or in progress, as far as you may see them.",
    )
    dp_hazard_count = fields.Integer(
        "Hazards to Rectify",
        compute="_compute_dp_counts",
        help="Open hidden hazards this person is responsible for.",
    )

    dp_move_count = fields.Integer(
        "Moves",
        compute="_compute_dp_move_count",
        help="Duties and hazards that came to this person or went from here.",
    )

    def _compute_dp_move_count(self):
        moves = self.env["dp.responsibility.move"]
        counts = defaultdict(int)
        for name in ("from_employee_id", "to_employee_id"):
            for employee, count in moves._read_group(
                [(name, "in", self.ids)], [name], ["__count"]
            ):
                counts[employee.id] += count
        for employee in self:
            employee.dp_move_count = counts[employee._origin.id]

    def action_open_dp_moves(self):
        """Show what came to this person, what went, and why."""
        self.ensure_one()
        return self.env["dp.responsibility.move"]._get_action(
            Domain("from_employee_id", "=", self.id)
            | Domain("to_employee_id", "=", self.id)
        )

    def _get_dp_counters(self):
        """Return ``{field: (model, domain)}`` of what is counted per person."""
        return {
            "dp_duty_count": ("dp.duty", Domain.TRUE),
            "dp_round_count": (
                "dp.inspection",
                OPEN_ROUND,
            ),
            "dp_hazard_count": (
                "dp.hazard",
                OPEN_HAZARD,
            ),
        }

    def _compute_dp_counts(self):
        for name, (model, domain) in self._get_dp_counters().items():
            counts = {
                employee.id: count
                for employee, count in self.env[model]._read_group(
                    Domain("employee_id", "in", self.ids) & domain,
                    ["employee_id"],
                    ["__count"],
                )
            }
            for employee in self:
                employee[name] = counts.get(employee._origin.id, 0)

    def _get_dp_action(self, counter, name, view_mode):
        model, domain = self._get_dp_counters()[counter]
        return self._get_related_action(
            model, name, view_mode, Domain("employee_id", "=", self.id) & domain
        )

    def action_open_dp_duties(self):
        """Show the duties of the person."""
        return self._get_dp_action("dp_duty_count", self.env._("Duties"), "list,form")

    def action_open_dp_rounds(self):
        """Show the rounds the person has to do."""
        return self._get_dp_action(
            "dp_round_count", self.env._("Open Rounds"), "list,kanban,calendar,form"
        )

    def action_open_dp_hazards(self):
        """Show the hidden hazards the person has to rectify."""
        return self._get_dp_action(
            "dp_hazard_count", self.env._("Hazards to Rectify"), "kanban,list,form"
        )

    def action_issue_dp_post_lists(self):
        """Hand out responsibility lists to those whose duties have changed."""
        employees = self.env["hr.employee"].browse(self.ids)
        issued = self.env["dp.post.list"]._issue(employees)
        if not issued:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "info",
                    "message": self.env._(
                        "Nothing to issue: nobody chosen has duties that changed since "
                        "the last list."
                    ),
                },
            }
        return issued._get_records_action(name=self.env._("Issued Lists"))
