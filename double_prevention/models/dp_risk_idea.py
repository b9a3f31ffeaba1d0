from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import similarity

STATES = [
    ("submitted", "To Review"),
    ("accepted", "In the Register"),
    ("merged", "Merged"),
    ("declined", "Declined"),
]
# What whoever named the risk may still write until it is reviewed.
OWN_FIELDS = {
    "name",
    "activity",
    "unit_id",
    "consequence",
    "measure",
    "accident_type_id",
}
# What only a review writes.
RESULT_FIELDS = {"state", "merged_into_id", "event_id", "answer", "reviewed_by_id"}
MOST_COMPARED = 500  # named risks that a new one is compared with


class DpRiskIdea(models.Model):
    """A risk that somebody named from his work, on its way into the register.

    Everybody names risks and sees what became of his own; officers review those of
    their departments: accept into the register with credit to who named it, merge
    what says the same, or decline with a reason, which he is told.
    """

    _name = "dp.risk.idea"
    _description = "Named Risk"
    _inherit = ["dp.department.scope.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "create_date desc, id desc"
    _mail_post_access = "read"

    name = fields.Char(
        "What Can Happen",
        required=True,
        tracking=True,
        help="One sentence: what goes wrong, and what comes of it.",
    )
    activity = fields.Char("While Doing What")
    unit_id = fields.Many2one(
        "dp.risk.unit",
        "Where",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty if you do not know what the place is called here.",
    )
    consequence = fields.Text("Who or What Is Harmed")
    measure = fields.Text("What Would Protect Us")
    accident_type_id = fields.Many2one("dp.accident.type", ondelete="restrict")
    campaign_id = fields.Many2one(
        "dp.campaign", index="btree_not_null", ondelete="restrict", readonly=True
    )
    invitation_id = fields.Many2one(
        "dp.campaign.invitation",
        compute="_compute_invitation_id",
        compute_sudo=True,
        store=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        "Named by",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        compute_sudo=True,
        store=True,
        index="btree_not_null",
        help="That of the place, else that of the person.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="submitted",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    merged_into_id = fields.Many2one(
        "dp.risk.idea",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    merged_ids = fields.One2many("dp.risk.idea", "merged_into_id", "Says the Same")
    supporter_count = fields.Integer(
        "Named by (people)",
        compute="_compute_supporter_count",
        help="How many people named it.",
    )
    event_id = fields.Many2one(
        "dp.risk.event",
        "Risk Event",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    answer = fields.Char(readonly=True, copy=False, help="Why it was declined.")
    reviewed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    similar_ids = fields.Many2many(
        "dp.risk.idea",
        string="Possibly the Same",
        compute="_compute_similar_ids",
        help="Risks to review or in the register that sound alike.",
    )
    can_review = fields.Boolean(compute="_compute_can_review")

    @api.depends("campaign_id", "user_id")
    def _compute_invitation_id(self):
        invitations = self.env["dp.campaign.invitation"].search(
            [
                ("campaign_id", "in", self.campaign_id.ids),
                ("user_id", "in", self.user_id.ids),
            ]
        )
        by_key = {(one.campaign_id, one.user_id): one for one in invitations}
        for idea in self:
            idea.invitation_id = by_key.get((idea.campaign_id, idea.user_id), False)

    @api.depends("unit_id.department_id", "user_id", "company_id")
    def _compute_department_id(self):
        for idea in self:
            employee = idea.user_id.with_company(idea.company_id).employee_id
            idea.department_id = idea.unit_id.department_id or employee.department_id

    @api.depends("merged_ids.user_id", "user_id")
    def _compute_supporter_count(self):
        for idea in self:
            # How many is no secret, who is.
            people_sudo = idea.user_id | idea.sudo().merged_ids.user_id
            idea.supporter_count = len(people_sudo)

    @api.depends("name", "unit_id", "state")
    def _compute_similar_ids(self):
        open_ideas = self.search(
            [
                ("state", "in", ("submitted", "accepted")),
                ("company_id", "in", self.company_id.ids),
            ],
            limit=MOST_COMPARED,
        )
        texts = {one.id: one.name for one in open_ideas}
        for idea in self:
            others = {key: text for key, text in texts.items() if key != idea.id}
            idea.similar_ids = self.browse(similarity.most_alike(idea.name, others)[:5])

    @api.depends("department_id", "state")
    @api.depends_context("uid")
    def _compute_can_review(self):
        for idea in self:
            idea.can_review = idea.state == "submitted" and idea._is_reviewer()

    def _is_reviewer(self):
        """Say whether the user reviews this risk: manager, or officer of its
        department; an auditor never."""
        self.ensure_one()
        user = self.env.user
        if self.env.su:
            return True
        if user.has_group("double_prevention.group_dp_auditor"):
            return False
        if user.has_group("double_prevention.group_dp_manager"):
            return True
        return (
            user.has_group("double_prevention.group_dp_officer")
            and self.department_id in user.dp_department_ids
        )

    # ------------------------------------------------------------------
    # NAMING
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Take what was named, and note that its author took part."""
        for vals in vals_list:
            if not self.env.su:
                vals["user_id"] = self.env.uid
        ideas = super().create(vals_list)
        ideas.campaign_id._check_open()
        for user, mine in ideas.grouped("user_id").items():
            mine.campaign_id._note_answer(user)
        return ideas

    def write(self, vals):
        """Let people correct words until they are reviewed; results by review only."""
        if not self.env.su and vals.keys() & RESULT_FIELDS:
            raise UserError(
                self.env._("What becomes of a named risk is decided by its review.")
            )
        if not self.env.su and vals.keys() & OWN_FIELDS:
            for idea in self:
                if idea.state != "submitted":
                    raise UserError(
                        self.env._(
                            "%(risk)s has been reviewed and does not change any "
                            "more. Name it anew.",
                            risk=idea.name,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reviewed(self):
        if reviewed := self.filtered(lambda one: one.state != "submitted"):
            raise UserError(
                self.env._(
                    "%(risk)s has been reviewed: what became of it stays on record.",
                    risk=reviewed[0].name,
                )
            )

    # ------------------------------------------------------------------
    # REVIEW
    # ------------------------------------------------------------------

    def _check_review(self):
        """Refuse what the user may not review, or what is reviewed already."""
        for idea in self:
            if not idea._is_reviewer():
                raise UserError(
                    self.env._(
                        "%(risk)s: only a safety officer of the department or a "
                        "safety manager reviews named risks.",
                        risk=idea.name,
                    )
                )
            if idea.state != "submitted":
                raise UserError(
                    self.env._("%(risk)s has been reviewed already.", risk=idea.name)
                )

    def action_accept(self):
        """Take the risk into the register, with credit to whoever named it.

        The event comes with the measure that was proposed; it still has to be
        assessed. Opens the event.

        :raise UserError: not to be reviewed by this user, or no place is known
        """
        self.ensure_one()
        self._check_review()
        if not self.unit_id:
            raise UserError(
                self.env._(
                    "%(risk)s: choose the unit where it belongs first.", risk=self.name
                )
            )
        event = self.env["dp.risk.event"].create(
            {
                "name": self.name,
                "unit_id": self.unit_id.id,
                "consequence": self.consequence,
                "accident_type_id": self.accident_type_id.id,
                "measure_ids": [
                    fields.Command.create(
                        {"name": self.measure, "check_content": self.measure}
                    )
                ]
                if self.measure
                else [],
            }
        )
        self._set_result("accepted", event_id=event.id)
        event._message_log(
            body=self.env._(
                "Named by %(people)s.",
                people=", ".join(self._get_people().mapped("name")),
            )
        )
        return event.get_formview_action()

    def action_merge(self):
        """Merge the chosen risks into the oldest of them: they say the same."""
        self._check_review()
        if len(self) < 2:
            raise UserError(self.env._("Choose two or more risks that say the same."))
        kept = self.sorted("id")[0]
        (self - kept)._set_result("merged", merged_into_id=kept.id)
        return kept.get_formview_action()

    def action_decline(self):
        """Ask for the reason to decline."""
        self._check_review()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "double_prevention.dp_idea_decline_action"
        )
        action["context"] = {"default_idea_ids": self.ids}
        return action

    def _decline(self, reason):
        """Decline the risks and tell why."""
        self._check_review()
        self._set_result("declined", answer=reason)

    def _set_result(self, state, **vals):
        """Write the result of the review; tell and thank the people."""
        # The result is written by the review alone.
        self.sudo().write({"state": state, "reviewed_by_id": self.env.uid, **vals})
        self.env["dp.notice"]._post(
            [
                {
                    "user": user,
                    "record": idea,
                    "kind": "campaign",
                    "summary": lambda env, idea=idea: idea.with_env(
                        env
                    )._get_answer_text(),
                }
                for idea in self
                for user in idea._get_people()
                if user != self.env.user
            ]
        )

    def _get_people(self):
        """Return who named it: also those whose words were merged into it."""
        self.ensure_one()
        # Who named what is known to the reviewers alone.
        return (self.user_id | self.sudo().merged_ids.user_id).sudo(False)

    def _get_answer_text(self):
        """Return what became of it, in the language of the environment."""
        self.ensure_one()
        if self.state == "accepted":
            return self.env._(
                "Thank you! The risk you named is in the register now: %(risk)s",
                risk=self.name,
            )
        if self.state == "merged":
            return self.env._(
                "The risk you named was merged with another that says the same: "
                "%(risk)s",
                risk=self.name,
            )
        return self.env._(
            "The risk you named was not taken over: %(risk)s. %(reason)s",
            risk=self.name,
            reason=self.answer,
        )

    def action_open_event(self):
        """Open the risk event it became."""
        return self.event_id.get_formview_action()
