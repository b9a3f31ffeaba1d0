from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import relevance, workflow
from .dp_hazard_access import UNGUARDED

SYSTEM_FIELDS = {
    "state",
    "result",
    "decided_at",
    "superseded_by_id",
    "hazard_id",
    "judge_id",
}


class DpHazardJudgement(models.Model):
    """A qualified person answers, clause by clause, whether a hazard is major.

    The only way the grade of a hidden hazard changes: one clause that is met confirms
    it as major, none lifts the suspicion with a reason. Who judges is set per company
    (default: safety managers); who would have to rectify a hazard may not clear it.
    A decided judgement is evidence and never edited or deleted; a new one supersedes
    it. Only its author writes a draft.
    """

    _name = "dp.hazard.judgement"
    _description = "Judgement of a Hidden Hazard"
    _order = "id desc"
    _rec_name = "hazard_id"
    _check_company_auto = True

    hazard_id = fields.Many2one(
        "dp.hazard",
        "Hidden Hazard",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="hazard_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="hazard_id.department_id", store=True, index=True
    )
    hazard_description = fields.Text(related="hazard_id.description")
    hazard_unit_id = fields.Many2one(related="hazard_id.unit_id", string="Place")
    photo_before_ids = fields.Many2many(
        related="hazard_id.photo_before_ids", string="Before"
    )
    judge_id = fields.Many2one(
        "res.users",
        "Judged by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
    )
    decided_at = fields.Datetime("Judged on", readonly=True)
    state = fields.Selection(
        [("draft", "Being Judged"), ("done", "Judged")],
        required=True,
        default="draft",
        readonly=True,
        index=True,
    )
    line_ids = fields.One2many("dp.hazard.judgement.line", "judgement_id", "Criteria")
    met_count = fields.Integer("Clauses Met", compute="_compute_counts")
    open_count = fields.Integer("Not Answered Yet", compute="_compute_counts")
    result = fields.Selection(
        [("major", "Major"), ("general", "Not Major")], readonly=True, index=True
    )
    criterion_id = fields.Many2one(
        "dp.hazard.criterion",
        "Clause",
        compute="_compute_criterion_id",
        store=True,
        ondelete="restrict",
        help="The first clause that is met: it makes the hazard major.",
    )
    reason = fields.Text(
        help="What the judgement rests on. Needed to lift a suspicion; the reporter "
        "reads it."
    )
    superseded_by_id = fields.Many2one(
        "dp.hazard.judgement", readonly=True, index="btree_not_null"
    )

    _one_draft = models.UniqueIndex(
        "(hazard_id, judge_id) WHERE state = 'draft'",
        "You are judging this hidden hazard already.",
    )

    @api.depends("line_ids.answer")
    def _compute_counts(self):
        for judgement in self:
            answers = judgement.line_ids.mapped("answer")
            judgement.met_count = answers.count("yes")
            judgement.open_count = answers.count(False)

    @api.depends("line_ids.answer", "line_ids.sequence")
    def _compute_criterion_id(self):
        for judgement in self:
            met = judgement.line_ids.filtered(lambda line: line.answer == "yes")
            judgement.criterion_id = met.sorted("sequence")[:1].criterion_id

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Begin a judgement with the criteria that apply, the likeliest first."""
        for vals in vals_list:
            if SYSTEM_FIELDS & vals.keys() - {"hazard_id"}:
                raise UserError(
                    self.env._("A judgement is decided by its button “Decide” only.")
                )
        judgements = super().create(vals_list)
        for judgement in judgements:
            judgement._check_judge()
        judgements.filtered(lambda one: not one.line_ids)._load_criteria()
        return judgements

    def write(self, vals):
        """Write a draft; a decided judgement stays as it is."""
        if self.env.context.get("dp_unguarded") is UNGUARDED:
            return super().write(vals)
        self._check_open()
        if SYSTEM_FIELDS & vals.keys():
            raise UserError(
                self.env._("A judgement is decided by its button “Decide” only.")
            )
        return super().write(vals)

    def _write_unguarded(self, vals):
        """Write what the decision itself says."""
        return self.with_context(dp_unguarded=UNGUARDED).write(vals)

    def _check_open(self):
        """Refuse to change what is decided."""
        decided = self.filtered(lambda one: one.state == "done")
        if decided:
            raise UserError(
                self.env._(
                    "The judgement of %(hazards)s is evidence and never changes. "
                    "Judge again: the new judgement supersedes it.",
                    hazards=", ".join(decided.hazard_id.mapped("display_name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_open()

    def _check_judge(self):
        """Refuse who is not qualified, and hazards that are over."""
        self.ensure_one()
        hazard = self.hazard_id
        # Whom the company lets judge is no secret to those who ask.
        if not self.company_id.sudo()._is_dp_judge(self.env.user):
            raise AccessError(
                self.env._(
                    "%(hazard)s: you are not among those who judge major hidden "
                    "hazards. Ask a safety manager.",
                    hazard=hazard.display_name,
                )
            )
        if hazard.is_frozen:
            raise UserError(hazard._frozen_message())

    # ------------------------------------------------------------------
    # QUESTIONS
    # ------------------------------------------------------------------

    def _load_criteria(self):
        """Ask the criteria in force on the day of the report, likeliest first."""
        vals_list = []
        for judgement in self:
            hazard = judgement.hazard_id
            criteria = judgement._get_criteria()
            order = relevance.rank(
                judgement._describe_hazard(),
                [
                    " ".join(filter(None, (one.name, one.question, one.pack_id.name)))
                    for one in criteria
                ],
            )
            expected = hazard.measure_id.failure_criterion_id
            ranked = [criteria[index] for index in order]
            ranked.sort(key=lambda one, first=expected: one != first)
            vals_list += [
                {
                    "judgement_id": judgement.id,
                    "sequence": number,
                    "criterion_id": criterion.id,
                    "question": criterion.question or criterion.name,
                }
                for number, criterion in enumerate(ranked, 1)
            ]
        # Which questions are asked is not up to the judge.
        self.env["dp.hazard.judgement.line"].sudo().create(vals_list)

    def _get_criteria(self):
        """Return the criteria by which this hazard is judged."""
        hazard = self.hazard_id
        date = fields.Datetime.context_timestamp(self, hazard.date_reported).date()
        criteria = self.env["dp.hazard.criterion"]
        packs = self.env["dp.criterion.pack"]._get_applicable(self.company_id, date)
        return criteria.search(
            criteria._valid_domain(date)
            & fields.Domain("grade", "=", workflow.MAJOR)
            & fields.Domain("pack_id", "in", packs.ids)
        )

    def _describe_hazard(self):
        """Return all words that say what the hazard is about."""
        hazard = self.hazard_id
        words = (
            hazard.title,
            hazard.description,
            hazard.unit_id.name,
            hazard.measure_id.name,
            hazard.event_id.name,
            hazard.event_id.accident_type_id.name,
        )
        return " ".join(filter(None, words))

    # ------------------------------------------------------------------
    # DECISION
    # ------------------------------------------------------------------

    def action_answer_no(self):
        """Button: none of the questions that are still open applies."""
        self.ensure_one()
        self.line_ids.filtered(lambda line: not line.answer).write({"answer": "no"})
        return True

    def action_decide(self):
        """Button: what is answered decides the grade.

        :raise UserError: questions open, no reason, or the grade may not change so
        """
        self.ensure_one()
        self._check_open()
        self._check_judge()
        result = "major" if self.criterion_id else "general"
        if result == "general":
            self._check_cleared()
        earlier = self.search(
            [
                ("hazard_id", "=", self.hazard_id.id),
                ("state", "=", "done"),
                ("superseded_by_id", "=", False),
            ]
        )
        self._write_unguarded(
            {"state": "done", "result": result, "decided_at": fields.Datetime.now()}
        )
        # Who judges again at once must not meet his own draft in the database.
        self.flush_recordset(["state"])
        # Nobody may write on a decided judgement; that it is superseded says the
        # system.
        earlier.sudo()._write_unguarded({"superseded_by_id": self.id})
        self._grade_hazard()
        return self.hazard_id._action_open()

    def _check_cleared(self):
        """Refuse to call a hazard not major without all answers and a reason."""
        if self.open_count:
            raise UserError(
                self.env._(
                    "%(hazard)s: %(count)s questions are not answered yet. It is not "
                    "major only when none of the clauses is met.",
                    hazard=self.hazard_id.display_name,
                    count=self.open_count,
                )
            )
        if not (self.reason or "").strip():
            raise UserError(
                self.env._(
                    "%(hazard)s: say why it is not major. The reporter reads it.",
                    hazard=self.hazard_id.display_name,
                )
            )

    def _grade_hazard(self):
        """Confirm or clear the hazard by the transition that does it."""
        hazard = self.hazard_id
        confirmed = hazard.grade == workflow.MAJOR and not hazard.suspected_major
        if self.result == "general":
            if hazard.grade == workflow.MAJOR:
                hazard._transition("downgrade", reason=self.reason, judgement=self)
        elif confirmed:
            # The grade stays; a judge need not be one who may write on the hazard.
            hazard.sudo()._write_unguarded({"criterion_id": self.criterion_id.id})
        else:
            hazard._transition(
                "confirm",
                reason=self.reason,
                criterion=self.criterion_id,
                judgement=self,
            )
