from odoo import models

from .dp_accident import CLOSED

OFFICER = "double_prevention.group_dp_officer"


class DpAccident(models.Model):
    """Who investigates an accident, and what it leads to: actions, events, place."""

    _inherit = "dp.accident"

    def _name_investigators(self):
        """Give new ones to the officer nearest to the place."""
        wanting = self.filtered(lambda one: not one.investigator_id)
        staff = self.env["dp.hazard"]._find_staff(wanting.department_id, OFFICER)
        for accident in wanting:
            accident.investigator_id = staff.get(
                accident.department_id, self.env["res.users"]
            )[:1]
        (self - wanting)._update_activities()

    def _update_activities(self):
        """Remind who investigates until it is closed."""
        xmlid = "double_prevention.activity_type_accident"
        # An activity belongs to its user; the system moves it on with the accident.
        self.sudo().activity_unlink([xmlid])
        for user, group in self.grouped("investigator_id").items():
            waiting = group.filtered(lambda one: one.state != CLOSED)
            if user and waiting:
                # As above.
                waiting.sudo().with_context(
                    mail_activity_quick_update=True
                ).activity_schedule(xmlid, user_id=user.id)

    def action_create_hazard(self):
        """Button: report what has to be put right, as a hidden hazard."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Corrective Action"),
            "res_model": "dp.hazard",
            "view_mode": "form",
            "target": "current",
            "context": {
                "default_accident_id": self.id,
                "default_unit_id": self.unit_id.id,
                "default_measure_id": self.failed_measure_ids[:1].id,
                "default_source": "6",
            },
        }

    def action_open_hazards(self):
        """Show the corrective actions."""
        return self._get_action_by(
            "accident_id",
            "dp.hazard",
            self.env._("Corrective Actions"),
            "kanban,list,form",
            default_unit_id=self.unit_id.id,
            default_source="6",
        )

    def action_open_proposals(self):
        """Show the proposals that rest on it."""
        self.ensure_one()
        facts = self.env["dp.assessment.evidence"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        )
        return self._get_related_action(
            "dp.assessment.proposal",
            self.env._("Re-assessment Proposals"),
            "kanban,list,form",
            [("id", "in", facts.proposal_id.ids)],
        )

    def action_open_similar(self):
        """Show the events of the same type elsewhere."""
        self.ensure_one()
        return self._get_related_action(
            "dp.risk.event",
            self.env._("Similar Events"),
            "list,kanban,form",
            [("id", "in", self.similar_event_ids.ids)],
        )

    def action_open_unit(self):
        """Open the place."""
        self.ensure_one()
        return self.unit_id.get_formview_action()
