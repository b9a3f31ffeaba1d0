from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class DpUnitSuspension(models.Model):
    """A period in which a unit is stopped or overhauled.

    While it lasts no rounds are generated for the unit and what is below it, so
    that idle equipment makes no missed checks (stop and maintenance record of the
    regulator's data exchange).
    """

    _name = "dp.unit.suspension"
    _description = "Stop or Overhaul of a Unit"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    unit_id = fields.Many2one(
        "dp.risk.unit",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="unit_id.department_id", store=True, index=True
    )
    date_from = fields.Datetime("From", required=True, default=fields.Datetime.now)
    date_to = fields.Datetime("Until", help="Empty: until further notice.")
    kind = fields.Selection(
        [("stop", "Stopped"), ("overhaul", "Overhaul")],
        required=True,
        default="stop",
    )
    reason = fields.Char(required=True)

    _period_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to > date_from)",
        "A stop has to end after it begins.",
    )

    @api.depends("unit_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for stop in self:
            stop.display_name = f"{stop.unit_id.display_name} ({kinds.get(stop.kind)})"

    @api.model_create_multi
    def create(self, vals_list):
        """Tell the followers of the units that, and why, they stand still."""
        stops = super().create(vals_list)
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for stop in stops:
            stop.unit_id._message_log(
                body=self.env._(
                    "%(kind)s: %(reason)s", kind=kinds[stop.kind], reason=stop.reason
                )
            )
        return stops

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        """Keep what explains why there were no rounds."""
        if begun := self.filtered(lambda stop: stop.date_from <= fields.Datetime.now()):
            raise UserError(
                self.env._(
                    "%(stop)s has begun: it explains why there were no rounds. End it "
                    "instead of deleting it.",
                    stop=begun[0].display_name,
                )
            )

    def _end_running(self):
        """End those of the stops that last now."""
        now = fields.Datetime.now()
        running = self.filtered_domain(self._current_domain(now))
        for stop in running:
            # A stop of no duration would be refused.
            stop.date_to = max(now, stop.date_from + timedelta(seconds=1))

    @api.model
    def _current_domain(self, date_from, date_to=None):
        """Return the domain of suspensions that overlap the period."""
        domain = Domain("date_to", "=", False) | Domain("date_to", ">", date_from)
        return domain & Domain("date_from", "<=", date_to or date_from)

    @api.model
    def _suspended_units_domain(self, suspended=True):
        """Return the domain of units stopped now, themselves or by a node above."""
        # Whether a unit stands still is no secret to anybody who may see the unit.
        stopped_sudo = self.sudo().search(self._current_domain(fields.Datetime.now()))
        domain = Domain("id", "child_of", stopped_sudo.unit_id.ids)
        return domain if suspended else ~domain

    @api.model
    def _suspended_unit_ids(self, units, moment):
        """Return the ids of those of ``units`` that stand still at ``moment``.

        :param units: dp.risk.unit
        :param moment: naive UTC datetime
        :rtype: set
        """
        above = {
            int(part)
            for unit in units
            for part in (unit.parent_path or "").split("/")
            if part
        }
        domain = Domain("unit_id", "in", above) & self._current_domain(moment)
        # As above: no secret, and the generator asks for all companies.
        stopped = set(self.sudo().search(domain).unit_id.ids)
        return {
            unit.id
            for unit in units
            if any(
                int(part) in stopped
                for part in (unit.parent_path or "").split("/")
                if part
            )
        }
