from odoo import api, models
from odoo.exceptions import UserError

from ..tools import workflow


class DpHazard(models.Model):
    """What the buttons of the form do."""

    _inherit = "dp.hazard"

    def action_accept(self):
        """Button: the hazard is one, and it is clear who rectifies it until when."""
        return bool(self._transition("accept"))

    def action_plan(self):
        """Button: begin the plan of a major hazard, or revise it."""
        return bool(self._transition("plan"))

    def action_approve_plan(self):
        """Button: the plan is good, work may begin."""
        return bool(self._transition("approve_plan"))

    def action_fix_on_spot(self):
        """Button: it was put right at once; a photo pair proves it."""
        return bool(self._transition("fix_on_spot"))

    def action_rectify(self):
        """Button: the work is done, somebody else may look."""
        return bool(self._transition("rectify"))

    def action_verify(self):
        """Button: looked at, the hazard is gone."""
        return bool(self._transition("verify"))

    def action_send_back(self):
        """Button: ask why it is sent back."""
        return self._ask("send_back")

    def action_reject(self):
        """Button: ask why it is no hidden hazard."""
        return self._ask("reject")

    def action_reopen(self):
        """Button: ask what was found again."""
        return self._ask("reopen")

    def action_create_maintenance_request(self):
        """Button: have the machine repaired; the hazard waits for it."""
        self.ensure_one()
        if not self._roles() & {"manager", "officer", "responsible"}:
            raise UserError(
                self.env._(
                    "%(hazard)s: only who is responsible, or the officer, asks "
                    "maintenance for a repair.",
                    hazard=self.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Maintenance Request"),
            "res_model": "maintenance.request",
            "view_mode": "form",
            "context": {
                "default_name": self.display_name,
                "default_dp_hazard_id": self.id,
                "default_company_id": self.company_id.id,
                "default_equipment_id": (
                    self.equipment_id or self.unit_id.equipment_id
                ).id,
                "default_description": self.description,
                "default_priority": "3" if self.grade == workflow.MAJOR else "2",
            },
        }

    def action_open_unit(self):
        """Button: the place."""
        return self._action_form(self.unit_id)

    def action_open_measure(self):
        """Button: the measure that failed."""
        return self._action_form(self.measure_id)

    def action_open_inspection(self):
        """Button: the round that found it."""
        return self._action_form(self.inspection_id)

    @api.model
    def _action_form(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    def action_view_maintenance_requests(self):
        """Button: the repairs asked for."""
        return self._action_list(
            "maintenance.request",
            self.env._("Maintenance Requests"),
            [("dp_hazard_id", "in", self.ids)],
        )

    def action_view_similar(self):
        """Button: what was found here before."""
        self.ensure_one()
        domain = [
            ("id", "!=", self.id),
            ("unit_id", "=", self.unit_id.id),
            ("category_id", "=", self.category_id.id),
            ("date_reported", ">=", "-365d"),
        ]
        if not self.category_id:
            domain.append(("profession", "=", self.profession))
        return self._action_list("dp.hazard", self.env._("Similar Hazards"), domain)

    def action_ask_extension(self):
        """Button: ask for more time."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for More Time"),
            "res_model": "dp.hazard.extension",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_hazard_id": self.id,
                "default_interim_measure": self.interim_measure,
            },
        }

    @api.model
    def _action_list(self, model, name, domain):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": domain,
        }

    def _action_open(self):
        """Return the action that shows these hazards."""
        action = self._action_list(
            "dp.hazard", self.env._("Hidden Hazards"), [("id", "in", self.ids)]
        )
        if len(self) == 1:
            action.update(view_mode="form", res_id=self.id, name=self.name)
        return action

    def _ask(self, event):
        """Open the wizard that asks for what ``event`` needs."""
        self._check_actor(event)
        return {
            "type": "ir.actions.act_window",
            "name": self._event_names()[event],
            "res_model": "dp.hazard.decision",
            "view_mode": "form",
            "target": "new",
            "context": {
                **self.env.context,
                "default_event": event,
                "default_hazard_ids": self.ids,
            },
        }
