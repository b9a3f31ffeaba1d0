from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import workflow


class DpHazard(models.Model):
    """Major hidden hazards: suspicion, judgement, file.

    A suspicion counts at once as major and locks the grade until a judgement
    (``dp.hazard.judgement``) confirms or lifts it; what law asks of a major one is kept
    in its file (``dp.major.file``).
    """

    _inherit = "dp.hazard"

    suspected_major = fields.Boolean(
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="Counts as major until a qualified person has judged it.",
    )
    judgement_ids = fields.One2many("dp.hazard.judgement", "hazard_id", "Judgements")
    judgement_count = fields.Integer(compute="_compute_judgement_count")
    major_file_ids = fields.One2many("dp.major.file", "hazard_id", "Major Hazard File")
    major_file_id = fields.Many2one("dp.major.file", compute="_compute_major_file_id")
    major_clock = fields.Json(related="major_file_ids.clock", string="Clocks")
    can_judge = fields.Boolean(
        compute="_compute_can_judge", export_string_translation=False
    )

    @api.depends("judgement_ids")
    def _compute_judgement_count(self):
        for hazard in self:
            hazard.judgement_count = len(hazard.judgement_ids)

    @api.depends("major_file_ids")
    def _compute_major_file_id(self):
        for hazard in self:
            hazard.major_file_id = hazard.major_file_ids[:1]

    @api.depends("state", "company_id")
    @api.depends_context("uid")
    def _compute_can_judge(self):
        for hazard in self:
            stored = hazard._origin
            hazard.can_judge = (
                bool(stored) and not stored.is_frozen and "judge" in stored._roles()
            )

    # ------------------------------------------------------------------
    # SUSPICION
    # ------------------------------------------------------------------

    @api.model
    def _suspicion_of_report(self, vals):
        """Return what makes a new hazard a suspected one.

        Reported as major it is a suspicion, whoever reports it. The system names a
        clause where one is known already: what follows a closed major one.
        """
        suspected = vals.get("grade") == workflow.MAJOR and not vals.get("criterion_id")
        return {"suspected_major": suspected}

    def _values_of_suspicion(self, reason):
        """Return what the event "suspect" writes."""
        return {
            "grade": workflow.MAJOR,
            "suspected_major": True,
            "criterion_id": False,
            "plan_approved_by_id": False,
            "plan_approved_at": False,
        }

    @api.model
    def _values_of_failure(self, lines):
        """A failed barrier may be a major hidden hazard by itself."""
        values = super()._values_of_failure(lines)
        if lines.measure_id.failure_criterion_id:
            values["grade"] = workflow.MAJOR
        return values

    def _add_evidence(self, lines):
        """Found again: the suspicion that the measure carries holds now, too."""
        result = super()._add_evidence(lines)
        if (
            self.measure_id.failure_criterion_id
            and workflow.judge("suspect", self._facts()).ok
        ):
            self._transition("suspect")
        return result

    def action_verify_first(self):
        """Button: looked at, another person reviews it."""
        return bool(self._transition("verify_first"))

    def action_review(self):
        """Button: reviewed by a second person, the hazard is gone."""
        return bool(self._transition("review"))

    def action_suspect(self):
        """Button: ask what makes people think that it is major."""
        return self._ask("suspect")

    # ------------------------------------------------------------------
    # JUDGEMENT
    # ------------------------------------------------------------------

    def action_judge(self):
        """Button: go through the criteria; a draft is taken up again."""
        self.ensure_one()
        judgements = self.env["dp.hazard.judgement"]
        judgement = judgements.search(
            [
                ("hazard_id", "=", self.id),
                ("judge_id", "=", self.env.uid),
                ("state", "=", "draft"),
            ],
            limit=1,
        )
        judgement = judgement or judgements.create({"hazard_id": self.id})
        return {
            **self._action_form(judgement),
            "name": self.env._("Is It Major?"),
        }

    def action_view_judgements(self):
        """Smart button: how its grade was judged."""
        return self._action_list(
            "dp.hazard.judgement",
            self.env._("Judgements"),
            [("hazard_id", "in", self.ids)],
        )

    @api.model
    def _grade_problem_texts(self, steps):
        """Return what to do about the problems of grade and file, in words."""
        return {
            "already_major": self.env._(
                "It counts as major already: a qualified person judges it."
            ),
            "already_confirmed": self.env._("It is confirmed as major already."),
            "suspicion_open": self.env._(
                "It is suspected to be major: a qualified person has to judge it first."
            ),
            "not_judged": self.env._(
                "No clause makes it major: a qualified person has to judge it first."
            ),
            "judge_unqualified": self.env._(
                "You are not among those who judge major hidden hazards. Ask a safety "
                "manager."
            ),
            "judgement_missing": self.env._(
                "The grade is locked. Use “Judge”: the answers to the criteria decide."
            ),
            "criterion_missing": self.env._(
                "Choose the criterion that makes it major, valid on the day it was "
                "reported."
            ),
            "file_incomplete": self.env._(
                "The file of the major hidden hazard still lacks: %(steps)s.",
                steps=steps,
            ),
            "review_required": self.env._(
                "This company asks for a second review: verify it first, then another "
                "person reviews and closes it."
            ),
            "review_not_required": self.env._(
                "One verification is enough here: use “Verify and Close”."
            ),
            "verification_missing": self.env._(
                "Nobody has verified it yet: that comes before the second review."
            ),
            "reviewer_is_verifier": self.env._(
                "You verified it yourself: another person has to review it."
            ),
        }

    # ------------------------------------------------------------------
    # FILE
    # ------------------------------------------------------------------

    def _major_facts(self):
        """Return what the file says, as fields of ``workflow.Facts``."""
        self.ensure_one()
        file = self.major_file_ids[:1]
        return {
            "missing_file_steps": file._missing_steps() if file else (),
            "needs_review": self.company_id.dp_strict_review,
            "verified_by": file.verified_by_id.id,
        }

    def action_open_major_file(self):
        """Smart button: the file of the major hidden hazard."""
        self.ensure_one()
        if not self.major_file_id:
            raise UserError(
                self.env._(
                    "%(hazard)s was never suspected to be major: it has no file.",
                    hazard=self.display_name,
                )
            )
        return self._action_form(self.major_file_id)

    def _keep_major_files(self, event=None):
        """Let every hazard that counts as major have its file, and date what happened.

        :param event: the transition that was just taken
        """
        majors = self.filtered(lambda hazard: hazard.grade == workflow.MAJOR)
        # The file is made by the system, whoever raised the suspicion.
        files_sudo = self.env["dp.major.file"].sudo()
        files_sudo.create(
            [
                {"hazard_id": hazard.id, "suspected_by_id": hazard.env.uid}
                for hazard in majors
                if not hazard.sudo().major_file_ids  # as above
            ]
        )
        if event:
            # As above.
            self.sudo().major_file_ids._note_event(event)
