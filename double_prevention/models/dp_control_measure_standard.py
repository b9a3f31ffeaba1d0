from odoo import api, fields, models

from ..tools import standards as law

# What people have to know of a measure; a change of any is a new standard.
STANDARD = (
    "name",
    "check_content",
    "check_type",
    "limit_low",
    "limit_high",
    "uom",
    "choice_ids",
    "photo_required",
    "critical",
    "control_mode",
    "legal_reference_id",
)
TOUCHES = {*STANDARD, "has_limit_low", "has_limit_high"}


class DpControlMeasure(models.Model):
    """A measure as the standard people work by: its changes are pushed to them."""

    _inherit = "dp.control.measure"

    standard_ids = fields.One2many(
        "dp.standard.notice", "measure_id", "Versions of the Standard"
    )
    standard_progress = fields.Char(
        "Standard Confirmed",
        compute="_compute_standard_progress",
        help="How many of those with a duty here have confirmed the latest standard.",
    )

    def _compute_standard_progress(self):
        latest = self.env["dp.standard.notice"].search(
            [("measure_id", "in", self.ids), ("is_latest", "=", True)]
        )
        progress = {notice.measure_id.id: notice.progress for notice in latest}
        for measure in self:
            measure.standard_progress = progress.get(measure._origin.id)

    @api.model_create_multi
    def create(self, vals_list):
        """Push new measures to those who have a duty at their unit."""
        measures = super().create(vals_list)
        self.env["dp.standard.notice"]._push(
            {measure: measure._introduce_standard() for measure in measures}, "added"
        )
        return measures

    def write(self, vals):
        """Push what changes to those who have a duty at the unit."""
        touched = TOUCHES & vals.keys()
        before = {one: one._snapshot_standard() for one in self} if touched else {}
        was_active = self.filtered("active")
        result = super().write(vals)
        notices = self.env["dp.standard.notice"]
        if "active" in vals:
            ended = was_active.filtered(lambda one: not one.active)
            notices._push(dict.fromkeys(ended, {}), "archived")
            begun = (self - was_active).filtered("active")
            notices._push({one: one._introduce_standard() for one in begun}, "added")
        changed = {
            one: changes
            for one, old in before.items()
            if (changes := law.compare(old, one._snapshot_standard()))
        }
        if changed:
            notices._push(changed)
        return result

    def _snapshot_standard(self):
        """Return ``{field: plain value}`` of the standard, as its author sees it."""
        self.ensure_one()
        return {
            "name": self.name,
            "check_content": self.check_content or "",
            "check_type": self.check_type,
            "limit_low": self._say_limit("low"),
            "limit_high": self._say_limit("high"),
            "choice_ids": ", ".join(self.choice_ids.mapped("name")),
            "photo_required": self.photo_required,
            "critical": self.critical,
            "control_mode": self.control_mode,
            "legal_reference_id": self.legal_reference_id.display_name or "",
        }

    def _introduce_standard(self):
        """Return the standard as changes from nothing, without what is empty."""
        snapshot = self._snapshot_standard()
        return {name: [None, value] for name, value in snapshot.items() if value}

    def _say_limit(self, side):
        if not self[f"has_limit_{side}"]:
            return ""
        return f"{self[f'limit_{side}']:g} {self.uom or ''}".strip()

    def action_open_standards(self):
        """Show the versions of the standard and who has confirmed them."""
        return self._get_action_by(
            "measure_id",
            "dp.standard.notice",
            self.env._("Control Standards"),
            "list,form",
        )
