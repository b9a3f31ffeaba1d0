from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class DpDutyGenerate(models.TransientModel):
    """Adds the duties the cascade wants, after showing them."""

    _name = "dp.duty.generate"
    _description = "Generate Duties"

    unit_ids = fields.Many2many(
        "dp.risk.unit", string="Units", help="With everything that is part of them."
    )
    event_ids = fields.Many2many("dp.risk.event", string="Events")
    date_start = fields.Datetime(
        "First Due", required=True, default=fields.Datetime.now
    )
    archive_superfluous = fields.Boolean(
        "Archive What Is No Longer Asked For",
        help="Generated duties of tiers that do not control these risks any more. "
        "What a person set or changed by hand stays.",
    )
    missing_count = fields.Integer(compute="_compute_plan")
    superfluous_count = fields.Integer(compute="_compute_plan")
    skipped_count = fields.Integer(
        compute="_compute_plan",
        help="Events of departments you don't work for.",
    )
    homeless_count = fields.Integer(compute="_compute_plan")
    preview = fields.Html(compute="_compute_plan", sanitize=False)

    @api.model
    def _open(self, scope):
        """Return the action that opens this wizard for a scope: values of fields."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Generate Duties"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {f"default_{name}": value for name, value in scope.items()},
        }

    @api.depends("unit_ids", "event_ids")
    def _compute_plan(self):
        for wizard in self:
            events = wizard._get_events()
            mine = events._filtered_access("write")
            plan = mine._plan_cascade()
            wizard.skipped_count = len(events) - len(mine)
            wizard.missing_count = len(plan.missing)
            wizard.superfluous_count = len(plan.superfluous)
            wizard.homeless_count = len(plan.homeless)
            wizard.preview = wizard._render_preview(plan)

    def _get_events(self):
        """Return the events the wizard is about, those below its units included."""
        self.ensure_one()
        domain = Domain("id", "in", self.event_ids.ids)
        if self.unit_ids:
            domain |= Domain("unit_id", "child_of", self.unit_ids.ids)
        domain &= Domain("unit_id.active", "=", True)
        events = self.env["dp.risk.event"].search(domain, order="unit_id, id")
        if len(events.company_id) > 1:
            raise UserError(
                self.env._("Generate the duties of one company after the other.")
            )
        return events

    def _render_preview(self, plan):
        """Return the table of what would be created, by level and tier."""
        counts = Counter(default for _measure, default in plan.missing)
        rows = sorted(counts, key=lambda default: (default.level, default.tier))
        return self.env["ir.qweb"]._render(
            "double_prevention.dp_duty_generate_preview",
            {
                "rows": [
                    {
                        "level": self._label(default, "level"),
                        "value": default.level,
                        "tier": self._label(default, "tier"),
                        "people": default.job_id.name
                        if default.people == "job"
                        else self._label(default, "people"),
                        "interval": default.interval_text,
                        "scope": self._label(default, "scope"),
                        "unit": default.unit_id.display_name,
                        "count": counts[default],
                    }
                    for default in rows
                ]
            },
        )

    def _label(self, record, name):
        field = record._fields[name]
        return dict(field._description_selection(self.env))[record[name]]

    def action_create(self):
        """Create what is missing, archive what is too much if asked, and show it.

        The plan is made anew: whatever somebody else has added since isn't doubled.
        """
        self.ensure_one()
        events = self._get_events()._filtered_access("write")
        if not events:
            raise UserError(
                self.env._(
                    "None of these events is in a department you work for. Ask its "
                    "safety officer to generate the duties."
                )
            )
        # Two people at once would each find the same gap.
        events.lock_for_update()
        plan = events._plan_cascade()
        duties = self.env["dp.duty"]._create_generated(
            [
                {
                    **default._get_duty_vals(measure.department_id),
                    "measure_id": measure.id,
                    "date_start": self.date_start,
                }
                for measure, default in plan.missing
            ]
        )
        if self.archive_superfluous:
            plan.superfluous.action_archive()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "double_prevention.dp_duty_action"
            ),
            "name": self.env._("Generated Duties"),
            "domain": [("id", "in", duties.ids)],
            "context": {"search_default_group_by_tier": 1},
        }
