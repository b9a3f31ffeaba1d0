from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..tools import work
from .dp_hazard_access import UNGUARDED
from .dp_risk_unit import OPEN_HAZARD

# Mail keeps them beside the record; they are no part of the evidence.
FREE_FIELDS = {"activity_ids", "message_follower_ids", "message_ids", "start_refused"}
SYSTEM_FIELDS = {
    "state",
    "name",
    "requested_by_id",
    "approved_by_id",
    "approved_at",
    "started_at",
    "ended_at",
    "end_note",
    "stop_called_at",
}
BUSY = ("approved", "active")


class DpSpecialWork(models.Model):
    """Special work at a unit: hot work, confined space and the like.

    A light record, no permit form: what, where, when, who, and who watches. While it
    is active it raises the level of its unit (``kind_id.floor_level``); it is refused
    while a major hidden hazard is open on the same line of the tree, and where it
    meets work that it must not meet, the level is one step worse and the approval
    says how the two are coordinated. It starts and ends by itself at its times.
    Once approved it is evidence: more time is a new record.
    """

    _name = "dp.special.work"
    _description = "Special Work"
    _inherit = [
        "dp.contribution.source",
        "dp.department.scope.mixin",
        "dp.smart.button.mixin",
        # hr.mixin: people are chosen without access to private employee data
        "hr.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_start desc, id desc"
    _rec_names_search = ["name", "title"]
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    title = fields.Char("Work", required=True, tracking=True)
    kind_id = fields.Many2one(
        "dp.work.kind", required=True, index=True, ondelete="restrict", tracking=True
    )
    floor_level = fields.Selection(related="kind_id.floor_level")
    unit_id = fields.Many2one(
        "dp.risk.unit",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="unit_id.department_id", store=True, index=True
    )
    date_start = fields.Datetime(
        "From", required=True, default=fields.Datetime.now, tracking=True
    )
    date_end = fields.Datetime("Until", required=True, tracking=True)
    leader_id = fields.Many2one(
        "hr.employee", "Work Leader", index=True, check_company=True, tracking=True
    )
    guardian_id = fields.Many2one(
        "hr.employee",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="Watches and does nothing else; stops the work when something is wrong.",
    )
    crew_ids = fields.Many2many(
        "hr.employee",
        check_company=True,
        help="Employees who do the work; people of a contractor are counted below.",
    )
    contractor_id = fields.Many2one(
        "res.partner", index="btree_not_null", tracking=True
    )
    contractor_count = fields.Integer("People of the Contractor")
    precautions = fields.Text(
        help="Isolation, gas test, fire watch: what makes the work safe."
    )
    coordination = fields.Text(
        help="How this work and the one it meets are kept apart, and who says so."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("active", "Under Way"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    requested_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, default=lambda self: self.env.user
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_at = fields.Datetime(readonly=True, copy=False)
    started_at = fields.Datetime("Started", readonly=True, copy=False)
    ended_at = fields.Datetime("Ended", readonly=True, copy=False)
    end_note = fields.Text("Why It Was Cancelled", readonly=True, copy=False)
    start_refused = fields.Char(
        "Not Started Because",
        readonly=True,
        copy=False,
        help="Why it did not start by itself. Start it by hand when it may begin.",
    )
    major_hazard_ids = fields.Many2many(
        "dp.hazard",
        string="Major Hidden Hazards Here",
        compute="_compute_major_hazard_ids",
    )
    conflict_work_ids = fields.Many2many(
        "dp.special.work",
        string="Meets",
        compute="_compute_conflict_work_ids",
        help="Approved or active work that it must not meet, here at this time.",
    )
    can_approve = fields.Boolean(
        compute="_compute_can", export_string_translation=False
    )
    can_run = fields.Boolean(compute="_compute_can", export_string_translation=False)

    _time_order = models.Constraint(
        "CHECK (date_end > date_start)", "Work has to end after it begins."
    )
    _contractor_count_sign = models.Constraint(
        "CHECK (contractor_count >= 0)", "The number of people can't be negative."
    )
    _busy_idx = models.Index(
        "(date_start, date_end) WHERE state IN ('approved', 'active')"
    )

    # ------------------------------------------------------------------
    # WHAT STANDS AGAINST IT
    # ------------------------------------------------------------------

    @api.depends("name", "kind_id", "unit_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            parts = (one.name, one.kind_id.display_name, one.unit_id.display_name)
            one.display_name = " · ".join(filter(None, parts))

    @api.depends("unit_id")
    def _compute_major_hazard_ids(self):
        """Find open major hazards at the unit, above and below it, in one query."""
        units = self.unit_id
        lines = Domain("unit_id", "child_of", units.ids) | Domain(
            "unit_id", "parent_of", units.ids
        )
        # Whether work may begin is no secret; the hazard opens under its own rules.
        hazards_sudo = (
            self.env["dp.hazard"]
            .sudo()
            .search(Domain("grade", "=", "major") & OPEN_HAZARD & lines)
        )
        for one in self:
            one.major_hazard_ids = hazards_sudo.filtered(
                lambda hazard, path=one.unit_id.parent_path: work.on_one_line(
                    path, hazard.unit_id.parent_path
                )
            ).ids

    @api.depends("unit_id", "kind_id", "date_start", "date_end", "state")
    def _compute_conflict_work_ids(self):
        timed = self.filtered(lambda one: one.date_start and one.date_end)
        (self - timed).conflict_work_ids = False
        if not timed:
            return
        # Work of another department in the same place counts, too.
        others_sudo = self.sudo().search(
            Domain("state", "in", BUSY)
            & Domain("company_id", "in", timed.company_id.ids)
            & Domain("date_start", "<", max(timed.mapped("date_end")))
            & Domain("date_end", ">", min(timed.mapped("date_start")))
        )
        found = work.conflicting(
            [one._as_work() for one in timed],
            [other._as_work() for other in others_sudo],
            self.env["dp.work.kind"]._get_conflict_pairs(),
        )
        for one in timed:
            one.conflict_work_ids = self.browse(found[one._origin.id or one.id])

    def _as_work(self):
        """Return the pure :class:`~..tools.work.Work` of this record.

        The place is the object (risk point) that holds the unit: parts of one
        installation stand too close together to be kept apart by their borders.
        """
        self.ensure_one()
        return work.Work(
            self._origin.id or self.id,
            self.kind_id.id,
            self.date_start,
            self.date_end,
            self._get_place().parent_path or "",
        )

    def _get_place(self):
        """Return the nearest object at or above the unit, the unit without one."""
        node = self.unit_id
        while node and node.kind != "object":
            node = node.parent_id
        return node or self.unit_id

    # ------------------------------------------------------------------
    # WHO MAY DO WHAT
    # ------------------------------------------------------------------

    def _roles(self):
        """Return what the user is to this work: a set of role names."""
        self.ensure_one()
        user = self.env.user
        if self.env.su:
            return {"manager"}
        if user.has_group("double_prevention.group_dp_auditor"):
            return set()
        # Who leads and who watches is on the permit at the gate.
        work_sudo = self.sudo()
        holds = {
            "manager": user.has_group("double_prevention.group_dp_manager"),
            "officer": user.has_group("double_prevention.group_dp_officer")
            and self.department_id in user.dp_department_ids,
            "leader": work_sudo.leader_id.user_id == user,
            "guardian": work_sudo.guardian_id.user_id == user,
        }
        return {role for role, holds_it in holds.items() if holds_it}

    @api.depends("state", "leader_id", "guardian_id", "department_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for one in self:
            roles = one._roles()
            one.can_approve = one.state == "draft" and bool(
                roles & {"manager", "officer"} and not roles & {"leader", "guardian"}
            )
            one.can_run = bool(roles)

    def _check_roles(self, allowed, message):
        for one in self:
            if not one._roles() & allowed:
                raise UserError(message % {"work": one.display_name})

    # ------------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------------

    @api.constrains("date_start", "date_end", "kind_id")
    def _check_time(self):
        for one in self:
            kind = one.kind_id
            if work.is_too_long(one.date_start, one.date_end, kind.max_hours):
                raise ValidationError(
                    self.env._(
                        "%(kind)s lasts at most %(hours)s hours. Shorten it and ask "
                        "for a new approval when more time is needed.",
                        kind=kind.display_name,
                        hours=kind.max_hours,
                    )
                )
            if not kind._is_valid_on(fields.Date.to_date(one.date_start)):
                raise ValidationError(
                    self.env._(
                        "%(kind)s is not in force on that day: choose the kind that "
                        "is.",
                        kind=kind.display_name,
                    )
                )

    @api.constrains("leader_id", "guardian_id", "crew_ids")
    def _check_guardian(self):
        for one in self:
            # Names only: who watches may not be among those who work.
            one_sudo = one.sudo()
            guardian_sudo = one_sudo.guardian_id
            if guardian_sudo and guardian_sudo in (
                one_sudo.leader_id | one_sudo.crew_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%(person)s watches over the work and can't lead it or take "
                        "part in it: choose another guardian.",
                        person=guardian_sudo.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Number the drafts; nobody creates work that is approved already."""
        for vals in vals_list:
            if vals.keys() & (SYSTEM_FIELDS - {"name", "state", "requested_by_id"}):
                raise UserError(
                    self.env._("Create the work as a draft and have it approved.")
                )
        sequence = self.env["ir.sequence"]
        return super().create(
            [
                {
                    **vals,
                    "name": sequence.next_by_code("dp.special.work"),
                    "state": "draft",
                    "requested_by_id": self.env.uid,
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        """Keep what was approved as it was approved."""
        if self.env.context.get("dp_unguarded") is UNGUARDED:
            return super().write(vals)
        guarded = vals.keys() - FREE_FIELDS
        frozen = self.filtered(lambda one: one.state != "draft")
        if (guarded and frozen) or guarded & SYSTEM_FIELDS:
            raise UserError(
                self.env._(
                    "%(work)s is approved or over and stays as it is. Plan a new one "
                    "for more time or for other people.",
                    work=(frozen or self)[0].display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if begun := self.filtered(lambda one: one.state != "draft"):
            raise UserError(
                self.env._(
                    "%(work)s is evidence and can't be deleted. Cancel it instead.",
                    work=begun[0].display_name,
                )
            )

    def _write_unguarded(self, vals):
        self.with_context(dp_unguarded=UNGUARDED).write(vals)

    # ------------------------------------------------------------------
    # WHAT IT DOES TO THE LEVEL
    # ------------------------------------------------------------------

    def _get_contributions(self):
        """Put a floor under the unit while active, a worse one where works meet."""
        self.ensure_one()
        if self.state != "active":
            return []
        rows = [self._contribution("special_work", self.floor_level)]
        meets = self.conflict_work_ids.filtered(lambda one: one.state == "active")
        if meets:
            floor = work.conflict_floor(self.floor_level, meets.mapped("floor_level"))
            rows.append(self._contribution("work_conflict", floor, meets))
        return rows

    def _contribution(self, kind, floor, meets=None):
        def reason(env):
            one = self.with_env(env)
            until = format_datetime(
                env, one.date_end, tz=one._get_tz(), dt_format="short"
            )
            if meets:
                return env._(
                    "%(work)s and %(others)s at the same time, until %(until)s",
                    work=one.kind_id.display_name,
                    others=", ".join(
                        meets.with_env(env).kind_id.mapped("display_name")
                    ),
                    until=until,
                )
            return env._(
                "%(kind)s under way until %(until)s: %(work)s (%(number)s)",
                kind=one.kind_id.display_name,
                until=until,
                work=one.title,
                number=one.name,
            )

        return {
            "kind": kind,
            "unit_id": self.unit_id.id,
            "measure_id": False,
            "penalty": 0.0,
            "floor_level": floor,
            "reason": reason,
        }

    def _get_tz(self):
        return self.company_id.resource_calendar_id.tz or self.env.user.tz or "UTC"

    def _sync_with_neighbours(self):
        """Bring the levels up to date, of the works these meet as well."""
        # Levels belong to the system; the neighbours may be of other departments.
        (self | self.conflict_work_ids).sudo()._sync_contributions()

    # ------------------------------------------------------------------
    # SMART BUTTONS
    # ------------------------------------------------------------------

    def action_open_unit(self):
        """Open the unit where the work is done."""
        self.ensure_one()
        return self.unit_id.get_formview_action()
