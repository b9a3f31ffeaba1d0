from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import levels
from .dp_warning import OPEN_WARNING


class DpRiskUnit(models.Model):
    """A unit and its early warnings."""

    _inherit = "dp.risk.unit"

    warning_count = fields.Integer(
        "Open Warnings",
        compute="_compute_warning_count",
        help="Early warnings here and below that are not closed, as far as you may "
        "see them.",
    )

    def _compute_warning_count(self):
        counts = self._count_below("dp.warning", OPEN_WARNING)
        for unit in self:
            unit.warning_count = counts.get(unit._origin.id, 0)

    def action_open_warnings(self):
        """Show the open warnings here and below."""
        self.ensure_one()
        return self._get_related_action(
            "dp.warning",
            self.env._("Early Warnings"),
            "kanban,list,form",
            OPEN_WARNING & Domain("unit_id", "child_of", self.id),
        )

    @api.model
    def _on_level_changes(self, changes):
        """Warn where a level became worse than the residual one, until it is not."""
        result = super()._on_level_changes(changes)
        if self.env.context.get("dp_no_warnings"):
            return result
        # What only comes up from a part is told there.
        own = [row for row in changes if row["level_origin_id"] in (None, row["id"])]
        worse = [
            row["id"]
            for row in own
            if levels.is_worse(row["current_level"], row["residual_level"])
        ]
        better = [row["id"] for row in changes if row["id"] not in set(worse)]
        warnings = self.env["dp.warning"]
        if worse:
            warnings._raise_for(
                "level_worse", [one._get_level_cause() for one in self.browse(worse)]
            )
        if better and self.env["dp.warning.rule"]._get_rules("level_worse"):
            # Levels move by everybody's acts, warnings belong to the system.
            warnings.sudo().search(
                OPEN_WARNING
                & Domain("trigger", "=", "level_worse")
                & Domain("unit_id", "in", better)
                & Domain("is_grouped", "=", False)
            )._close_by_itself()
        return result

    def _get_level_cause(self):
        """Return the cause of a warning: the level of the unit and why."""
        self.ensure_one()
        return {"record": self, "unit": self, "reason": self._describe_worse}

    def _describe_worse(self, env):
        """Return the sentence of a level that is worse than assessed."""
        unit = self.with_env(env)
        if not unit.current_reason:
            return env._("%(place)s is worse than assessed", place=unit.display_name)
        return env._(
            "%(place)s: %(reason)s", place=unit.display_name, reason=unit.current_reason
        )
