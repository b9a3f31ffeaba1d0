from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .dp_responsibility_resolve import RESPONSIBLE_MODELS

# People whose change is older were followed before, or by the nightly run.
LOOK_BACK = timedelta(hours=1)


class DpDuty(models.Model):
    """Duties follow people: at the change, at its date, and nightly as a net."""

    _inherit = "dp.duty"

    move_count = fields.Integer("Moves", compute="_compute_move_count")

    def _compute_move_count(self):
        counts = dict(
            self.env["dp.responsibility.move"]._read_group(
                [("duty_id", "in", self.ids)], ["duty_id"], ["__count"]
            )
        )
        for duty in self:
            duty.move_count = counts.get(duty._origin, 0)

    def action_open_moves(self):
        """Show who had the duty before, and why it moved."""
        self.ensure_one()
        return self.env["dp.responsibility.move"]._get_action(
            Domain("duty_id", "=", self.id)
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Say of new duties of nobody what that means for their measures."""
        duties = super().create(vals_list)
        duties.filtered(lambda duty: not duty.employee_id)._sync_contributions()
        return duties

    def write(self, vals):
        """Find the person of today of duties that come back from the archive."""
        result = super().write(vals)
        if vals.get("active"):
            self._resolve_concerned(Domain("id", "in", self.ids))
        return result

    def _follow_moves(self, former):
        """Let open rounds and the levels follow."""
        result = super()._follow_moves(former)
        self.env["dp.inspection"]._follow_duties(former)
        # A duty of nobody weakens its measure, a missed check names its person.
        self.filtered(
            lambda duty: (
                not former[duty.id] or not duty.employee_id or duty.missed_since
            )
        )._sync_contributions()
        return result

    # ------------------------------------------------------------------
    # CRONS
    # ------------------------------------------------------------------

    @api.model
    def _cron_resolve(self):
        """Move what no change told of: the net, every night.

        Batch by batch, each committed; what was moved is not found again, so that a
        stopped run begins anew at little cost.
        """
        # The departments an officer works on follow such changes, too.
        self.env["res.users"]._forget_dp_departments()
        for name in RESPONSIBLE_MODELS:
            if not self.env[name]._resolve_all():
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _cron_follow_people(self):
        """Follow what begins or ends now: leaves, dated versions, departures, roles.

        Triggered for the very moment by whoever writes such a date.
        """
        now = fields.Datetime.now()
        since = self.env.context.get("lastcall") or now - timedelta(days=2)
        since = min(since, now) - LOOK_BACK
        employees = self._find_turning(since, now)
        employees._compute_current_version_id()
        self.env["res.users"]._forget_dp_departments()
        self.env["dp.responsibility.mixin"]._follow_staff(employees, "date")
        self.env["ir.cron"]._commit_progress(len(employees), remaining=0)

    @api.model
    def _find_turning(self, since, now):
        """Return the employees for whom something begins or ends in this time."""
        for name in ("resource.calendar.leaves", "hr.version", "dp.safety.role.holder"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT e.id
                     FROM resource_calendar_leaves l
                     JOIN hr_employee e ON e.resource_id = l.resource_id
                    WHERE (l.date_from > %(since)s AND l.date_from <= %(now)s)
                       OR (l.date_to > %(since)s AND l.date_to <= %(now)s)
                    UNION
                   SELECT employee_id FROM hr_version
                    WHERE employee_id IS NOT NULL
                      AND (date_version BETWEEN %(since)s::date AND %(now)s::date
                           OR departure_date + 1
                              BETWEEN %(since)s::date AND %(now)s::date)
                    UNION
                   SELECT employee_id FROM dp_safety_role_holder
                    WHERE date_from BETWEEN %(since)s::date AND %(now)s::date
                       OR date_to + 1 BETWEEN %(since)s::date AND %(now)s::date""",
                since=since,
                now=now,
            )
        )
        return self.env["hr.employee"].browse(row[0] for row in rows)

    @api.model
    def _follow_at(self, moments):
        """Ask the cron to look at people at these moments, naive UTC.

        A date stands for its first moment, when Odoo's versions change.
        """
        now = fields.Datetime.now()
        wanted = {fields.Datetime.to_datetime(moment) for moment in moments if moment}
        if future := sorted(moment for moment in wanted if moment > now):
            # Whoever plans a leave need not know of crons.
            cron_sudo = self.env.ref("double_prevention.cron_dp_people_follow").sudo()
            cron_sudo._trigger(at=future)
