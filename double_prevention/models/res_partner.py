from odoo import api, fields, models
from odoo.fields import Domain

from .dp_risk_unit import OPEN_HAZARD, OPEN_ROUND


class ResPartner(models.Model):
    """A contractor: whose workers have rounds and hazards here, and how they do.

    Workers of a contractor are employees of the type "Contractor" whose contact
    belongs to the contractor, with a portal user. So rules of duties, absences and
    deputies hold for them as for everybody.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "dp.smart.button.mixin"]

    is_dp_contractor = fields.Boolean(
        "Contractor on Site",
        help="Its workers can be given duties and hidden hazards through the portal.",
    )
    dp_worker_count = fields.Integer(
        "Workers on Site", compute="_compute_dp_contractor", compute_sudo=False
    )
    dp_contractor_round_count = fields.Integer(
        "Rounds to Do", compute="_compute_dp_contractor", compute_sudo=False
    )
    dp_contractor_missed_count = fields.Integer(
        "Missed Rounds",
        compute="_compute_dp_contractor",
        compute_sudo=False,
        help="In the last 90 days.",
    )
    dp_contractor_hazard_count = fields.Integer(
        "Hazards to Rectify", compute="_compute_dp_contractor", compute_sudo=False
    )

    def _get_dp_workers(self):
        """Return ``{partner: hr.employee}``, the workers of each contractor."""
        # Contacts of employees are private; here only who works for whom counts.
        employees_sudo = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [
                    ("work_contact_id", "child_of", self.ids),
                    ("company_id", "in", self.env.companies.ids),
                ]
            )
        )
        return {
            partner: employees_sudo.filtered(
                lambda one, partner=partner: (
                    one.work_contact_id.commercial_partner_id
                    == partner.commercial_partner_id
                )
            ).with_env(self.env)
            for partner in self
        }

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_dp_contractor(self):
        contractors = self.filtered("is_dp_contractor")
        workers = contractors._get_dp_workers()
        everybody = self.env["hr.employee"].union(*workers.values())
        rounds = self._count_by_worker("dp.inspection", everybody, OPEN_ROUND)
        missed = self._count_by_worker(
            "dp.inspection", everybody, self._get_dp_missed_domain()
        )
        hazards = self._count_by_worker("dp.hazard", everybody, OPEN_HAZARD)
        for partner in self:
            mine = workers.get(partner, self.env["hr.employee"])
            partner.dp_worker_count = len(mine)
            partner.dp_contractor_round_count = sum(rounds.get(i, 0) for i in mine.ids)
            partner.dp_contractor_missed_count = sum(missed.get(i, 0) for i in mine.ids)
            partner.dp_contractor_hazard_count = sum(
                hazards.get(i, 0) for i in mine.ids
            )

    @api.model
    def _get_dp_missed_domain(self):
        since = fields.Datetime.subtract(fields.Datetime.now(), days=90)
        return Domain("state", "=", "missed") & Domain("date_end", ">=", since)

    @api.model
    def _count_by_worker(self, model, workers, domain):
        """Return ``{employee id: count}``, as far as the reader may see the records."""
        if not workers or not self.env[model].has_access("read"):
            return {}
        return {
            employee.id: count
            for employee, count in self.env[model]._read_group(
                Domain("employee_id", "in", workers.ids) & domain,
                ["employee_id"],
                ["__count"],
            )
        }

    def _get_dp_worker_action(self, model, name, view_mode, domain):
        self.ensure_one()
        workers = self._get_dp_workers()[self]
        return self._get_related_action(
            model, name, view_mode, Domain("employee_id", "in", workers.ids) & domain
        )

    def action_open_dp_workers(self):
        """Show the workers of the contractor."""
        self.ensure_one()
        workers = self._get_dp_workers()[self]
        # Everybody may see the directory, few the employees themselves.
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Workers on Site"),
            "res_model": "hr.employee.public",
            "view_mode": "kanban,list,form",
            "domain": [("id", "in", workers.ids)],
        }

    def action_open_dp_rounds(self):
        """Show the rounds its workers have to do."""
        return self._get_dp_worker_action(
            "dp.inspection",
            self.env._("Rounds to Do"),
            "list,kanban,calendar,form",
            OPEN_ROUND,
        )

    def action_open_dp_missed(self):
        """Show the rounds its workers missed in the last 90 days."""
        return self._get_dp_worker_action(
            "dp.inspection",
            self.env._("Missed Rounds"),
            "list,kanban,calendar,form",
            self._get_dp_missed_domain(),
        )

    def action_open_dp_hazards(self):
        """Show the open hidden hazards its workers have to rectify."""
        return self._get_dp_worker_action(
            "dp.hazard",
            self.env._("Hazards to Rectify"),
            "kanban,list,form",
            OPEN_HAZARD,
        )

    def action_invite_dp_worker(self):
        """Open the invitation of a worker of this contractor."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "double_prevention.dp_contractor_invite_action"
        )
        action["context"] = {
            "default_partner_id": (self.commercial_partner_id or self).id
        }
        return action
