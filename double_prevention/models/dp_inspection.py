from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

from ..tools import workflow
from .dp_duty import INSPECTION_TYPES
from .dp_risk_event import TIERS

STATES = [
    ("planned", "Planned"),
    ("in_progress", "In progress"),
    ("done", "Done"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
]
OPEN_STATES = ("planned", "in_progress")
ORGANISERS = [
    ("self", "Own department"),
    ("leader", "Led by management"),
    ("contractor", "Contractor"),
    ("government", "Government"),
]
# Written by the methods of this model alone, whoever asks.
PROTECTED_FIELDS = frozenset(
    {
        "name",
        "state",
        "origin",
        "started_at",
        "submitted_at",
        "submitted_by_id",
        "is_late",
        "client_uuid",
        "scanned_at",
        "cancel_reason",
        "line_count",
        "answered_count",
        "finding_count",
    }
)
# What the duties ask for in a planned round.
PLANNED_FIELDS = frozenset(
    {"unit_id", "type", "tier", "date_start", "date_end", "scan_required"}
)
# What an inspector may write in his own round; the rest belongs to officers.
INSPECTOR_FIELDS = {"line_ids", "note"}


class DpInspection(models.Model):
    """A round: one person, one place, one window.

    Once submitted (``done``), missed or cancelled it is evidence and never
    changes. A participant sees his own rounds, an officer those of his
    departments, a manager and an auditor all. The state moves only by
    ``_start``, ``_submit``, ``_cancel`` and the cron of missed rounds, judged by
    ``tools/workflow.py``.
    """

    _name = "dp.inspection"
    _description = "Round"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _rec_names_search = ["name", "unit_id"]
    _check_company_auto = True
    # Inspectors comment on their rounds without changing them.
    _mail_post_access = "read"

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    type = fields.Selection(INSPECTION_TYPES, required=True, default="1")
    state = fields.Selection(
        STATES,
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    origin = fields.Selection(
        [("plan", "Generated from duties"), ("manual", "Started by hand")],
        required=True,
        default="manual",
        readonly=True,
        copy=False,
    )
    organiser = fields.Selection(
        ORGANISERS,
        required=True,
        default="self",
    )
    unit_id = fields.Many2one(
        "dp.risk.unit",
        "Place",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="unit_id.department_id", store=True, index=True
    )
    tier = fields.Selection(TIERS)
    employee_id = fields.Many2one(
        "hr.employee",
        "Inspector",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Inspector (user)",
        related="employee_id.user_id",
        store=True,
        index=True,
    )
    date_start = fields.Datetime("Due From", required=True, index=True)
    date_end = fields.Datetime("Due Until", required=True)
    started_at = fields.Datetime("Started", readonly=True, copy=False)
    submitted_at = fields.Datetime("Submitted", readonly=True, copy=False)
    submitted_by_id = fields.Many2one(
        "res.users", "Submitted by", readonly=True, copy=False
    )
    is_late = fields.Boolean(
        "Late", readonly=True, copy=False, help="Submitted after the window was over."
    )
    client_uuid = fields.Char(
        readonly=True,
        copy=False,
        help="Key of the answers given by the device, so that sending them twice "
        "changes nothing.",
    )
    scan_required = fields.Boolean(
        help="The round can be started only by scanning the tag at the place."
    )
    scanned_at = fields.Datetime("Tag Scanned", readonly=True, copy=False)
    cancel_reason = fields.Char("Why Cancelled", readonly=True, copy=False)
    line_ids = fields.One2many("dp.inspection.line", "inspection_id", "Checks")
    note = fields.Text()

    # Stored for the analysis; kept by _count_lines.
    line_count = fields.Integer("Checks to Do", readonly=True, copy=False)
    answered_count = fields.Integer("Checks Done", readonly=True, copy=False)
    finding_count = fields.Integer("Findings", readonly=True, copy=False)
    progress = fields.Integer(
        compute="_compute_progress", help="Share of checks answered, in percent."
    )
    urgency = fields.Selection(
        [
            ("1_pressing", "Ends within two hours"),
            ("2_now", "Due now"),
            ("3_today", "Later today"),
            ("4_soon", "Soon"),
            ("5_over", "Over"),
        ],
        compute="_compute_urgency",
        search="_search_urgency",
        help="How pressing an open round is.",
    )
    can_inspect = fields.Boolean(
        compute="_compute_can_inspect",
        help="The reader may start, answer and submit the round.",
    )
    can_plan = fields.Boolean(
        compute="_compute_can_inspect",
        help="The reader may also say who does the round, and when.",
    )
    hazard_count = fields.Integer("Hazards", compute="_compute_hazard_count")

    _open_window_idx = models.Index(
        "(user_id, date_start) WHERE state IN ('planned', 'in_progress')"
    )
    _open_end_idx = models.Index("(date_end) WHERE state IN ('planned', 'in_progress')")
    _plan_idx = models.Index(
        "(unit_id, date_start) WHERE state = 'planned' AND origin = 'plan'"
    )
    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL",
        "These answers have been received already.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_end > date_start)", "A round has to end after it begins."
    )

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("name", "unit_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for inspection in self:
            parts = (inspection.unit_id.display_name, inspection.name)
            inspection.display_name = " · ".join(filter(None, parts))

    @api.depends("line_count", "answered_count")
    def _compute_progress(self):
        for inspection in self:
            total = inspection.line_count
            inspection.progress = total and 100 * inspection.answered_count // total

    @api.depends("state", "date_start", "date_end")
    @api.depends_context("tz")
    def _compute_urgency(self):
        borders = self._get_urgency_borders()
        for inspection in self:
            inspection.urgency = inspection._get_urgency(borders)

    def _get_urgency_borders(self):
        """Return now, the end of the pressing time and the end of today, naive UTC."""
        now = fields.Datetime.now()
        local = fields.Datetime.context_timestamp(self, now)
        left = fields.Datetime.to_string(local.replace(tzinfo=None))[11:]
        hours, minutes, seconds = map(int, left.split(":"))
        midnight = fields.Datetime.add(
            now, days=1, hours=-hours, minutes=-minutes, seconds=-seconds
        )
        return now, fields.Datetime.add(now, hours=2), midnight

    def _get_urgency(self, borders):
        self.ensure_one()
        now, pressing, midnight = borders
        if self.state not in OPEN_STATES or not (self.date_start and self.date_end):
            return "5_over"
        if self.date_start <= now:
            return "1_pressing" if self.date_end <= pressing else "2_now"
        return "3_today" if self.date_start < midnight else "4_soon"

    def _search_urgency(self, operator, value):
        if operator != "in":
            return NotImplemented
        now, pressing, midnight = self._get_urgency_borders()
        is_open = Domain("state", "in", OPEN_STATES)
        begun = is_open & Domain("date_start", "<=", now)
        waiting = is_open & Domain("date_start", ">", now)
        domains = {
            "1_pressing": begun & Domain("date_end", "<=", pressing),
            "2_now": begun & Domain("date_end", ">", pressing),
            "3_today": waiting & Domain("date_start", "<", midnight),
            "4_soon": waiting & Domain("date_start", ">=", midnight),
            "5_over": ~is_open,
        }
        return Domain.OR(domains[key] for key in value if key in domains)

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Let the sections of "My Rounds" be grouped by how pressing they are."""
        if groupby_spec != "urgency":
            return super()._read_group_groupby(alias, groupby_spec, query)
        now, pressing, midnight = self._get_urgency_borders()
        return SQL(
            """CASE WHEN %(state)s NOT IN ('planned', 'in_progress') THEN '5_over'
                    WHEN %(start)s <= %(now)s AND %(end)s <= %(pressing)s
                    THEN '1_pressing'
                    WHEN %(start)s <= %(now)s THEN '2_now'
                    WHEN %(start)s < %(midnight)s THEN '3_today'
                    ELSE '4_soon' END""",
            state=self._field_to_sql(alias, "state", query),
            start=self._field_to_sql(alias, "date_start", query),
            end=self._field_to_sql(alias, "date_end", query),
            now=now,
            pressing=pressing,
            midnight=midnight,
        )

    @api.depends_context("uid")
    def _compute_can_inspect(self):
        allowed = self._filtered_access("write")
        officer = self.env.user.has_group("double_prevention.group_dp_officer")
        for inspection in self:
            inspection.can_inspect = inspection in allowed
            inspection.can_plan = officer and inspection in allowed

    def _compute_hazard_count(self):
        counts = dict(
            self.env["dp.inspection.line"]._read_group(
                [("inspection_id", "in", self.ids), ("hazard_id", "!=", False)],
                ["inspection_id"],
                ["hazard_id:count_distinct"],
            )
        )
        for inspection in self:
            inspection.hazard_count = counts.get(inspection, 0)

    def _count_lines(self):
        """Keep the counters of checks, answers and findings; one statement."""
        self.flush_recordset(["line_count", "answered_count", "finding_count"])
        self.env["dp.inspection.line"].flush_model(["inspection_id", "result"])
        self.env.cr.execute(
            SQL(
                """UPDATE dp_inspection i
                      SET line_count = v.total, answered_count = v.answered,
                          finding_count = v.findings
                     FROM (SELECT r.id, count(l.id) AS total,
                                  count(l.id) FILTER (
                                      WHERE l.result IS NOT NULL
                                        AND l.result != 'not_inspected') AS answered,
                                  count(l.id) FILTER (
                                      WHERE l.result = 'hazard') AS findings
                             FROM unnest(%s::int[]) AS r(id)
                             LEFT JOIN dp_inspection_line l ON l.inspection_id = r.id
                            GROUP BY r.id) v
                    WHERE i.id = v.id""",
                self.ids,
            )
        )
        self.invalidate_recordset(
            ["line_count", "answered_count", "finding_count"], flush=False
        )

    # ------------------------------------------------------------------
    # EVIDENCE
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Give each round its number; a round begins as planned."""
        if not self.env.su:
            for vals in vals_list:
                self._check_protected(vals)
        unnamed = [vals for vals in vals_list if not vals.get("name")]
        names = self.env["ir.sequence"]._next_many_by_code(self._name, len(unnamed))
        for vals, name in zip(unnamed, names, strict=True):
            vals["name"] = name
        return super().create(vals_list)

    def write(self, vals):
        """Refuse to change evidence, and to go round the workflow."""
        if vals.keys() - {"activity_ids", "message_follower_ids"}:
            self._check_not_frozen()
        if not self.env.su:
            self._check_protected(vals)
            if any(inspection.origin == "plan" for inspection in self):
                self._check_protected(vals, PLANNED_FIELDS)
            if not self.env.user.has_group("double_prevention.group_dp_officer"):
                self._check_inspector_fields(vals)
        return super().write(vals)

    @api.model
    def _check_protected(self, vals, names=PROTECTED_FIELDS):
        """Refuse to write any of ``names``."""
        written = sorted(names & vals.keys())
        if written:
            raise UserError(
                self.env._(
                    "%(fields)s: set by planning, starting, submitting or cancelling "
                    "the round, not by hand.",
                    fields=", ".join(self._get_labels(written)),
                )
            )

    @api.model
    def _check_inspector_fields(self, vals):
        foreign = sorted(vals.keys() - INSPECTOR_FIELDS)
        if foreign:
            raise AccessError(
                self.env._(
                    "%(fields)s of a round can be changed by a safety officer only.",
                    fields=", ".join(self._get_labels(foreign)),
                )
            )

    @api.model
    def _get_labels(self, names):
        described = self.fields_get(names, ["string"])
        return [described[name]["string"] for name in names if name in described]

    def _check_not_frozen(self):
        """Refuse when any of these rounds is evidence."""
        frozen = self.filtered(lambda one: workflow.is_frozen(one.state))[:1]
        if frozen:
            raise UserError(frozen._describe_frozen())

    def _describe_frozen(self):
        """Return in words why this round can't change any more."""
        self.ensure_one()
        if self.state == "done":
            return self.env._(
                "%(round)s was submitted on %(date)s by %(person)s. A submitted round "
                "is evidence: make a new round to correct it.",
                round=self.name,
                date=format_datetime(self.env, self.submitted_at),
                # Everybody who sees the round may know who submitted it.
                person=self.submitted_by_id.sudo().name,
            )
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(round)s is over (%(state)s) and is evidence: make a new round instead.",
            round=self.name,
            state=states[self.state],
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        """Only what nobody began and no duty asked for can be deleted."""
        self._check_not_frozen()
        for inspection in self:
            if inspection.state != "planned" or inspection.origin == "plan":
                raise UserError(
                    self.env._(
                        "%(round)s can't be deleted. Cancel it with a reason instead.",
                        round=inspection.name,
                    )
                )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_view_hazards(self):
        """Open the hidden hazards found in these rounds."""
        hazards = self.line_ids.hazard_id
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Hidden Hazards"),
            "res_model": "dp.hazard",
            "view_mode": "list,kanban,form",
            "domain": [("id", "in", hazards.ids)],
        }
        if len(hazards) == 1:
            action.update(view_mode="form", res_id=hazards.id)
        return action

    def action_view_unit(self):
        """Open the place of the round."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dp.risk.unit",
            "view_mode": "form",
            "res_id": self.unit_id.id,
        }
