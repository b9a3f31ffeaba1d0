"""Data of the size that a benchmark needs, written in SQL: seconds, not hours.

The rows are those the product itself would have stored, without chatter.
"""

from odoo.tools import SQL

# One group of 50 sites, as in the size to plan for: 20,050 nodes in four kinds.
SITES, ZONES, OBJECTS, UNITS = 50, 8, 7, 6


class Plant:
    """A company with a tree of units, events, measures, duties and hazards."""

    def __init__(self, env, name="Bench Group"):
        self.env = env
        self.company = env["res.company"].create({"name": name})
        self.department = env["hr.department"].create(
            {"name": "Production", "company_id": self.company.id}
        )
        self.user = env["res.users"].create(
            {
                "name": "Bench Officer",
                "login": "bench",
                "password": "bench-password",
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
                "group_ids": [
                    (4, env.ref("double_prevention.group_dp_manager").id),
                    (4, env.ref("base.group_user").id),
                ],
            }
        )
        self.employee = env["hr.employee"].create(
            {
                "name": "Bench Officer",
                "user_id": self.user.id,
                "department_id": self.department.id,
                "company_id": self.company.id,
            }
        )

    def _run(self, statement, **values):
        self.env.cr.execute(
            SQL(
                statement,
                company=self.company.id,
                department=self.department.id,
                employee=self.employee.id,
                user=self.user.id,
                **values,
            )
        )

    def units(self, sites=SITES, zones=ZONES, objects=OBJECTS, units=UNITS):
        """Make the tree; each node has so many nodes of the next kind."""
        above = None
        for kind, count in (
            ("site", sites),
            ("zone", zones),
            ("object", objects),
            ("unit", units),
        ):
            self._run(
                """
                INSERT INTO dp_risk_unit
                    (name, code, kind, object_type, parent_id, company_id,
                     department_id, active, sequence, level_version,
                     own_inherent_level, own_residual_level, own_current_level,
                     inherent_level, residual_level, current_level)
                SELECT jsonb_build_object('en_US', %(kind)s || ' ' || number),
                       %(kind)s || '-' || COALESCE(above.id, 0) || '-' || number,
                       %(kind)s, 'equipment', above.id, %(company)s, %(department)s,
                       TRUE, 10, 0, '2', '3', '3', '2', '3', '3'
                  FROM generate_series(1, %(count)s) number
                  LEFT JOIN dp_risk_unit above
                         ON above.kind = %(above)s AND above.company_id = %(company)s
                """,
                kind=kind,
                above=above,
                count=count,
            )
            self._run(
                """
                UPDATE dp_risk_unit u
                   SET parent_path = COALESCE(
                       (SELECT a.parent_path FROM dp_risk_unit a
                         WHERE a.id = u.parent_id),
                       '') || u.id || '/'
                 WHERE u.kind = %(kind)s AND u.company_id = %(company)s
                """,
                kind=kind,
            )
            above = kind

    def events(self, each):
        """Give each unit so many events, orange without controls, yellow with."""
        self._run(
            """
            INSERT INTO dp_risk_event
                (name, unit_id, company_id, department_id, active, sequence,
                 inherent_level, residual_level, current_level, control_tier, health)
            SELECT jsonb_build_object('en_US', 'Event ' || number), u.id, %(company)s,
                   %(department)s, TRUE, 10, '2', '3', '3', '3', 1
              FROM dp_risk_unit u, generate_series(1, %(each)s) number
             WHERE u.kind = 'unit' AND u.company_id = %(company)s
            """,
            each=each,
        )

    def measures(self, each):
        """Give each event so many measures with a yes-or-no check."""
        self._run(
            """
            INSERT INTO dp_control_measure
                (name, check_content, check_type, control_mode, event_id, unit_id,
                 company_id, department_id, active, sequence, critical, health)
            SELECT jsonb_build_object('en_US', 'Measure ' || number),
                   jsonb_build_object('en_US', 'Measure ' || number || ' in place?',
                                      'zh_CN', '措施' || number || '是否到位?'),
                   'yes_no', 'check', e.id, e.unit_id, %(company)s, %(department)s,
                   TRUE, 10, number = 1, 1
              FROM dp_risk_event e, generate_series(1, %(each)s) number
             WHERE e.company_id = %(company)s
            """,
            each=each,
        )

    def duties(self, count):
        """Give so many measures a weekly duty each, due now, in four windows."""
        self._run(
            """
            INSERT INTO dp_duty
                (measure_id, event_id, unit_id, place_id, company_id, department_id,
                 tier, inspection_type, interval_number, interval_unit, day_rule,
                 work_start, work_end, date_start, next_start, next_end, active, rule,
                 rule_employee_id, employee_id, user_id)
            SELECT m.id, m.event_id, m.unit_id, u.parent_id, %(company)s,
                   %(department)s, '4', '1', 1, 'week', 'every', 0, 24, due.start,
                   due.start, due.start + interval '7 days', TRUE, 'employee',
                   %(employee)s, %(employee)s, %(user)s
              FROM (SELECT *, row_number() OVER (ORDER BY id) AS number
                      FROM dp_control_measure WHERE company_id = %(company)s) m
              JOIN dp_risk_unit u ON u.id = m.unit_id
             CROSS JOIN LATERAL (
                   SELECT date_trunc('day', now() AT TIME ZONE 'UTC')
                          + m.number %% 4 * interval '1 minute' AS start) due
             WHERE m.number <= %(count)s
            """,
            count=count,
        )

    def organisation(self, employees, departments, jobs=10):
        """Make so many employees, spread over departments and jobs.

        The last ones manage a department each.
        """
        self.departments = self.env["hr.department"].create(
            [
                {
                    "name": f"Workshop {number}",
                    "parent_id": self.department.id,
                    "company_id": self.company.id,
                }
                for number in range(departments)
            ]
        )
        self.jobs = self.env["hr.job"].create(
            [
                {"name": f"Post {number}", "company_id": self.company.id}
                for number in range(jobs)
            ]
        )
        self.env.flush_all()
        self._run(
            """
            WITH resource AS (
                INSERT INTO resource_resource
                    (name, active, company_id, resource_type, tz, time_efficiency)
                SELECT 'Person ' || number, TRUE, %(company)s, 'user', 'UTC', 100
                  FROM generate_series(1, %(count)s) number
                RETURNING id, name
            ), person AS (
                INSERT INTO hr_employee (name, active, company_id, resource_id)
                SELECT name, TRUE, %(company)s, id FROM resource
                RETURNING id
            ), numbered AS (
                SELECT id, row_number() OVER (ORDER BY id) AS number FROM person
            )
            INSERT INTO hr_version
                (employee_id, company_id, department_id, job_id, date_version, active,
                 last_modified_uid, last_modified_date, marital, employee_type,
                 distance_home_work_unit, hr_responsible_id)
            SELECT id, %(company)s, (%(departments)s)[number %% %(d)s + 1],
                   (%(jobs)s)[number / %(d)s %% %(j)s + 1], '2020-01-01', TRUE, 1,
                   now(), 'single', 'employee', 'kilometers', 1
              FROM numbered
            """,
            count=employees,
            departments=self.departments.ids,
            jobs=self.jobs.ids,
            d=departments,
            j=jobs,
        )
        self._run(
            """
            UPDATE hr_employee e SET current_version_id = v.id
              FROM hr_version v
             WHERE v.employee_id = e.id AND e.current_version_id IS NULL
            """
        )
        self._run(
            """
            UPDATE hr_department d SET manager_id = manager.id
              FROM (SELECT v.department_id, max(v.employee_id) AS id
                      FROM hr_version v
                     WHERE v.company_id = %(company)s AND v.job_id IS NOT NULL
                     GROUP BY v.department_id) manager
             WHERE manager.department_id = d.id
            """
        )
        self.people = self.env["hr.employee"].search(
            [("company_id", "=", self.company.id), ("job_id", "!=", False)],
            order="id",
            limit=100,
        )

    def job_duties(self, count):
        """Give so many duties that look for a job in a department.

        Spread over the measures and over the employees, who have them now. They are
        inserted with their person: half a million updates cost minutes.
        """
        self.env.cr.execute("ANALYZE hr_version, dp_control_measure, dp_risk_unit")
        self._run(
            """
            WITH person AS (
                SELECT employee_id, job_id, department_id,
                       row_number() OVER (ORDER BY employee_id) AS number,
                       count(*) OVER () AS total
                  FROM hr_version
                 WHERE company_id = %(company)s AND job_id IS NOT NULL
            ), measure AS (
                SELECT m.*, u.parent_id AS place_id,
                       row_number() OVER (ORDER BY m.id) AS number,
                       count(*) OVER () AS total
                  FROM dp_control_measure m
                  JOIN dp_risk_unit u ON u.id = m.unit_id
                 WHERE m.company_id = %(company)s
            )
            INSERT INTO dp_duty
                (measure_id, event_id, unit_id, place_id, company_id, department_id,
                 tier, inspection_type, interval_number, interval_unit, day_rule,
                 work_start, work_end, date_start, next_start, next_end, active, rule,
                 rule_job_id, rule_department_id, employee_id)
            SELECT m.id, m.event_id, m.unit_id, m.place_id, %(company)s,
                   %(department)s, '4', '1', 1, 'week', 'every', 0, 24, due.start,
                   due.start, due.start + interval '7 days', TRUE, 'job', p.job_id,
                   p.department_id, p.employee_id
              FROM generate_series(1, %(count)s) n
              JOIN person p ON p.number = n %% (SELECT max(total) FROM person) + 1
              JOIN measure m ON m.number = n %% (SELECT max(total) FROM measure) + 1
             CROSS JOIN (SELECT date_trunc('day', now() AT TIME ZONE 'UTC')) due(start)
            """,
            count=count,
        )

    def hazards(self, count, open_share=0.02):
        """Spread so many hidden hazards over the units, most of them closed."""
        self._run(
            """
            INSERT INTO dp_hazard
                (name, title, unit_id, company_id, department_id, source, grade,
                 priority, rule, employee_id, user_id, reporter_id, verifier_id, state,
                 stage_id, deadline, deadline_status, date_reported, date_closed,
                 date_last_stage_update, create_uid, write_uid, create_date, write_date)
            SELECT 'HZ-B-' || number,
                   jsonb_build_object('en_US', 'Hazard ' || number),
                   spot.id, %(company)s, %(department)s, '1', 'general', '0',
                   'employee', %(employee)s,
                   %(user)s, %(user)s, %(user)s, stage.state, stage.id,
                   now() + number * interval '1 minute', 'none',
                   now() - interval '30 days',
                   CASE WHEN stage.state = 'closed' THEN now() END, now(), %(user)s,
                   %(user)s, now(), now()
              FROM generate_series(1, %(count)s) number
              JOIN (SELECT id, row_number() OVER (ORDER BY id) AS rank,
                           count(*) OVER () AS total
                      FROM dp_risk_unit
                     WHERE kind = 'unit' AND company_id = %(company)s) spot
                ON spot.rank = number %% spot.total + 1
              JOIN dp_hazard_stage stage
                ON stage.state = CASE WHEN number <= %(open)s
                   THEN (ARRAY['reported', 'rectifying', 'verifying'])[number %% 3 + 1]
                   ELSE 'closed' END
            """,
            count=count,
            open=int(count * open_share),
        )

    def finish(self):
        """Commit and bring the statistics of PostgreSQL up to date."""
        self.env.cr.execute("ANALYZE")
        self.env.cr.commit()
        self.env.invalidate_all()
        return self
