from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..tools import learning
from .dp_risk_unit import LEVELS

CAUSES = [
    ("measure_failing", "Measure keeps failing"),
    ("hazard_density", "Many hidden hazards"),
    ("level_high", "Level above residual for long"),
    ("alarm", "Alarm repeats"),
    ("accident", "Accident"),
    ("near_miss", "Near miss"),
    ("analogy", "Similar accident elsewhere"),
    ("equipment", "Change of equipment"),
    ("process", "Change of process"),
    ("person", "Change of the person in charge"),
    ("legal", "Change of law or standard"),
    ("environment", "Change of surroundings"),
    ("review", "Review date reached"),
]
STATES = [
    (learning.OPEN, "To Decide"),
    (learning.ACCEPTED, "Assessed Again"),
    (learning.DECLINED, "Declined"),
]
# What people may write; the rest is evidence or written by deciding.
FREE_FIELDS = {"user_id", "activity_ids", "message_follower_ids", "message_ids"}
OWNER_GROUP = "double_prevention.group_dp_officer"


class DpAssessmentProposal(models.Model):
    """The facts contradict an assessment: a person should look at it again.

    Everybody of the company reads proposals. The system alone makes them and adds
    evidence (see ``tools/learning.py``); the officers of the department decide,
    managers on all. Accepting opens the assessment; declining needs a reason. A
    decided proposal never changes. Nothing else changes by a proposal.

    Here: what is stored and decided. Beside it ``dp_assessment_proposal_learn``:
    where the evidence comes from.
    """

    _name = "dp.assessment.proposal"
    _description = "Re-assessment Proposal"
    _inherit = [
        "dp.department.scope.mixin",
        "dp.smart.button.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "state desc, current_level, last_evidence_date desc, id desc"
    _rec_names_search = ["name", "event_id.name"]
    _check_company_auto = True
    # Whoever may read a proposal may comment on it.
    _mail_post_access = "read"

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    cause = fields.Selection(CAUSES, required=True, readonly=True)
    event_id = fields.Many2one(
        "dp.risk.event", required=True, readonly=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(related="event_id.unit_id", store=True, index=True)
    department_id = fields.Many2one(
        related="event_id.department_id", store=True, index=True
    )
    company_id = fields.Many2one(related="event_id.company_id", store=True, index=True)
    residual_level = fields.Selection(
        LEVELS,
        "Residual Level Then",
        readonly=True,
        help="What was assessed when the proposal was made.",
    )
    current_level = fields.Selection(
        related="event_id.current_level", string="Level Now", store=True
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default=learning.OPEN,
        index=True,
        tracking=True,
        group_expand=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Decides",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        help="The safety officer nearest to the place, unless somebody else is named.",
    )
    date = fields.Datetime("Proposed", required=True, readonly=True)
    evidence_ids = fields.One2many(
        "dp.assessment.evidence", "proposal_id", readonly=True
    )
    evidence_count = fields.Integer("Facts", readonly=True)
    last_evidence_date = fields.Datetime("Latest Fact", readonly=True)
    summary = fields.Char("Why", compute="_compute_summary")
    assessment_ids = fields.One2many(
        "dp.risk.assessment", "proposal_id", "New Assessments", readonly=True
    )
    decided_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, index="btree_not_null"
    )
    decided_at = fields.Datetime("Decided", readonly=True, copy=False)
    decline_reason = fields.Text("Reason for Declining", readonly=True, copy=False)
    silent_until = fields.Date(
        readonly=True,
        copy=False,
        help="Until then the same cause is proposed again only when as much new "
        "evidence has come together as for the first proposal.",
    )
    can_decide = fields.Boolean(
        compute="_compute_can_decide", export_string_translation=False
    )

    _open_cause_uniq = models.UniqueIndex(
        "(event_id, cause) WHERE state = 'open'",
        "This cause is proposed for the event already.",
    )
    _cause_event_idx = models.Index("(event_id, cause, id)")

    @api.depends("name", "cause", "event_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        causes = dict(self._fields["cause"]._description_selection(self.env))
        for proposal in self:
            proposal.display_name = f"{proposal.name} {causes.get(proposal.cause, '')}"

    @api.depends("cause", "evidence_count", "evidence_ids")
    @api.depends_context("lang", "tz")
    def _compute_summary(self):
        for proposal in self:
            proposal.summary = proposal._render_summary()

    def _render_summary(self):
        """Return in one sentence why the event should be assessed again."""
        facts = self.evidence_ids
        since = format_date(self.env, facts[:1].date) if facts else ""
        count = len(facts)
        latest = facts[-1:].sentence or ""
        sentences = {
            "measure_failing": self.env._(
                "%(count)s failed checks of the same measure since %(since)s.",
                count=count,
                since=since,
            ),
            "hazard_density": self.env._(
                "%(count)s hidden hazards of the same event since %(since)s.",
                count=count,
                since=since,
            ),
            "alarm": self.env._(
                "%(count)s alarms since %(since)s.", count=count, since=since
            ),
        }
        return sentences.get(self.cause, latest)

    @api.depends("state", "department_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        mine = self._filtered_access("write")
        for proposal in self:
            proposal.can_decide = (
                proposal in mine
                and proposal.state == learning.OPEN
                and self.env.user.has_group(OWNER_GROUP)
            )

    # ------------------------------------------------------------------
    # EVIDENCE STAYS
    # ------------------------------------------------------------------

    def write(self, vals):
        """Let people name who decides; everything else comes by deciding."""
        if not self.env.su:
            self._check_open()
            names = vals.keys() - FREE_FIELDS
            if names:
                raise AccessError(
                    self.env._(
                        "%(proposal)s is written by the system: accept it or decline "
                        "it.",
                        proposal=self[:1].display_name,
                    )
                )
        result = super().write(vals)
        if "user_id" in vals:
            self._update_activities()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "%(proposal)s can't be deleted: it is evidence. Decline it and say "
                "why.",
                proposal=self[:1].display_name,
            )
        )

    def _check_open(self):
        for proposal in self:
            if proposal.state != learning.OPEN:
                raise UserError(
                    self.env._(
                        "%(proposal)s was decided on %(date)s and does not change any "
                        "more. Assess the event from its own form.",
                        proposal=proposal.display_name,
                        date=format_date(self.env, proposal.decided_at),
                    )
                )

    # ------------------------------------------------------------------
    # DECISIONS
    # ------------------------------------------------------------------

    def action_accept(self):
        """Open the assessment, filled with what speaks for it.

        The proposal counts as accepted when the assessment is saved.
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        action = self.event_id.action_assess()
        action["context"] = {
            **action["context"],
            "default_proposal_id": self.id,
            "default_reason": self._render_reason(),
        }
        return action

    def _render_reason(self):
        """Return the reason of the new assessment: why, and the facts, oldest first."""
        lines = [f"{self.display_name}: {self.summary}"]
        lines += [
            f"- {format_date(self.env, fact.date)} {fact.sentence}"
            for fact in self.evidence_ids
        ]
        return "\n".join(lines)

    def _accept(self):
        """Note that the event was assessed again because of these proposals."""
        self.check_access("write")
        self._check_open()
        self._decide({"state": learning.ACCEPTED})

    def action_decline(self):
        """Ask why the assessment still holds."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decline %(proposal)s", proposal=self.name),
            "res_model": "dp.proposal.decline",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proposal_id": self.id},
        }

    def _decline(self, reason, days):
        """Keep the assessment as it is.

        :param reason: why it still holds
        :param days: length of the cool-down
        """
        self.check_access("write")
        self._check_open()
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "%(proposal)s: say why the assessment still holds.",
                    proposal=self[:1].display_name,
                )
            )
        today = fields.Date.context_today(self)
        self._decide(
            {
                "state": learning.DECLINED,
                "decline_reason": reason,
                "silent_until": today + timedelta(days=days),
            }
        )

    def _decide(self, vals):
        # The right was checked; people don't write the decision itself.
        self.sudo().write(
            {
                **vals,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self._update_activities()

    # ------------------------------------------------------------------
    # REMINDERS AND LINKS
    # ------------------------------------------------------------------

    def _update_activities(self):
        """Remind who decides, as long as there is something to decide."""
        xmlid = "double_prevention.activity_type_assessment_proposal"
        # An activity belongs to its user; the system moves it on with the proposal.
        self.sudo().activity_unlink([xmlid])
        kind = self.env.ref(xmlid)
        waiting = self.filtered(lambda one: one.state == learning.OPEN and one.user_id)
        # As above.
        activities_sudo = self.env["mail.activity"].sudo()
        activities_sudo.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": proposal.id,
                    "activity_type_id": kind.id,
                    "user_id": proposal.user_id.id,
                    "automated": True,
                    "date_deadline": fields.Date.context_today(self)
                    + timedelta(days=7),
                }
                for proposal in waiting
            ]
        )

    def action_open_event(self):
        """Open the event."""
        self.ensure_one()
        return self.event_id.get_formview_action()

    def action_open_unit(self):
        """Open the unit of the event."""
        self.ensure_one()
        return self.unit_id.get_formview_action()

    def action_open_assessments(self):
        """Show the assessments that came from the proposal."""
        return self._get_action_by(
            "proposal_id",
            "dp.risk.assessment",
            self.env._("New Assessments"),
            "list,form",
        )
