"""Reads of the organisation what rules are about, as plain data of one moment."""

from itertools import chain

from odoo import fields
from odoo.tools import SQL

from ..tools.responsibility import Department, Holder, Organisation, Person, Policy

# The people asked for and, along the chain, their deputies; UNION ends circles.
PEOPLE = """
    WITH RECURSIVE wanted(id) AS (
        SELECT unnest(%(ids)s::int[])
         UNION
        SELECT e.dp_deputy_id
          FROM wanted w
          JOIN hr_employee e ON e.id = w.id
         WHERE e.dp_deputy_id IS NOT NULL
    )
    SELECT e.id, e.company_id, v.department_id, v.job_id, e.dp_deputy_id,
           COALESCE(NOT e.active OR v.departure_date < %(day)s
                    OR NOT u.active, FALSE),
           absence.until
      FROM wanted w
      JOIN hr_employee e ON e.id = w.id
      LEFT JOIN res_users u ON u.id = e.user_id
      LEFT JOIN LATERAL (
            SELECT department_id, job_id, departure_date
              FROM hr_version
             WHERE employee_id = e.id AND active
             ORDER BY date_version <= %(day)s DESC,
                      CASE WHEN date_version <= %(day)s THEN date_version END DESC,
                      date_version
             LIMIT 1) v ON TRUE
      LEFT JOIN LATERAL (
            SELECT max(date_to) AS until
              FROM resource_calendar_leaves
             WHERE resource_id = e.resource_id AND time_type = 'leave'
               AND date_from <= %(at)s AND date_to > %(at)s) absence ON TRUE
"""
DEPARTMENTS = """
    WITH RECURSIVE wanted(id, parent_id, manager_id) AS (
        SELECT id, parent_id, manager_id
          FROM hr_department WHERE id = ANY(%(ids)s)
         UNION
        SELECT d.id, d.parent_id, d.manager_id
          FROM wanted w
          JOIN hr_department d ON d.id = w.parent_id
    )
    SELECT id, parent_id, manager_id FROM wanted
"""

JOB_HOLDERS = """
    WITH post(job, department) AS (
        SELECT * FROM unnest(%(jobs)s::int[], %(departments)s::int[])
    ), below(department, id) AS (
        SELECT d.id, b.id
          FROM hr_department d
          JOIN hr_department b
            ON b.parent_path LIKE d.parent_path || '%%'
         WHERE d.id = ANY(%(departments)s)
    )
    SELECT v.employee_id
      FROM post p
      JOIN below b ON b.department = p.department
      JOIN hr_version v ON v.job_id = p.job AND v.department_id = b.id
     WHERE v.active AND v.employee_id IS NOT NULL
     UNION
    SELECT v.employee_id
      FROM post p
      JOIN hr_version v ON v.job_id = p.job
     WHERE p.department = 0 AND v.active AND v.employee_id IS NOT NULL
"""


