from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import escalation as law
from .dp_duty_schedule import WorkingDays
from .dp_hazard import GRADES
from .dp_risk_event import TIERS
from .dp_risk_unit import LEVELS

HAZARD_TRIGGERS = [
    ("not_accepted", "Hazard not accepted"),
    ("not_started", "Rectification not started"),
    ("overdue", "Hazard overdue"),
    ("verification_waiting", "Verification waiting"),
    ("extension_asked", "Extension not decided"),
]
ROUND_TRIGGERS = [("round_not_started", "Round not started")]
BATCH = 500  # records escalated in one transaction
# Since when a hazard is in the condition, and the condition, by trigger.
HAZARD_CONDITIONS = {
    "not_accepted": ("h.date_last_stage_update", "h.state = 'reported'"),
    "not_started": (
        "h.date_last_stage_update",
        """h.state = 'rectifying' AND COALESCE(h.measures_taken, '') = ''
           AND NOT EXISTS (SELECT FROM dp_hazard_photo_after_rel p
                            WHERE p.dp_hazard_id = h.id)
           AND NOT EXISTS (SELECT FROM maintenance_request m
                            WHERE m.dp_hazard_id = h.id)""",
    ),
    "overdue": (
        "h.deadline",
        "h.state IN ('reported', 'planning', 'rectifying')",
    ),
    "verification_waiting": ("h.date_last_stage_update", "h.state = 'verifying'"),
    "extension_asked": ("x.create_date", "x.state = 'requested'"),
}


class DpEscalationRule(models.Model):
    """What has waited too long goes to the person of a higher tier, once per step.

    A step is one rule: a trigger, the grade and level it is about, a delay, and the
    tier it goes to. Several rules of one trigger with growing delays make a ladder.
    """

    _name = "dp.escalation.rule"
    _description = "Escalation Rule"
    _order = "trigger, delay_hours, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: in every company."
    )
    trigger = fields.Selection(
        HAZARD_TRIGGERS + ROUND_TRIGGERS,
        required=True,
        default="overdue",
        help="Rectification counts as started once measures, a photo of the result "
        "or a maintenance request are there.",
    )
    grade = fields.Selection(
        GRADES, help="Only hazards of this grade. Empty: of every grade."
    )
    level = fields.Selection(
        LEVELS,
        "Level at Least",
        help="Only where the current level of the place is this bad. Empty: "
        "everywhere.",
    )
    delay_hours = fields.Float(
        "After (hours)",
        required=True,
        aggregator=None,
        help="How long it may last before the step.",
    )
    working_days = fields.Boolean(
        "Working Days Only",
        default=True,
        help="Days off of the company's working hours do not count.",
    )
    tier = fields.Selection(
        TIERS,
        "Goes to",
        required=True,
        default="2",
        help="To the person who answers for the place at this tier; if that is the "
        "responsible person, or was told before, to the next higher tier.",
    )
    urgent = fields.Boolean(
        help="Comes at once, at night as well if the settings say so."
    )
    escalation_count = fields.Integer(compute="_compute_escalation_count")

    _delay_positive = models.Constraint(
        "CHECK (delay_hours >= 0)", "The delay of an escalation can't be negative."
    )

    def _compute_escalation_count(self):
        counts = dict(
            self.env["dp.escalation"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.escalation_count = counts.get(rule, 0)

    def action_open_escalations(self):
        """Show the steps this rule has taken."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Escalations"),
            "res_model": "dp.escalation",
            "view_mode": "list,form",
            "domain": [("rule_id", "=", self.id)],
        }

    # ------------------------------------------------------------------
    # STEPS THAT ARE DUE
    # ------------------------------------------------------------------

    @api.model
    def _cron_escalate(self, batch=BATCH):
        """Take the steps that are due. Restartable: a step is taken once."""
        now = fields.Datetime.now()
        left = batch
        for rule in self.search([("active", "=", True)]):
            if left <= 0:
                break
            left -= len(rule._escalate(now, left))
        self.env["ir.cron"]._commit_progress(
            batch - left, remaining=batch if left <= 0 else 0
        )

    def _escalate(self, now, limit=BATCH):
        """Take the step of this rule wherever it is due; return the escalations."""
        self.ensure_one()
        self.env.flush_all()
        due = []
        companies = self.company_id or self.env["res.company"].search(
            [("active", "=", True)]
        )
        for company in companies:
            before = self._get_threshold(company, now)
            due += self._find_due(company, before, now, limit - len(due))
            if len(due) >= limit:
                break
        return self.env["dp.escalation"]._take(self, due, now)

    def _get_threshold(self, company, now):
        """Return since when it has to last for the step to be due at ``now``."""
        # As in the generator of rounds: not every calendar is readable.
        calendar_sudo = company.sudo().resource_calendar_id
        days = WorkingDays(company) if self.working_days and calendar_sudo else None
        return law.threshold(
            now, timedelta(hours=self.delay_hours), calendar_sudo.tz or "UTC", days
        )

    def _find_due(self, company, before, now, limit):
        """Return ``[(record id, since)]`` that no step of this rule was taken for."""
        if self.trigger == "round_not_started":
            return self._find_due_rounds(company, before, now, limit)
        since, condition = HAZARD_CONDITIONS[self.trigger]
        join = (
            "JOIN dp_hazard_extension x ON x.hazard_id = h.id"
            if self.trigger == "extension_asked"
            else ""
        )
        return self.env.execute_query(
            SQL(
                """SELECT h.id, date_trunc('second', %(since)s)
                     FROM dp_hazard h JOIN dp_risk_unit u ON u.id = h.unit_id
                     %(join)s
                    WHERE h.state NOT IN ('closed', 'rejected')
                      AND %(condition)s AND %(since)s <= %(before)s
                      AND h.company_id = %(company)s AND %(extra)s
                      AND NOT EXISTS (
                          SELECT FROM dp_escalation e
                           WHERE e.rule_id = %(rule)s AND e.hazard_id = h.id
                             AND e.since = date_trunc('second', %(since)s))
                    ORDER BY 2, 1 LIMIT %(limit)s""",
                since=SQL(since),
                join=SQL(join),
                condition=SQL(condition),
                before=before,
                company=company.id,
                extra=self._get_extra_condition(),
                rule=self.id,
                limit=limit,
            )
        )

    def _find_due_rounds(self, company, before, now, limit):
        return self.env.execute_query(
            SQL(
                """SELECT i.id, i.date_start
                     FROM dp_inspection i JOIN dp_risk_unit u ON u.id = i.unit_id
                    WHERE i.state = 'planned' AND i.date_start <= %(before)s
                      AND i.date_end > %(now)s AND i.company_id = %(company)s
                      AND %(extra)s
                      AND NOT EXISTS (
                          SELECT FROM dp_escalation e
                           WHERE e.rule_id = %(rule)s AND e.inspection_id = i.id
                             AND e.since = i.date_start)
                    ORDER BY 2, 1 LIMIT %(limit)s""",
                before=before,
                now=now,
                company=company.id,
                extra=self._get_extra_condition(),
                rule=self.id,
                limit=limit,
            )
        )

    def _get_extra_condition(self):
        """Return the condition on grade and level."""
        parts = [SQL("TRUE")]
        if self.level:
            # A smaller value is a worse level.
            parts.append(SQL("u.current_level <= %s", self.level))
        if self.grade and self.trigger != "round_not_started":
            parts.append(SQL("h.grade = %s", self.grade))
        return SQL(" AND ").join(parts)
