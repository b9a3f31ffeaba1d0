from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .dp_risk_unit import OPEN_HAZARD

UNFIXED = ("reported", "planning", "rectifying")


class DpWarningRule(models.Model):
    """What is so now: the causes of each rule, found by the clock.

    ``_find_<trigger>`` returns the causes of one rule as ``dp.warning._raise_for``
    takes them. A trigger without one is told by events alone, and its warnings are
    closed by people.
    """

    _inherit = "dp.warning.rule"

    @api.model
    def _cron_evaluate(self):
        """Look at every rule, one after the other; restartable."""
        rules = self.search([("active", "=", True)])
        for number, rule in enumerate(rules, 1):
            rule._evaluate()
            if not self.env["ir.cron"]._commit_progress(
                1, remaining=len(rules) - number
            ):
                return

    def _evaluate(self):
        """Raise, update and end the warnings of these rules by what is so now."""
        warnings = self.env["dp.warning"]
        for rule in self:
            find = getattr(rule, f"_find_{rule.trigger}", None)
            if find is None:
                continue
            causes = find()
            current = warnings._raise_rule(
                rule._to_law(), rule.trigger, causes, again=False
            )
            gone = warnings.search(
                [
                    ("rule_id", "=", rule.id),
                    ("state", "!=", "closed"),
                    ("id", "not in", current.ids),
                ]
            )
            gone._close_by_itself()

    def _company_domain(self, field="company_id"):
        """Return the domain of what concerns the company of the rule."""
        self.ensure_one()
        return (
            Domain(field, "=", self.company_id.id) if self.company_id else Domain.TRUE
        )

    def _ago(self):
        """Return the moment before which something has waited too long."""
        return fields.Datetime.subtract(fields.Datetime.now(), hours=self.delay_hours)

    # ------------------------------------------------------------------
    # ROUNDS
    # ------------------------------------------------------------------

    def _find_round_due(self):
        """Rounds that end within the hours of the rule and have not begun."""
        now = fields.Datetime.now()
        until = fields.Datetime.add(now, hours=self.delay_hours)
        rounds = self.env["dp.inspection"].search(
            self._company_domain()
            & Domain("state", "=", "planned")
            & Domain("date_start", "<=", now)
            & Domain("date_end", ">", now)
            & Domain("date_end", "<=", until)
        )
        return [
            {
                "record": one,
                "unit": one.unit_id,
                "employee": one.employee_id,
                "reason": lambda env, one=one: env._(
                    "round not begun yet and soon over: %(round)s",
                    round=one.with_env(env).display_name,
                ),
            }
            for one in rounds
            if (one.date_end - one.date_start).total_seconds() > self.delay_hours * 3600
        ]

    def _find_round_missed(self):
        """Places where a check was missed and not made up for."""
        places = self.env["dp.duty"]._read_group(
            self._company_domain() & Domain("missed_since", "!=", False),
            ["place_id"],
            ["employee_id:recordset"],
        )
        return [
            self.env["dp.inspection"]._describe_miss(place, employees[:1])
            for place, employees in places
        ]

    def _find_rounds_all_good(self):
        """Inspectors who have found nothing in many rounds."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=self.period_days)
        found = self.env["dp.inspection"]._read_group(
            self._company_domain()
            & Domain("state", "=", "done")
            & Domain("submitted_at", ">=", since)
            & Domain("employee_id", "!=", False),
            ["employee_id"],
            ["__count"],
            having=[("finding_count:sum", "=", 0), ("__count", ">=", self.threshold)],
        )
        return [
            {
                "record": employee,
                "employee": employee,
                "count": count,
                "company": employee.company_id,
                "reason": lambda env, who=employee, count=count: env._(
                    "%(person)s has found nothing in %(count)s rounds: look yourself",
                    person=who.name,
                    count=count,
                ),
            }
            for employee, count in found
        ]

    # ------------------------------------------------------------------
    # HIDDEN HAZARDS
    # ------------------------------------------------------------------

    def _find_hazards(self, domain):
        hazards = self.env["dp.hazard"].search(
            self._company_domain() & OPEN_HAZARD & domain
        )
        return [hazard._get_warning_cause(self.trigger) for hazard in hazards]

    def _find_hazard_not_accepted(self):
        """Hazards reported so many hours ago that nobody has accepted."""
        return self._find_hazards(
            Domain("state", "=", "reported")
            & Domain("date_reported", "<=", self._ago())
        )

    def _find_hazard_not_rectified(self):
        """Hazards reported so many hours ago that are not rectified."""
        return self._find_hazards(
            Domain("state", "in", UNFIXED) & Domain("date_reported", "<=", self._ago())
        )

    def _find_hazard_overdue(self):
        """Hazards past their deadline."""
        return self._find_hazards(Domain("deadline_status", "=", "overdue"))

    def _find_hazard_major(self):
        """Major hazards that are open."""
        return self._find_hazards(Domain("grade", "=", "major"))

    # ------------------------------------------------------------------
    # RISKS
    # ------------------------------------------------------------------

    def _find_measure_fails(self):
        """Measures that failed so often since their event was last assessed."""
        self.env.flush_all()
        since = fields.Datetime.subtract(fields.Datetime.now(), days=self.period_days)
        rows = self.env.execute_query(
            SQL(
                """SELECT l.measure_id, count(*)
                     FROM dp_inspection_line l
                     JOIN dp_control_measure m ON m.id = l.measure_id AND m.active
                    WHERE l.result = 'hazard' AND l.answered_at >= %s
                      AND (%s IS NULL OR m.company_id = %s)
                      AND NOT EXISTS (
                          SELECT FROM dp_risk_assessment a
                           WHERE a.event_id = m.event_id
                             AND a.create_date > l.answered_at)
                    GROUP BY l.measure_id HAVING count(*) >= %s""",
                since,
                self.company_id.id or None,
                self.company_id.id or None,
                self.threshold,
            )
        )
        measures = self.env["dp.control.measure"].browse(row[0] for row in rows)
        return [
            {
                "record": measure,
                "unit": measure.unit_id,
                "count": count,
                "reason": lambda env, one=measure, count=count: env._(
                    "failed %(count)s times in %(days)s days: %(measure)s. Assess the "
                    "event again",
                    count=count,
                    days=self.period_days,
                    measure=one.with_env(env).name,
                ),
            }
            for measure, (_id, count) in zip(measures, rows, strict=True)
        ]

    def _find_level_worse(self):
        """Units whose own current level is worse than the residual one."""
        units = self.env["dp.risk.unit"].search(
            self._company_domain() & Domain("is_worse_than_residual", "=", True)
        )
        return [
            unit._get_level_cause()
            for unit in units
            if unit.level_origin_id in (unit, unit.browse())
        ]

    # ------------------------------------------------------------------
    # THE REGISTER ITSELF
    # ------------------------------------------------------------------

    def _get_cause_list(self):
        """Return ``(model, domain)`` of what a warning of several causes opens."""
        self.ensure_one()
        stale = fields.Date.subtract(
            fields.Date.context_today(self), days=self.period_days
        )
        lists = {
            "round_due": ("dp.inspection", Domain("state", "=", "planned")),
            "round_missed": ("dp.inspection", Domain("state", "=", "missed")),
            "round_too_fast": ("dp.inspection", Domain("state", "=", "done")),
            "hazard_overdue": (
                "dp.hazard",
                OPEN_HAZARD & Domain("deadline_status", "=", "overdue"),
            ),
            "hazard_major": ("dp.hazard", OPEN_HAZARD & Domain("grade", "=", "major")),
            "hazard_not_accepted": ("dp.hazard", Domain("state", "=", "reported")),
            "hazard_not_rectified": ("dp.hazard", Domain("state", "in", UNFIXED)),
            "measure_unchecked": (
                "dp.control.measure",
                Domain("control_mode", "=", "check") & Domain("duty_ids", "=", False),
            ),
            "event_unprotected": ("dp.risk.event", Domain("measure_ids", "=", False)),
            "duty_unassigned": ("dp.duty", Domain("employee_id", "=", False)),
            "assessment_stale": (
                "dp.risk.event",
                Domain("residual_assessment_id.date", "<", stale),
            ),
            "person_left": (
                "dp.duty",
                Domain("rule", "=", "employee")
                & Domain("rule_employee_id.active", "=", False),
            ),
        }
        return lists.get(
            self.trigger,
            ("dp.risk.unit", Domain("is_worse_than_residual", "=", True)),
        )

    def _find_by_department(self, describe):
        """Return one cause per department with the number of gaps it has.

        :param describe: function of an environment and the number, gives the sentence
        """
        model, domain = self._get_cause_list()
        found = self.env[model]._read_group(
            self._company_domain() & domain,
            ["company_id", "department_id"],
            ["__count"],
        )
        return [
            {
                "record": department or company,
                "department": department,
                "company": company,
                "count": count,
                "reason": lambda env, of=department or company, count=count: env._(
                    "%(department)s: %(gap)s",
                    department=of.with_env(env).name,
                    gap=describe(env, count),
                ),
            }
            for company, department, count in found
        ]

    def _find_measure_unchecked(self):
        """Measures that nobody checks."""
        return self._find_by_department(
            lambda env, count: env._("%(count)s measures without a check", count=count)
        )

    def _find_event_unprotected(self):
        """Events without any measure."""
        return self._find_by_department(
            lambda env, count: env._("%(count)s events without a measure", count=count)
        )

    def _find_duty_unassigned(self):
        """Duties that nobody answers for today."""
        return self._find_by_department(
            lambda env, count: env._("%(count)s checks without a person", count=count)
        )

    def _find_assessment_stale(self):
        """Events whose assessment is older than the rule allows."""
        return self._find_by_department(
            lambda env, count: env._(
                "%(count)s events assessed more than %(days)s days ago",
                count=count,
                days=self.period_days,
            )
        )

    def _find_person_left(self):
        """Duties that name somebody who has left."""
        return self._find_by_department(
            lambda env, count: env._(
                "%(count)s checks name somebody who has left", count=count
            )
        )
