from odoo import api, fields, models
from odoo.tools import SQL

from .dp_risk_event import TIERS
from .dp_risk_unit import LEVELS

KINDS = [
    ("event_measure", "Event without measure"),
    ("measure_check", "Measure nobody checks"),
    ("tier_duty", "Tier without duty"),
    ("duty_nobody", "Duty without a person"),
    ("unit_assessment", "Unit not assessed"),
    ("hazard_measure", "Hazard without measure"),
    ("hazard_nobody", "Hazard without a person"),
]
# One branch per kind, all with the same columns. The id says which record of which
# branch it is: the same gap keeps its id for as long as it is there.
BRANCHES = (
    """SELECT e.id::bigint * 16 + 1 AS id, 'event_measure' AS kind,
              e.company_id, e.department_id, e.unit_id, e.id AS event_id,
              NULL::int AS measure_id, NULL::int AS duty_id, NULL::int AS hazard_id,
              NULL AS tier, COALESCE(e.residual_level, e.inherent_level) AS level,
              e.create_date AS since
         FROM dp_risk_event e
         JOIN dp_risk_unit u ON u.id = e.unit_id AND u.active
        WHERE e.active
          AND NOT EXISTS (SELECT FROM dp_control_measure m
                           WHERE m.event_id = e.id AND m.active)""",
    """SELECT m.id::bigint * 16 + 2, 'measure_check',
              m.company_id, m.department_id, m.unit_id, m.event_id,
              m.id, NULL, NULL,
              NULL, COALESCE(e.residual_level, e.inherent_level), m.create_date
         FROM dp_control_measure m
         JOIN dp_risk_event e ON e.id = m.event_id AND e.active
         JOIN dp_risk_unit u ON u.id = m.unit_id AND u.active
        WHERE m.active AND m.control_mode = 'check'
          AND NOT EXISTS (SELECT FROM dp_duty d
                           WHERE d.measure_id = m.id AND d.active)""",
    # A tier an event asks for: down to the lowest that carries one of its measures
    # out. Without any duty at all its measures are listed already.
    """SELECT e.id::bigint * 16 + 2 + t.tier::int, 'tier_duty',
              e.company_id, e.department_id, e.unit_id, e.id,
              NULL, NULL, NULL,
              t.tier, COALESCE(e.residual_level, e.inherent_level),
              COALESCE(a.create_date, e.create_date)
         FROM dp_risk_event e
         JOIN dp_risk_unit u ON u.id = e.unit_id AND u.active
         LEFT JOIN dp_risk_assessment a ON a.id = e.residual_assessment_id
         JOIN unnest(ARRAY['1', '2', '3', '4']) t(tier) ON t.tier >= e.control_tier
        WHERE e.active AND COALESCE(e.residual_level, e.inherent_level) IS NOT NULL
          AND NOT EXISTS (SELECT FROM dp_duty d
                           WHERE d.event_id = e.id AND d.tier = t.tier AND d.active)
          AND EXISTS (SELECT FROM dp_duty d WHERE d.event_id = e.id AND d.active)
          AND EXISTS (SELECT FROM dp_control_measure m
                       WHERE m.event_id = e.id AND m.active
                         AND m.control_mode = 'check'
                         AND COALESCE(m.tier, '4') >= t.tier)""",
    """SELECT d.id::bigint * 16 + 7, 'duty_nobody',
              d.company_id, d.department_id, d.unit_id, d.event_id,
              d.measure_id, d.id, NULL,
              d.tier, COALESCE(e.residual_level, e.inherent_level), d.write_date
         FROM dp_duty d
         JOIN dp_control_measure m ON m.id = d.measure_id AND m.active
         JOIN dp_risk_event e ON e.id = d.event_id AND e.active
         JOIN dp_risk_unit u ON u.id = d.unit_id AND u.active
        WHERE d.active AND d.employee_id IS NULL""",
    """SELECT u.id::bigint * 16 + 8, 'unit_assessment',
              u.company_id, u.department_id, u.id, e.event_id,
              NULL, NULL, NULL,
              NULL, u.current_level, u.create_date
         FROM dp_risk_unit u
         LEFT JOIN (SELECT unit_id,
                           min(id) FILTER (WHERE inherent_level IS NULL
                                              OR residual_level IS NULL) AS event_id
                      FROM dp_risk_event
                     WHERE active
                     GROUP BY unit_id) e ON e.unit_id = u.id
        WHERE u.active
          AND (e.event_id IS NOT NULL OR (u.kind = 'unit' AND e.unit_id IS NULL))""",
    """SELECT h.id::bigint * 16 + 9, 'hazard_measure',
              h.company_id, h.department_id, h.unit_id, NULL,
              NULL, NULL, h.id,
              NULL, u.current_level, h.create_date
         FROM dp_hazard h
         LEFT JOIN dp_risk_unit u ON u.id = h.unit_id
        WHERE h.state NOT IN ('closed', 'rejected') AND h.measure_id IS NULL""",
    """SELECT h.id::bigint * 16 + 10, 'hazard_nobody',
              h.company_id, h.department_id, h.unit_id, NULL,
              h.measure_id, NULL, h.id,
              NULL, u.current_level, h.create_date
         FROM dp_hazard h
         LEFT JOIN dp_risk_unit u ON u.id = h.unit_id
        WHERE h.state NOT IN ('closed', 'rejected') AND h.employee_id IS NULL""",
)


