from collections import defaultdict
from datetime import datetime, time

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.workload import share
from .dp_risk_unit import OPEN_HAZARD, OPEN_ROUND

# Whose duties are asked for, by model: the field of a duty, and of the rounds and
# hazards that come of it.
SUBJECTS = {
    "hr.employee.public": "employee_id",
    "hr.employee": "employee_id",
    "hr.job": "rule_job_id",
    "hr.department": "department_id",
}
SHOWN = 80  # places and rounds listed at most; the rest opens as a list


class DpSafetyDuties(models.AbstractModel):
    """The page "My Safety Duties", of a person, a post or a department.

    What is controlled at which tier, what is due, how it was fulfilled this month.
    Everything is read with the rights of the reader: a colleague sees the duties,
    which are public in the company, but no rounds of others.
    """

    _name = "dp.safety.duties"
    _description = "Safety Duties of a Person, a Post or a Department"

    @api.model
    @api.readonly
    def get_page(self, model="hr.employee.public", subject_id=False):
        """Return what the page shows.

        :param model: a key of ``SUBJECTS``
        :param subject_id: id in ``model``, default: the employee of the user
        :return: dict with ``subject``, ``places``, ``due``, ``hazards``, ``month``,
            ``people``, ``list`` and ``domains`` (what each number opens); None when
            the user is no employee
        :raise AccessError: the reader may not see the subject
        """
        if model not in SUBJECTS:
            raise ValueError(model)
        if not subject_id:
            model, subject_id = "hr.employee.public", self.env.user.employee_id.id
        if not subject_id:
            return None
        subject = self.env[model].browse(subject_id)
        subject.check_access("read")
        domains = self._get_domains(subject)
        duties = self.env["dp.duty"].search(domains["duties"], order="unit_id, tier")
        return {
            "subject": self._read_subject(subject),
            "places": self._read_places(duties),
            "duty_count": len(duties),
            "due": self._read_due(domains["due"]),
            "hazards": self._read_hazards(domains["hazards"]),
            "month": self._read_month(domains),
            "people": self._read_people(duties) if not self._is_person(subject) else [],
            "list": self._read_list(subject),
            "domains": {name: list(domain) for name, domain in domains.items()},
        }

    @api.model
    def _get_action(self, subject):
        """Return the action that opens the page of ``subject``."""
        action = self.env["ir.actions.client"]._for_xml_id(
            "double_prevention.dp_safety_duties_action"
        )
        action["params"] = {"model": subject._name, "subject_id": subject.id}
        return action

    # ------------------------------------------------------------------
    # WHOSE
    # ------------------------------------------------------------------

    @api.model
    def _is_person(self, subject):
        return SUBJECTS[subject._name] == "employee_id"

    @api.model
    def _get_domains(self, subject):
        """Return ``{what: domain}`` of everything that is counted."""
        if subject._name == "hr.department":
            mine = Domain("department_id", "child_of", subject.id)
            duties = work = mine
        elif subject._name == "hr.job":
            duties = Domain("rule_job_id", "=", subject.id)
            holders = self.env["dp.duty"].search(duties).employee_id
            work = Domain("employee_id", "in", holders.ids)
        else:
            duties = work = Domain("employee_id", "=", subject.id)
        start, end = self._get_month()
        month = work & Domain("date_end", ">=", start) & Domain("date_end", "<", end)
        done = month & Domain("state", "=", "done")
        return {
            "duties": duties,
            "due": work & OPEN_ROUND & Domain("date_start", "<=", self._get_tonight()),
            "hazards": work & OPEN_HAZARD,
            "month": month & Domain("state", "in", ("done", "missed")),
            "done": done & Domain("is_late", "=", False),
            "late": done & Domain("is_late", "=", True),
            "missed": month & Domain("state", "=", "missed"),
            "found": done & Domain("finding_count", ">", 0),
        }

    @api.model
    def _get_month(self):
        """Return the first moments of this and the next month of the reader, UTC."""
        first = fields.Date.context_today(self).replace(day=1)
        return self._to_utc(first), self._to_utc(first + relativedelta(months=1))

    @api.model
    def _get_tonight(self):
        """Return the end of the reader's day, UTC."""
        today = fields.Date.context_today(self)
        return self._to_utc(today + relativedelta(days=1))

    @api.model
    def _to_utc(self, day):
        local = self.env.tz.localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _read_subject(self, subject):
        values = {
            "model": subject._name,
            "id": subject.id,
            "name": subject.display_name,
            "is_person": self._is_person(subject),
            "is_mine": False,
            "post": False,
            "department": False,
        }
        if self._is_person(subject):
            public = self.env["hr.employee.public"].browse(subject.id)
            values.update(
                is_mine=public.user_id == self.env.user,
                post=public.job_title,
                department=public.department_id.display_name,
            )
        return values

    # ------------------------------------------------------------------
    # WHAT
    # ------------------------------------------------------------------

    @api.model
    def _read_places(self, duties):
        """Return a row per place and tier, the most dangerous first."""
        tiers = dict(duties._fields["tier"]._description_selection(self.env))
        levels = dict(
            self.env["dp.risk.unit"]
            ._fields["current_level"]
            ._description_selection(self.env)
        )
        rows = []
        for unit, mine in duties.grouped("unit_id").items():
            for tier, some in mine.grouped("tier").items():
                rows.append(
                    {
                        "id": unit.id,
                        "name": unit.display_name,
                        "level": unit.current_level or False,
                        "level_name": levels.get(unit.current_level, ""),
                        "tier": tier,
                        "tier_name": tiers[tier],
                        "duty_ids": some.ids,
                        "events": some.event_id.mapped("name"),
                        "measure_count": len(some.measure_id),
                        "how_often": self._shortest(some).interval_text,
                    }
                )
        rows.sort(key=lambda row: (row["level"] or "9", row["tier"], row["name"]))
        return rows[:SHOWN]

    @api.model
    def _shortest(self, duties):
        return max(duties, key=lambda duty: duty._get_checks_per_week())

    @api.model
    def _read_due(self, domain):
        """Return the rounds to do until tonight, the most pressing first."""
        rounds = self.env["dp.inspection"].search(
            domain, order="date_end, id", limit=SHOWN
        )
        now = fields.Datetime.now()
        return [
            {
                "id": one.id,
                "name": one.unit_id.display_name,
                "person": one.employee_id.name,
                "until": fields.Datetime.to_string(one.date_end),
                "is_over": one.date_end < now,
                "checks": one.line_count,
            }
            for one in rounds
        ]

    @api.model
    def _read_hazards(self, domain):
        """Return the open hazards to rectify, the most urgent first."""
        hazards = self.env["dp.hazard"].search(
            domain, order="deadline, id", limit=SHOWN
        )
        return [
            {
                "id": one.id,
                "name": f"{one.name} {one.title}",
                "place": one.unit_id.display_name,
                "person": one.employee_id.name,
                "until": fields.Datetime.to_string(one.deadline)
                if one.deadline
                else False,
                "is_over": one.deadline_status == "overdue",
            }
            for one in hazards
        ]

    @api.model
    def _read_month(self, domains):
        """Return how the rounds of this month were done; two queries.

        A round counts in the month in which its window ends.
        """
        month = dict.fromkeys(("done", "late", "missed", "found"), 0)
        for state, is_late, count in self.env["dp.inspection"]._read_group(
            domains["month"], ["state", "is_late"], ["__count"]
        ):
            if state == "missed":
                month["missed"] += count
            else:
                month["late" if is_late else "done"] += count
        month["found"] = self.env["dp.inspection"].search_count(domains["found"])
        total = month["done"] + month["late"] + month["missed"]
        month["share"] = share(month["done"], total)
        return month

    # ------------------------------------------------------------------
    # WORKLOAD
    # ------------------------------------------------------------------

    @api.model
    def _read_people(self, duties):
        """Return a row per person, who has most checks a week first."""
        by_person = duties.grouped("employee_id")
        people = [one.id for one in by_person if one]
        missed, rounds = self._count_rounds(people)
        hazards = {
            employee.id: count
            for employee, count in self.env["dp.hazard"]._read_group(
                Domain("employee_id", "in", people) & OPEN_HAZARD,
                ["employee_id"],
                ["__count"],
            )
        }
        rows = [
            {
                "id": person.id,
                "name": person.name or self.env._("Nobody"),
                "duty_ids": mine.ids,
                "duties": len(mine),
                "checks": round(
                    float(sum(one._get_checks_per_week() for one in mine)), 1
                ),
                "rounds": rounds[person.id],
                "missed": missed[person.id],
                "hazards": hazards.get(person.id, 0),
            }
            for person, mine in by_person.items()
        ]
        rows.sort(key=lambda row: (bool(row["id"]), -row["checks"], row["name"]))
        top = max((row["checks"] for row in rows), default=0)
        return [{**row, "share": share(row["checks"], top)} for row in rows]

    @api.model
    def _count_rounds(self, people):
        """Return ``{person: missed this month}`` and ``{person: open}``, one query."""
        start, end = self._get_month()
        missed, waiting = defaultdict(int), defaultdict(int)
        in_month = Domain("date_end", ">=", start) & Domain("date_end", "<", end)
        for employee, state, count in self.env["dp.inspection"]._read_group(
            Domain("employee_id", "in", people)
            & (OPEN_ROUND | (Domain("state", "=", "missed") & in_month)),
            ["employee_id", "state"],
            ["__count"],
        ):
            (missed if state == "missed" else waiting)[employee.id] += count
        return missed, waiting

    # ------------------------------------------------------------------
    # RESPONSIBILITY LIST
    # ------------------------------------------------------------------

    @api.model
    def _read_list(self, subject):
        """Return the current responsibility list of a person, None without one."""
        if not self._is_person(subject):
            return None
        domain = Domain("employee_id", "=", subject.id)
        current = self.env["dp.post.list"].search(
            domain & Domain("state", "!=", "superseded"), limit=1
        )
        if not current:
            return None
        return {
            "id": current.id,
            "state": current.state,
            "date": fields.Datetime.to_string(current.date),
            "acknowledged": fields.Datetime.to_string(current.date_acknowledged)
            if current.date_acknowledged
            else False,
            "is_outdated": bool(current._find_outdated(Domain("id", "=", current.id))),
        }
