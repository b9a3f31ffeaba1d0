from odoo import api, fields, models

from .dp_responsibility_mixin import RULE_KEY
from .dp_responsibility_resolve import MOVING

# What makes a duty a person's own once he has changed it.
OWN_FIELDS = {
    *RULE_KEY,
    "tier",
    "inspection_type",
    "interval_number",
    "interval_unit",
    "window_hours",
    "day_rule",
    "work_start",
    "work_end",
    "scan_required",
}
CREATE_BATCH = 2000  # duties written at once, so that memory stays bounded


class DpDuty(models.Model):
    """Duties that came from the defaults, until a person makes them his own."""

    _inherit = "dp.duty"

    is_generated = fields.Boolean(
        "From the Defaults",
        readonly=True,
        copy=False,
        help="Generated from the default duties and not changed by hand since.",
    )

    # What the cascade and the gap board ask: which tiers of an event have a duty.
    _event_tier_idx = models.Index("(event_id, tier) WHERE active")
    _nobody_idx = models.Index("(unit_id) WHERE active AND employee_id IS NULL")

    def write(self, vals):
        """Take a duty that is changed by hand out of the hands of the defaults."""
        if OWN_FIELDS & vals.keys() and "is_generated" not in vals:
            vals = {**vals, "is_generated": False}
        result = super().write(vals)
        # Of all that move it is done once, see _follow_moves.
        moving = self.env.context.get("dp_moving") is MOVING
        if {"employee_id", "active", *RULE_KEY} & vals.keys() and not moving:
            self._share_standards()
        return result

    def _follow_moves(self, former):
        """Give those who have duties now the control standards in force."""
        result = super()._follow_moves(former)
        self._share_standards()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Give the new holders the control standards in force."""
        duties = super().create(vals_list)
        duties._share_standards()
        return duties

    def _share_standards(self):
        """Give whoever holds these duties the standards in force at their units."""
        # Whoever makes somebody responsible need not read other departments' notices.
        notices_sudo = self.env["dp.standard.notice"].sudo()
        notices_sudo.search(
            [
                ("unit_id", "in", self.unit_id.ids),
                ("is_latest", "=", True),
                ("kind", "!=", "archived"),
            ]
        )._share()

    @api.model
    def _create_generated(self, vals_list):
        """Create duties from defaults, batch by batch, and return them all.

        :raise AccessError: one of them is outside the departments of the user
        """
        duties = self.browse()
        # Their history begins with the next change; twenty thousand times "created"
        # tells nobody anything.
        quiet = self.with_context(mail_create_nolog=True, tracking_disable=True)
        for start in range(0, len(vals_list), CREATE_BATCH):
            batch = quiet.create(
                [
                    {**vals, "is_generated": True}
                    for vals in vals_list[start : start + CREATE_BATCH]
                ]
            )
            self.env.flush_all()
            duties += batch.with_env(self.env)
        return duties