class DpRegisterGap(models.Model):
    """What is missing in the chain from the unit to the person, one line per gap.

    Read from the records themselves whenever somebody looks: a gap that was closed is
    gone. Each line leads to its cure.
    """

    _name = "dp.register.gap"
    _description = "Gap"
    _inherit = ["dp.department.scope.mixin"]
    _auto = False
    _order = "level, since, id"
    _depends = {
        "dp.risk.unit": ["active", "kind", "current_level", "department_id"],
        "dp.risk.event": [
            "active",
            "unit_id",
            "department_id",
            "control_tier",
            "inherent_level",
            "residual_level",
            "residual_assessment_id",
        ],
        "dp.control.measure": [
            "active",
            "event_id",
            "control_mode",
            "tier",
        ],
        "dp.duty": ["active", "measure_id", "event_id", "tier", "employee_id"],
        "dp.hazard": ["state", "unit_id", "measure_id", "employee_id"],
    }

    kind = fields.Selection(KINDS, readonly=True, group_expand=True)
    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    unit_id = fields.Many2one("dp.risk.unit", readonly=True)
    event_id = fields.Many2one("dp.risk.event", readonly=True)
    measure_id = fields.Many2one("dp.control.measure", readonly=True)
    duty_id = fields.Many2one("dp.duty", readonly=True)
    hazard_id = fields.Many2one("dp.hazard", readonly=True)
    tier = fields.Selection(TIERS, readonly=True)
    level = fields.Selection(
        LEVELS, readonly=True, help="Residual level of the event, or level of the unit."
    )
    since = fields.Datetime(readonly=True)
    name = fields.Char("What Is Concerned", compute="_compute_name")

    @property
    def _table_query(self):
        # Constants of this file alone.
        return SQL(" UNION ALL ").join(SQL(branch) for branch in BRANCHES)

    @api.depends("hazard_id", "duty_id", "measure_id", "event_id", "unit_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for gap in self:
            record = gap.hazard_id or gap.duty_id or gap.measure_id or gap.event_id
            gap.name = (record or gap.unit_id).display_name

    def action_cure(self):
        """Open exactly what closes the gap."""
        self.ensure_one()
        return getattr(self, f"_cure_{self.kind}")()

    def _cure_event_measure(self):
        return self._open_form(
            "dp.control.measure",
            self.env._("Add a measure against %(event)s", event=self.event_id.name),
            default_event_id=self.event_id.id,
        )

    def _cure_measure_check(self):
        return self.event_id.action_generate_duties()

    def _cure_tier_duty(self):
        return self.event_id.action_generate_duties()

    def _cure_duty_nobody(self):
        return self._open_form(
            "dp.duty", self.env._("Say Who Is Responsible"), self.duty_id
        )

    def _cure_unit_assessment(self):
        if self.event_id:
            return self.event_id.action_assess()
        return self._open_form(
            "dp.risk.event",
            self.env._("Add an event at %(unit)s", unit=self.unit_id.display_name),
            default_unit_id=self.unit_id.id,
        )

    def _cure_hazard_measure(self):
        return self.hazard_id.get_formview_action()

    def _cure_hazard_nobody(self):
        return self.hazard_id.get_formview_action()

    def _open_form(self, model, name, record=None, **context):
        """Return the action that opens a form in a dialog, the list waits behind."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "res_id": record.id if record else False,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {**context, "dialog_size": "extra-large"},
        }

    def action_open_record(self):
        """Open the record that has the gap."""
        self.ensure_one()
        record = self.hazard_id or self.duty_id or self.measure_id or self.event_id
        return (record or self.unit_id).get_formview_action()
