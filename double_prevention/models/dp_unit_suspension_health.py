from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 200


class DpUnitSuspension(models.Model):
    """What a stop says about a level: it is shown, and excuses missed checks."""

    _name = "dp.unit.suspension"
    _inherit = ["dp.unit.suspension", "dp.contribution.source"]

    def _get_contributions(self):
        """Return that the unit stands still, as long as it does."""
        contributions = super()._get_contributions()
        now = fields.Datetime.now()
        if self.date_from <= now and not (self.date_to and self.date_to <= now):
            parameters = self.unit_id._get_health_parameters()
            contributions.append(
                {
                    "kind": "unit_suspended",
                    "unit_id": self.unit_id.id,
                    "measure_id": False,
                    "penalty": 0.0,
                    "floor_level": parameters.floor("unit_suspended") or False,
                    "reason": self._describe,
                }
            )
        return contributions

    def _describe(self, env):
        """Return why the unit stands still in the language of ``env``."""
        stop = self.with_env(env)
        kinds = dict(stop._fields["kind"]._description_selection(env))
        return env._("%(kind)s: %(reason)s", kind=kinds[stop.kind], reason=stop.reason)

    @api.model_create_multi
    def create(self, vals_list):
        """Let levels know of the stop."""
        stops = super().create(vals_list)
        stops._follow()
        return stops

    def write(self, vals):
        """Let levels know that the stop ends or moves."""
        before = self.unit_id
        result = super().write(vals)
        if {"unit_id", "date_from", "date_to", "kind", "reason"} & vals.keys():
            self._follow(before)
        return result

    def _follow(self, units=None):
        """Bring the contributions of stops and of the checks they excuse up to date.

        :param units: units, beside those of the stops, whose checks are concerned
        """
        self._sync_contributions()
        stopped = self.unit_id | (units or self.unit_id)
        # Whoever stops a unit need not see all duties below it.
        duties_sudo = (
            self.env["dp.duty"]
            .sudo()
            .search(
                [("unit_id", "child_of", stopped.ids), ("missed_since", "!=", False)]
            )
        )
        duties_sudo._sync_contributions()
        now = fields.Datetime.now()
        moments = [one for stop in self for one in (stop.date_from, stop.date_to)]
        if coming := sorted({one for one in moments if one and one > now}):
            self.env.ref("double_prevention.ir_cron_unit_suspension")._trigger(coming)

    @api.model
    def _cron_follow(self):
        """Follow stops that began or ended by themselves, batch by batch."""
        while ids := self._read_outdated():
            stops = self.browse(ids[:BATCH])
            stops._follow()
            if not self.env["ir.cron"]._commit_progress(
                len(stops), remaining=len(ids) - len(stops)
            ):
                return

    @api.model
    def _read_outdated(self):
        """Return the ids of stops that last without saying so, or the reverse."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT s.id FROM dp_unit_suspension s
                     LEFT JOIN dp_risk_contribution c
                            ON c.res_model = %(model)s AND c.res_id = s.id
                           AND c.kind = 'unit_suspended' AND c.date_to IS NULL
                    WHERE (s.date_from <= %(now)s
                           AND (s.date_to IS NULL OR s.date_to > %(now)s))
                          IS DISTINCT FROM (c.id IS NOT NULL)
                    ORDER BY s.id""",
                model=self._name,
                now=fields.Datetime.now(),
            )
        )
        return [row[0] for row in rows]
