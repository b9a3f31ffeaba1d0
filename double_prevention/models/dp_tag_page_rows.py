from odoo import api, fields, models
from odoo.tools import SQL

SHOWN = 5
"""Rows of a list on the page; one more is read, to say that there are more."""

READ_MODELS = (
    "dp.risk.unit",
    "dp.risk.contribution",
    "dp.duty",
    "dp.risk.event",
    "dp.hazard",
    "dp.standard.confirmation",
    "dp.special.work",
)

# Names and phones of employees are those that hr.employee.public shows to everybody.
# One part of the page each, as one column: a JSON list of rows.
PARTS = {
    "chain": """
        SELECT COALESCE(name->>%(lang)s, name->>'en_US') AS name,
               COALESCE(emergency_steps->>%(lang)s, emergency_steps->>'en_US')
                   AS steps,
               emergency_phone_inner AS inner, emergency_phone_outer AS outer
          FROM dp_risk_unit
         WHERE id = ANY(%(path)s)
         ORDER BY parent_path""",
    "company": """
        SELECT dp_emergency_phone_inner AS inner, dp_emergency_phone_outer AS outer
          FROM res_company
         WHERE id = %(company)s""",
    "reasons": """
        SELECT c.date_from AS since, c.unit_id,
               COALESCE(u.code, u.name->>%(lang)s, u.name->>'en_US') AS place,
               COALESCE(c.reason->>%(lang)s, c.reason->>'en_US') AS reason
          FROM dp_risk_contribution c
          JOIN dp_risk_unit u ON u.id = c.unit_id
         WHERE c.unit_id = ANY(ARRAY(TABLE below)) AND c.date_to IS NULL
           AND c.company_id = %(company)s
         ORDER BY c.date_from DESC, c.id DESC
         LIMIT 10""",
    "duties": """
        SELECT d.tier, e.name, COALESCE(e.mobile_phone, e.work_phone) AS phone,
               min(d.next_start) AS start
          FROM dp_duty d
          JOIN hr_employee e ON e.id = d.employee_id
         WHERE (d.unit_id = %(unit)s OR d.place_id = %(unit)s) AND d.active
           AND d.company_id = %(company)s
         GROUP BY d.tier, e.id
         ORDER BY d.tier, count(*) DESC""",
    "rounds": """
        SELECT i.id, i.state, i.user_id, i.date_start AS start, i.date_end AS end,
               i.line_count AS checks, e.name
          FROM dp_inspection i
          JOIN hr_employee e ON e.id = i.employee_id
         WHERE i.state IN ('planned', 'in_progress') AND i.company_id = %(company)s
           AND i.unit_id = ANY(%(path)s || ARRAY(TABLE below))
           AND EXISTS (SELECT FROM dp_inspection_line l
                        WHERE l.inspection_id = i.id
                          AND l.unit_id = ANY(ARRAY(TABLE below)))
         ORDER BY i.user_id = %(uid)s DESC NULLS LAST, i.date_end
         LIMIT 5""",
    "events": """
        SELECT COALESCE(v.name->>%(lang)s, v.name->>'en_US') AS name,
               COALESCE(a.name->>%(lang)s, a.name->>'en_US') AS accident,
               COALESCE(v.current_level, v.residual_level) AS level
          FROM dp_risk_event v
          LEFT JOIN dp_accident_type a ON a.id = v.accident_type_id
         WHERE v.unit_id = ANY(ARRAY(TABLE below)) AND v.active
           AND v.company_id = %(company)s
         ORDER BY v.current_level, v.id
         LIMIT 6""",
    "works": """
        SELECT w.title, w.date_end AS end, e.name AS guardian,
               COALESCE(k.name->>%(lang)s, k.name->>'en_US') AS kind
          FROM dp_special_work w
          JOIN dp_work_kind k ON k.id = w.kind_id
          LEFT JOIN hr_employee e ON e.id = w.guardian_id
         WHERE w.state = 'active' AND w.company_id = %(company)s
           AND w.unit_id = ANY(%(path)s || ARRAY(TABLE below))
         ORDER BY w.date_end
         LIMIT 5""",
    "hazards": """
        SELECT id, name, COALESCE(title->>%(lang)s, title->>'en_US') AS title,
               deadline, state, user_id, verifier_id
          FROM dp_hazard
         WHERE unit_id = ANY(ARRAY(TABLE below))
           AND state NOT IN ('closed', 'rejected') AND company_id = %(company)s
         ORDER BY priority DESC, deadline, id DESC
         LIMIT 6""",
    "standards": """
        SELECT c.id, n.kind, n.changes, n.date,
               COALESCE(m.name->>%(lang)s, m.name->>'en_US') AS name
          FROM dp_standard_confirmation c
          JOIN dp_standard_notice n ON n.id = c.notice_id
          JOIN dp_control_measure m ON m.id = n.measure_id
         WHERE c.user_id = %(uid)s AND c.state = 'to_read'
           AND c.unit_id = ANY(ARRAY(TABLE below)) AND c.company_id = %(company)s
         ORDER BY n.date DESC, n.id DESC
         LIMIT 6""",
}
COLUMNS = {
    # Constants of this file alone; every value is a parameter.
    name: f"(SELECT json_agg(r) FROM ({part}) r) AS {name}"  # noqa: S608
    for name, part in PARTS.items()
}
BELOW = """
    WITH below AS MATERIALIZED (
        SELECT id FROM dp_risk_unit WHERE parent_path LIKE %(below)s
    )
    SELECT """


class DpTag(models.Model):
    """How the page behind a tag reads what it shows.

    By one statement that each connection plans once: asked for one by one, with the
    plans of ten searches, a page would take three times as long. The unit was read
    under its record rules; what hangs at it belongs to its company, and everybody who
    may see the place may see its card. Whatever is opened from the page is read under
    its own rules again.
    """

    _inherit = "dp.tag"

    @api.model
    def _read_rows(self, unit):
        """Return ``{name of the part: list of dicts}`` of what is shown of ``unit``.

        :raise AccessError: the user may not read one of the models at all
        """
        for model in READ_MODELS:
            self.env[model].check_access("read")
        asked = dict(COLUMNS)
        if not unit.current_reason:
            # As assessed: there is nothing to explain, and nothing to look for.
            del asked["reasons"]
        self.env.flush_all()
        [answers] = self.env.execute_query_dict(
            SQL(
                BELOW + ", ".join(asked.values()),
                unit=unit.id,
                path=[int(part) for part in unit.parent_path.split("/") if part],
                below=f"{unit.parent_path}%",
                uid=self.env.uid,
                lang=self.env.lang or "en_US",
                company=unit.company_id.id,
            )
        )
        return {name: answers.get(name) or [] for name in PARTS}

    @api.model
    def _get_below(self, unit):
        """Return the ids of ``unit`` and of all below it."""
        # Only ids, to narrow searches that have their own rules.
        units_sudo = unit.sudo()
        return units_sudo._search(
            [("parent_path", "=like", f"{unit.parent_path}%")]
        ).get_result_ids()

    @api.model
    def _is_mine_and_due(self, row):
        """Say whether a row of ``rounds`` is for the reader to do now."""
        start = self._parse_moment(row["start"])
        return row["user_id"] == self.env.uid and start <= fields.Datetime.now()
