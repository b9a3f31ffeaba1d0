from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .dp_risk_unit import OPEN_HAZARD, OPEN_ROUND

# Counters of lists: what hangs at the unit itself.
OWN_COUNTERS = {
    "own_event_count": ("dp.risk.event", "unit_id", Domain.TRUE),
    "own_open_hazard_count": ("dp.hazard", "unit_id", OPEN_HAZARD),
    "part_count": ("dp.risk.unit", "parent_id", Domain.TRUE),
    "tag_count": ("dp.tag", "unit_id", Domain.TRUE),
    "level_change_count": ("dp.level.change", "unit_id", Domain.TRUE),
}
# Counters of the form: what hangs at the unit and everything below it.
COUNTERS = {
    "event_count": ("dp.risk.event", Domain.TRUE),
    "measure_count": ("dp.control.measure", Domain.TRUE),
    "duty_count": ("dp.duty", Domain.TRUE),
    "open_round_count": ("dp.inspection", OPEN_ROUND),
    "open_hazard_count": ("dp.hazard", OPEN_HAZARD),
}


class DpRiskUnit(models.Model):
    """What a unit leads to: people, counters and the actions behind them.

    Lists count what hangs at a unit itself, so that eighty rows cost the same in a
    plant of any size; the form counts the parts, too.
    """

    _inherit = "dp.risk.unit"

    # who controls it, tier by tier
    manager_id = fields.Many2one(
        related="department_id.manager_id", string="Head of Department"
    )
    company_tier_ids = fields.Many2many(
        "hr.employee",
        compute="_compute_tier_ids",
        compute_sudo=True,
    )
    department_tier_ids = fields.Many2many(
        "hr.employee",
        compute="_compute_tier_ids",
        compute_sudo=True,
    )
    team_tier_ids = fields.Many2many(
        "hr.employee",
        compute="_compute_tier_ids",
        compute_sudo=True,
    )
    post_tier_ids = fields.Many2many(
        "hr.employee",
        compute="_compute_tier_ids",
        compute_sudo=True,
    )

    # counters: of the unit itself in lists, with everything below it in the form
    own_event_count = fields.Integer(
        "Own Events",
        compute="_compute_own_counts",
        help="Risk events of this unit itself, without its parts.",
    )
    own_open_hazard_count = fields.Integer(
        "Own Open Hazards",
        compute="_compute_own_counts",
        help="Open hidden hazards of this unit itself, without its parts.",
    )
    part_count = fields.Integer(compute="_compute_own_counts")
    tag_count = fields.Integer(compute="_compute_own_counts")
    level_change_count = fields.Integer(compute="_compute_own_counts")
    event_count = fields.Integer(
        compute="_compute_counts",
        help="Risk events of this unit and everything below it.",
    )
    measure_count = fields.Integer(
        compute="_compute_counts",
        help="Control measures of this unit and everything below it.",
    )
    duty_count = fields.Integer(
        compute="_compute_counts",
        help="Duties of this unit and everything below it.",
    )
    open_round_count = fields.Integer(
        compute="_compute_counts",
        help="Rounds planned or in progress here and below, as far as you may see "
        "them.",
    )
    open_hazard_count = fields.Integer(
        compute="_compute_counts",
        help="Open hidden hazards of this unit and everything below it.",
    )

    @api.depends("duty_ids.tier", "duty_ids.employee_id", "duty_ids.active")
    def _compute_tier_ids(self):
        """List who is responsible at each tier, from the duties of the unit.

        As superuser: these names are on the notice at the gate, but only HR may put
        employees into a field.
        """
        people = defaultdict(self.env["hr.employee"].browse)
        for unit, tier, employee in self.env["dp.duty"]._read_group(
            [("unit_id", "in", self.ids), ("employee_id", "!=", False)],
            ["unit_id", "tier", "employee_id"],
        ):
            people[unit.id, tier] |= employee
        for unit in self:
            unit.company_tier_ids = people[unit.id, "1"]
            unit.department_tier_ids = people[unit.id, "2"]
            unit.team_tier_ids = people[unit.id, "3"]
            unit.post_tier_ids = people[unit.id, "4"]

    def _compute_own_counts(self):
        """Count what hangs at the units themselves, one query per counter."""
        for name, (model, field, domain) in OWN_COUNTERS.items():
            counts = dict(
                self.env[model]._read_group(
                    Domain(field, "in", self.ids) & domain, [field], ["__count"]
                )
            )
            for unit in self:
                unit[name] = counts.get(unit._origin, 0)

    def _compute_counts(self):
        """Count what hangs at the units and below, one query per counter."""
        for name, (model, domain) in COUNTERS.items():
            counts = self._count_below(model, domain)
            for unit in self:
                unit[name] = counts.get(unit._origin.id, 0)

    def _count_below(self, model, domain):
        """Return ``{unit id: number}`` of records at the units and below them.

        Counted in SQL, because a site may have thousands of parts; the record
        rules of the model apply.
        """
        if not self.ids:
            return {}
        query = self.env[model]._search(
            Domain("unit_id", "child_of", self.ids) & domain
        )
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT above.id, COUNT(*)
                         FROM (%s) AS one
                         JOIN dp_risk_unit part ON part.id = one.unit_id
                         JOIN dp_risk_unit above
                           ON above.id = ANY(%s)
                          AND part.parent_path LIKE above.parent_path || '%%'
                        GROUP BY above.id""",
                    query.select(SQL.identifier(query.table, "unit_id")),
                    self.ids,
                )
            )
        )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def _get_below_action(self, counter, name, view_mode):
        """Return the action behind a counter of the unit and its parts."""
        self.ensure_one()
        model, domain = COUNTERS[counter]
        return self._get_related_action(
            model,
            name,
            view_mode,
            Domain("unit_id", "child_of", self.id) & domain,
            default_unit_id=self.id,
        )

    def action_open_events(self):
        """Show the risk events here and below."""
        return self._get_below_action(
            "event_count", self.env._("Risk Events"), "list,kanban,form,pivot"
        )

    def action_open_measures(self):
        """Show the control measures here and below."""
        return self._get_below_action(
            "measure_count", self.env._("Control Measures"), "list,kanban,form"
        )

    def action_open_duties(self):
        """Show the duties here and below."""
        return self._get_below_action("duty_count", self.env._("Duties"), "list,form")

    def action_open_rounds(self):
        """Show the rounds that are planned or under way here and below."""
        return self._get_below_action(
            "open_round_count", self.env._("Open Rounds"), "list,kanban,calendar,form"
        )

    def action_open_hazards(self):
        """Show the open hidden hazards here and below."""
        return self._get_below_action(
            "open_hazard_count", self.env._("Open Hazards"), "kanban,list,form"
        )

    def action_open_parts(self):
        """Show the parts of the unit."""
        self.ensure_one()
        return self._get_action_by(
            "parent_id",
            "dp.risk.unit",
            self.env._("Parts of %(unit)s", unit=self.display_name),
            "list,kanban,form",
        )

    def action_open_tags(self):
        """Show the tags of the unit."""
        return self._get_action_by("unit_id", "dp.tag", self.env._("Tags"), "list,form")

    def action_open_equipment(self):
        """Open the equipment of the unit."""
        self.ensure_one()
        return self.equipment_id.get_formview_action()

    def action_open_level_changes(self):
        """Show the history of the level of the unit."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "double_prevention.dp_level_change_action"
            ),
            "domain": [("unit_id", "=", self.id)],
            "context": {},
        }

    def action_open_origin(self):
        """Open the part of the subtree that sets the level."""
        self.ensure_one()
        return self.level_origin_id.get_formview_action()

    def action_suspend(self):
        """Ask from when, until when and why the unit stands still."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stop %(unit)s", unit=self.display_name),
            "res_model": "dp.unit.suspension",
            "view_mode": "form",
            "target": "new",
            "context": {"default_unit_id": self.id},
        }

    def action_resume(self):
        """End the running stops of these units."""
        self.suspension_ids._end_running()
        for unit in self:
            if unit.parent_id.is_suspended:
                raise UserError(
                    self.env._(
                        "%(unit)s stands still because a unit above it does. Resume "
                        "that one.",
                        unit=unit.display_name,
                    )
                )
        return True