class Snapshot:
    """Reads an ``Organisation`` with a fixed number of queries.

    Plain SQL, because whoever sets a rule need not be allowed to read HR records:
    what is read here stays in the resolver.

    :param at: naive UTC, the moment: people may be on leave or have another job then
    """

    def __init__(self, env, at=None):
        self.env = env
        self.at = at or fields.Datetime.now()

    def read_organisation(self, rules, employees=(), departments=()):
        """Return what the rules are about.

        :param rules: ``tools.responsibility.Rule``
        :param employees: ids of further people, with their departments
        :param departments: ids of further departments
        """
        for model in (
            "hr.employee",
            "hr.version",
            "hr.department",
            "hr.job",
            "res.users",
            "resource.calendar.leaves",
            "dp.safety.role.holder",
        ):
            self.env[model].flush_model()
        rules = list(rules)
        jobs = self._read_jobs({rule.job for rule in rules if rule.job})
        posts = {(rule.job, rule.department) for rule in rules if rule.job}
        holders = self._read_holders({rule.role for rule in rules if rule.role})
        people = self._read_people(
            {
                *employees,
                *(rule.employee for rule in rules if rule.employee),
                *(holder.employee for holder in holders),
                *self._find_job_holders(posts),
            }
        )
        nodes = self._read_departments(
            {
                *departments,
                *(rule.department for rule in rules),
                *jobs.values(),
                *(person.department for person in people.values()),
            }
        )
        managers = {node.manager for node in nodes.values()} - people.keys()
        return Organisation(
            people={**people, **self._read_people(managers)},
            departments=nodes,
            jobs=jobs,
            holders=holders,
            unit_paths=self._read_unit_paths({rule.unit for rule in rules}),
            # Only a job or a role may have several holders to choose from.
            policies=self._read_policies(
                {rule.company for rule in rules if rule.job or rule.role}
            ),
        )

    def read_loads(self, organisation):
        """Return ``{employee: number of active duties}`` where one has to be chosen.

        As stored: this is asked while persons are being computed.
        """
        ids = [person.id for person in organisation.people.values() if person.job]
        ids += [holder.employee for holder in organisation.holders]
        return dict(
            self._query(
                """SELECT employee_id, count(*) FROM dp_duty
                    WHERE active AND employee_id = ANY(%(ids)s)
                    GROUP BY employee_id""",
                ids=ids,
            )
        )

    def _query(self, statement, **values):
        """Return rows; nothing is asked when all the lists of ids are empty."""
        lists = [value for value in values.values() if isinstance(value, list)]
        if not any(lists):
            return []
        return self.env.execute_query(SQL(statement, **values))

    def _read_people(self, ids):
        rows = self._query(
            PEOPLE,
            ids=list(filter(None, ids)),
            at=self.at,
            day=fields.Date.to_date(self.at),
        )
        return {
            row[0]: Person(*(value or 0 for value in row[:5]), row[5], row[6])
            for row in rows
        }

    def _read_departments(self, ids):
        rows = self._query(DEPARTMENTS, ids=list(filter(None, ids)))
        return {row[0]: Department(*(value or 0 for value in row)) for row in rows}

    def _read_jobs(self, ids):
        rows = self._query(
            "SELECT id, department_id FROM hr_job WHERE id = ANY(%(ids)s)",
            ids=list(ids),
        )
        return {job: department or 0 for job, department in rows}

    def _find_job_holders(self, posts):
        """Return who has, had or will have a job in a department or below it.

        :param posts: pairs ``(job, department or 0: anywhere)``
        """
        jobs, departments = zip(*posts, strict=True) if posts else ((), ())
        rows = self._query(JOB_HOLDERS, jobs=list(jobs), departments=list(departments))
        return chain.from_iterable(rows)

    def _read_holders(self, roles):
        rows = self._query(
            """SELECT role_id, employee_id, company_id, COALESCE(unit_id, 0)
                 FROM dp_safety_role_holder
                WHERE role_id = ANY(%(ids)s)
                  AND (date_from IS NULL OR date_from <= %(day)s)
                  AND (date_to IS NULL OR date_to >= %(day)s)""",
            ids=list(roles),
            day=fields.Date.to_date(self.at),
        )
        return [Holder(*row) for row in rows]

    def _read_unit_paths(self, units):
        rows = self._query(
            "SELECT id, parent_path FROM dp_risk_unit WHERE id = ANY(%(ids)s)",
            ids=list(filter(None, units)),
        )
        return {
            unit: tuple(int(part) for part in reversed(path.split("/")[:-1]))
            for unit, path in rows
        }

    def _read_policies(self, companies):
        # How a company chooses is no secret; not everybody reads every company.
        companies_sudo = self.env["res.company"].sudo().browse(filter(None, companies))
        return {
            company.id: Policy(
                company.dp_responsibility_choice, company._get_dp_turn(self.at)
            )
            for company in companies_sudo
        }
