from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import health
from .dp_duty import RULE_FIELDS
from .dp_responsibility_resolve import MOVING

BATCH = 1000
# Length of a cycle, as far as the penalty of a missed check needs it.
DAY = timedelta(days=1)
CYCLES = {
    "hour": timedelta(hours=1),
    "shift": timedelta(hours=8),
    "day": DAY,
    "week": 7 * DAY,
    "month": 30 * DAY,
    "quarter": 91 * DAY,
    "year": 365 * DAY,
}


class DpDuty(models.Model):
    """What a duty takes from the health of its measure.

    A check that was missed leaves its barrier unknown: the longer, the less it counts
    (DOMAIN.md 4.4: half a barrier times overdue time by cycle), in steps of a quarter
    of the cycle, rounded up and counted from the moment the check fell due. A duty
    nobody is responsible for weakens its barrier as well.
    """

    _inherit = "dp.duty"

    missed_next_step = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the missed check takes more from the health of its measure.",
    )

    def _get_contributions(self):
        """Return what a missed check and the lack of a person contribute."""
        contributions = super()._get_contributions()
        if not self.active:
            return contributions
        parameters = self.unit_id._get_health_parameters()
        if self.missed_since:
            penalty = health.missed_penalty(
                parameters.penalty("check_missed"), self._missed_step()
            )
            contributions.append(
                self._contribution("check_missed", penalty, self._describe_missed)
            )
        if not self.employee_id:
            penalty = parameters.penalty("duty_unassigned")
            contributions.append(
                self._contribution("duty_unassigned", penalty, self._describe_vacant)
            )
        return contributions

    def _contribution(self, kind, penalty, reason):
        return {
            "kind": kind,
            "unit_id": self.unit_id.id,
            "measure_id": self.measure_id.id,
            "penalty": penalty,
            "floor_level": False,
            "reason": reason,
        }

    def _get_all_contributions(self):
        """Leave out the missed checks of units that stand still.

        Nothing runs there that a barrier would have to hold; when the stop ends they
        count again until the check is made.
        """
        wanted = super()._get_all_contributions()
        late = self.filtered("missed_since")
        if late:
            idle = self.env["dp.unit.suspension"]._suspended_unit_ids(
                late.unit_id, fields.Datetime.now()
            )
            for duty in late.filtered(lambda duty: duty.unit_id.id in idle):
                wanted[duty] = [
                    one for one in wanted[duty] if one["kind"] != "check_missed"
                ]
        return wanted

    def _describe_missed(self, env):
        """Return the sentence of a missed check in the language of ``env``."""
        duty = self.with_env(env)
        return env._(
            "check missed: %(measure)s (%(person)s)",
            measure=duty.measure_id.name,
            # The reason is the system's and names a person whoever reads it knows.
            person=duty.employee_id.sudo().name or env._("nobody responsible"),
        )

    def _describe_vacant(self, env):
        """Return the sentence of a duty without a person in the language of ``env``."""
        return env._(
            "nobody responsible for checking: %(measure)s",
            measure=self.with_env(env).measure_id.name,
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Say at once where nobody is responsible."""
        duties = super().create(vals_list)
        duties.filtered(lambda duty: not duty.employee_id)._sync_contributions()
        return duties

    def write(self, vals):
        """Say at once that nobody, or somebody again, is responsible."""
        result = super().write(vals)
        if self.env.context.get("dp_moving") is MOVING:
            # Of all that move it is done once, see _follow_moves.
            return result
        if {"employee_id", "rule", *RULE_FIELDS.values()} & vals.keys():
            self._sync_contributions()
        return result

    # ------------------------------------------------------------------
    # A MISSED CHECK WEIGHS MORE WITH TIME
    # ------------------------------------------------------------------

    def _get_cycle(self):
        """Return the time from one check to the next, months counted as 30 days."""
        self.ensure_one()
        return CYCLES[self.interval_unit] * self.interval_number

    def _missed_step(self):
        """Return how many steps of its penalty the missed check has reached."""
        self.ensure_one()
        return health.missed_step(
            fields.Datetime.now() - self.missed_since, self._get_cycle()
        )

    def _sync_contributions(self):
        """Plan, beside, when a missed check takes the next step."""
        result = super()._sync_contributions()
        rows = []
        for duty in self.filtered(lambda d: d.missed_since or d.missed_next_step):
            step = duty._missed_step() if duty.active and duty.missed_since else 0
            rows.append((duty.id, step and duty._step_begins(step)))
        self._store_next_steps(rows)
        return result

    def _step_begins(self, step):
        """Return when the step after ``step`` begins, None after the last one."""
        if step >= health.MISSED_STEPS:
            return None
        return self.missed_since + self._get_cycle() * step / health.MISSED_STEPS

    @api.model
    def _store_next_steps(self, rows):
        """Store rows ``(duty id, moment or None)``; let the cron wake up then."""
        if not rows:
            return
        ids, moments = zip(*rows, strict=True)
        self.env.cr.execute(
            SQL(
                """UPDATE dp_duty d SET missed_next_step = v.moment
                     FROM unnest(%s::int[], %s::timestamp[]) AS v(id, moment)
                    WHERE d.id = v.id
                      AND d.missed_next_step IS DISTINCT FROM v.moment""",
                list(ids),
                [moment or None for moment in moments],
            )
        )
        self.browse(ids).invalidate_recordset(["missed_next_step"], flush=False)
        if first := min(filter(None, moments), default=None):
            self.env.ref("double_prevention.ir_cron_contribution_clock")._trigger(first)

    @api.model
    def _cron_follow_missed(self):
        """Let missed checks take their next step, batch by batch, restartable."""
        # One moment later: the step begins when more than a quarter has passed.
        due = [("missed_next_step", "<", fields.Datetime.now())]
        while duties := self.search(due, order="missed_next_step, id", limit=BATCH):
            duties._sync_contributions()
            remaining = BATCH if len(duties) == BATCH else 0
            if not self.env["ir.cron"]._commit_progress(
                len(duties), remaining=remaining
            ):
                return
        waiting = self.search(
            [("missed_next_step", "!=", False)], order="missed_next_step, id", limit=1
        )
        if waiting:
            self.env.ref("double_prevention.ir_cron_contribution_clock")._trigger(
                waiting.missed_next_step + timedelta(seconds=1)
            )
