from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_datetime

HISTORY_FIELDS = {
    "was_identified",
    "was_assessed",
    "was_weak",
    "level_then",
    "story_then",
    "looked_back_at",
}
SEVERITIES = [
    ("0001", "No injury"),
    ("0002", "Light injury"),
    ("0003", "Serious injury"),
    ("0004", "Death"),
]
"""Classes WSA2 by injury of GB 6441-2025."""
CLOSED = "closed"
# Mail keeps them beside the record; they are no part of the evidence.
FREE_FIELDS = {"activity_ids", "message_follower_ids", "message_ids"}
# Written by the buttons and by looking back, not by people.
SYSTEM_FIELDS = {
    "name",
    "state",
    "reporter_id",
    "closed_by_id",
    "closed_at",
    "corrects_id",
    *HISTORY_FIELDS,
}


class DpAccident(models.Model):
    """An accident or a near miss: what happened, why, and what is learnt from it.

    Everybody of the company reads them and reports near misses; officers
    investigate those of their departments, managers all. Who was injured only
    managers see. A closed one is evidence and never changes: a correction is a new
    record that names it. Classes and figures follow GB 6441-2025, so that the rates
    of its appendix A can be computed.

    Beside it: ``dp_accident_history``, what was known at the moment it happened.
    """

    _name = "dp.accident"
    _description = "Accident or Near Miss"
    _inherit = [
        "dp.department.scope.mixin",
        "dp.smart.button.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "title"]
    _check_company_auto = True
    # Whoever may read an accident may comment on it, after its end too.
    _mail_post_access = "read"

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    title = fields.Char("What Happened", required=True, translate=True, tracking=True)
    kind = fields.Selection(
        [("accident", "Accident"), ("near_miss", "Near miss")],
        required=True,
        default="accident",
        tracking=True,
        help="Near miss: it might have hurt somebody or broken something, and did not.",
    )
    state = fields.Selection(
        [
            ("draft", "Reported"),
            ("investigating", "Under Investigation"),
            (CLOSED, "Closed"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    # when and where
    date = fields.Datetime(
        "Happened",
        required=True,
        default=fields.Datetime.now,
        index=True,
        tracking=True,
    )
    unit_id = fields.Many2one(
        "dp.risk.unit",
        "Place",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    place_note = fields.Char("Where Exactly")
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="unit_id.department_id", store=True, index=True
    )
    event_id = fields.Many2one(
        "dp.risk.event",
        "Risk Event",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('unit_id', '=', unit_id)]",
        tracking=True,
        help="The event of the register that came true. Empty: nobody had thought "
        "of it.",
    )
    failed_measure_ids = fields.Many2many(
        "dp.control.measure",
        string="Measures That Failed",
        domain="[('unit_id', '=', unit_id)]",
    )
    # classes of GB 6441-2025
    accident_type_id = fields.Many2one(
        "dp.accident.type",
        compute="_compute_accident_type_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="WSA1 of GB 6441-2025; before July 2026 the types of 1986.",
    )
    severity = fields.Selection(
        SEVERITIES,
        compute="_compute_severity",
        store=True,
        index=True,
        help="WSA2 of GB 6441-2025: the worst injury of those counted below.",
    )
    industry_code = fields.Char(
        "Industry Class",
        help="WSA3 of GB 6441-2025: class of GB/T 4754, e.g. 2614.",
    )
    # figures
    death_count = fields.Integer("Deaths", tracking=True)
    serious_count = fields.Integer("Seriously Injured", tracking=True)
    light_count = fields.Integer("Lightly Injured", tracking=True)
    lost_days = fields.Float(
        digits=(12, 1), tracking=True, help="Lost workdays by GB/T 15499."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    direct_loss = fields.Monetary(
        tracking=True, help="Direct economic loss by GB/T 6721."
    )
    injured_ids = fields.One2many(
        "dp.accident.injured",
        "accident_id",
        "Injured People",
        groups="double_prevention.group_dp_manager",
    )
    # why
    description = fields.Text("Course of Events")
    immediate_cause = fields.Text()
    five_whys = fields.Text(
        help="One line for each why, until the answer is a cause to remove.",
    )
    root_cause = fields.Text()
    photo_ids = fields.Many2many("ir.attachment", string="Photos and Documents")
    # who
    reporter_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    investigator_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Who finds out why; at first the officer nearest to the place.",
    )
    closed_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, index="btree_not_null"
    )
    closed_at = fields.Datetime("Closed On", readonly=True, copy=False)
    # what came of it
    hazard_ids = fields.One2many("dp.hazard", "accident_id", "Corrective Actions")
    hazard_count = fields.Integer("Actions", compute="_compute_hazard_count")
    corrects_id = fields.Many2one(
        "dp.accident",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    corrected_ids = fields.One2many("dp.accident", "corrects_id", "Corrected by")
    similar_event_ids = fields.Many2many(
        "dp.risk.event",
        compute="_compute_similar_event_ids",
        help="Events of the same accident type elsewhere in the register.",
    )
    similar_event_count = fields.Integer(
        "Similar Events", compute="_compute_similar_event_ids"
    )
    can_edit = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )

    _figures_positive = models.Constraint(
        "CHECK (death_count >= 0 AND serious_count >= 0 AND light_count >= 0 "
        "AND lost_days >= 0 AND direct_loss >= 0)",
        "People, days and losses can't be fewer than none.",
    )
    _company_date_idx = models.Index("(company_id, kind, date)")

    @api.depends("name", "title")
    def _compute_display_name(self):
        for accident in self:
            parts = (accident.name, accident.title)
            accident.display_name = " ".join(filter(None, parts))

    @api.depends("event_id")
    def _compute_accident_type_id(self):
        for accident in self:
            accident.accident_type_id = (
                accident.accident_type_id or accident.event_id.accident_type_id
            )

    @api.depends("death_count", "serious_count", "light_count")
    def _compute_severity(self):
        for accident in self:
            accident.severity = (
                "0004"
                if accident.death_count
                else "0003"
                if accident.serious_count
                else "0002"
                if accident.light_count
                else "0001"
            )

    @api.depends("hazard_ids")
    def _compute_hazard_count(self):
        counts = dict(
            self.env["dp.hazard"]._read_group(
                [("accident_id", "in", self.ids)], ["accident_id"], ["__count"]
            )
        )
        for accident in self:
            accident.hazard_count = counts.get(accident._origin, 0)

    @api.depends("accident_type_id", "event_id", "company_id")
    def _compute_similar_event_ids(self):
        events = self.env["dp.risk.event"].search(
            [
                ("accident_type_id", "in", self.accident_type_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        for accident in self:
            similar = events.filtered(
                lambda event, one=accident: (
                    event.accident_type_id == one.accident_type_id
                    and event.company_id == one.company_id
                    and event != one.event_id
                )
            )
            accident.similar_event_ids = similar
            accident.similar_event_count = len(similar)

    @api.depends("state", "department_id")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        for accident in self:
            stored = accident._origin
            accident.can_edit = accident.state != CLOSED and (
                stored.has_access("write") if stored else True
            )

    @api.constrains("date")
    def _check_date(self):
        now = fields.Datetime.now()
        for accident in self:
            if accident.date > now:
                raise ValidationError(
                    self.env._(
                        "%(accident)s can't have happened in the future (%(date)s).",
                        accident=accident.title,
                        date=format_datetime(self.env, accident.date),
                    )
                )

    @api.constrains("kind", "death_count", "serious_count", "light_count")
    def _check_near_miss(self):
        for accident in self:
            if accident.kind == "near_miss" and accident.severity != "0001":
                raise ValidationError(
                    self.env._(
                        "%(accident)s: people were hurt, so it is an accident and no "
                        "near miss.",
                        accident=accident.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # EVIDENCE STAYS
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Number what is reported, and look back at what was known."""
        if not self.env.su:
            for vals in vals_list:
                self._check_no_system_fields(vals)
        numbers = self.env["ir.sequence"]._next_many_by_code(
            "dp.accident", len(vals_list)
        )
        accidents = super().create(
            [
                {**vals, "name": number}
                for vals, number in zip(vals_list, numbers, strict=True)
            ]
        )
        accidents._name_investigators()
        accidents._bind_photos()
        accidents._look_back()
        return accidents

    def write(self, vals):
        """Refuse to change closed ones, and what the buttons alone write."""
        if vals.keys() - FREE_FIELDS:
            self._check_not_closed()
        if not self.env.su:
            self._check_no_system_fields(vals)
        result = super().write(vals)
        if "photo_ids" in vals:
            self._bind_photos()
        if "investigator_id" in vals:
            self._update_activities()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "%(accident)s can't be deleted: what was reported is evidence. Close "
                "it and say what it was.",
                accident=self[:1].display_name,
            )
        )

    @api.model
    def _check_no_system_fields(self, vals):
        names = SYSTEM_FIELDS & vals.keys()
        if names:
            described = self.fields_get(sorted(names), ["string"])
            raise AccessError(
                self.env._(
                    "%(fields)s of an accident are written by its buttons alone.",
                    fields=", ".join(one["string"] for one in described.values()),
                )
            )

    def _write_system(self, vals):
        """Write what a button changes, for who may write the accident."""
        self.check_access("write")
        # The right was checked; these fields are closed to people.
        self.sudo().write(vals)

    def _check_not_closed(self):
        for accident in self:
            if accident.state == CLOSED:
                raise UserError(
                    self.env._(
                        "%(accident)s is closed and does not change any more. Use "
                        "Correct: it makes a new record that refers to this one.",
                        accident=accident.display_name,
                    )
                )

    @api.model
    def _filter_frozen(self, ids):
        """Return those of the accidents ``ids`` that are evidence."""
        return self.browse(ids).exists().filtered(lambda one: one.state == CLOSED)

    @api.model
    def _report(self, vals, photos):
        """Create what a person reports who may not write accidents.

        :param vals: values of the accident
        :param photos: ir.attachment that the person uploaded
        """
        self.env["dp.risk.unit"].browse(vals["unit_id"]).check_access("read")
        # Everybody may report, but the form of the investigation is the officer's.
        accident_sudo = self.sudo().create(
            {
                **vals,
                "reporter_id": self.env.uid,
                "photo_ids": [fields.Command.set(photos.ids)],
            }
        )
        accident_sudo.message_subscribe(self.env.user.partner_id.ids)
        return accident_sudo.with_env(self.env)

    def _bind_photos(self):
        """Bind what was uploaded to the accident, so that who reads it sees it."""
        for accident in self:
            # Its owner uploaded it for this accident and for nothing else.
            loose_sudo = accident.photo_ids.sudo().filtered(
                lambda one: not one.res_id and one.create_uid == self.env.user
            )
            if loose_sudo:
                loose_sudo.write({"res_model": self._name, "res_id": accident.id})

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def action_investigate(self):
        """Button: the report is complete; find out why, and learn from it."""
        self._check_state("draft")
        self._write_system({"state": "investigating"})
        self._look_back()
        self._propose_from_accident()
        self._update_activities()
        return True

    def action_close(self):
        """Button: the cause is known and what follows is under way."""
        self._check_state("investigating")
        for accident in self:
            missing = [
                accident._fields[name]._description_string(self.env)
                for name in ("accident_type_id", "immediate_cause", "root_cause")
                if not accident[name]
            ]
            if missing:
                raise UserError(
                    self.env._(
                        "%(accident)s can't be closed yet. Still missing: %(fields)s.",
                        accident=accident.display_name,
                        fields=", ".join(missing),
                    )
                )
        self._look_back()
        self._propose_from_accident()
        self._write_system(
            {
                "state": CLOSED,
                "closed_by_id": self.env.uid,
                "closed_at": fields.Datetime.now(),
            }
        )
        self._update_activities()
        return True

    def action_correct(self):
        """Button: make a new record that takes the place of a closed one."""
        self.ensure_one()
        self._check_state(CLOSED)
        correction = self.copy()
        correction._write_system({"corrects_id": self.id, "state": "investigating"})
        return correction.get_formview_action()

    def _check_state(self, state):
        states = dict(self._fields["state"]._description_selection(self.env))
        for accident in self:
            if accident.state != state:
                raise UserError(
                    self.env._(
                        "%(accident)s is “%(state)s”; this step is for “%(wanted)s”.",
                        accident=accident.display_name,
                        state=states[accident.state],
                        wanted=states[state],
                    )
                )

    def _propose_from_accident(self):
        """Propose to assess the event that came true again."""
        for accident in self.filtered("event_id"):
            self.env["dp.assessment.proposal"]._propose(
                accident.kind, accident.event_id, [accident._fact()]
            )

    def action_propose_similar(self):
        """Button: propose to look at events of the same type elsewhere, too."""
        self.ensure_one()
        self.check_access("write")
        proposals = self.env["dp.assessment.proposal"]._propose(
            "analogy", self.similar_event_ids, [self._fact()]
        )
        return self._get_related_action(
            "dp.assessment.proposal",
            self.env._("Re-assessment Proposals"),
            "kanban,list,form",
            [("id", "in", proposals.ids)],
        )

    def _fact(self):
        return {
            "record": self,
            "date": self.date,
            "sentence": lambda env: self.with_env(env).display_name,
        }
