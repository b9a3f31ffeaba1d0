from odoo import fields, models


class DpRiskEvent(models.Model):
    """What an event led to: proposals to assess it again, accidents."""

    _inherit = "dp.risk.event"

    proposal_ids = fields.One2many(
        "dp.assessment.proposal", "event_id", "Re-assessment Proposals"
    )
    proposal_count = fields.Integer(
        "Proposals", compute="_compute_learning_counts", help="Open ones."
    )
    accident_count = fields.Integer("Accidents", compute="_compute_learning_counts")

    def _compute_learning_counts(self):
        for name, model, domain in (
            ("proposal_count", "dp.assessment.proposal", [("state", "=", "open")]),
            ("accident_count", "dp.accident", []),
        ):
            counts = dict(
                self.env[model]._read_group(
                    [("event_id", "in", self.ids), *domain], ["event_id"], ["__count"]
                )
            )
            for event in self:
                event[name] = counts.get(event._origin, 0)

    def action_open_proposals(self):
        """Show the proposals to assess the event again, decided ones too."""
        return self._get_action_by(
            "event_id",
            "dp.assessment.proposal",
            self.env._("Re-assessment Proposals"),
            "kanban,list,form",
        )

    def action_open_accidents(self):
        """Show the accidents and near misses in which it happened."""
        return self._get_action_by(
            "event_id",
            "dp.accident",
            self.env._("Accidents and Near Misses"),
            "list,kanban,form",
        )
