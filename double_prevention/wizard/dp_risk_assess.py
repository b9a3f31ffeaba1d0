from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.dp_risk_unit import LEVELS
from ..tools import levels

STAGES = ("inherent", "residual")


class DpRiskAssess(models.TransientModel):
    """Score the inherent and the residual risk of an event side by side.

    The assessor picks sentences; score, level and what to do follow at once from the
    method. A stage that is left empty keeps its last assessment.
    """

    _name = "dp.risk.assess"
    _description = "Assess a Risk"
    # hr.mixin: assessors are chosen by people without access to private employee data
    _inherit = ["hr.mixin"]

    event_id = fields.Many2one("dp.risk.event", required=True, ondelete="cascade")
    unit_id = fields.Many2one(related="event_id.unit_id")
    company_id = fields.Many2one(related="event_id.company_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
    method_id = fields.Many2one(
        "dp.assessment.method",
        required=True,
        compute="_compute_method_id",
        store=True,
        readonly=False,
        domain="[('is_valid', '=', True), ('company_id', 'in', [False, company_id])]",
    )
    method_kind = fields.Selection(related="method_id.kind")
    picker_data = fields.Json(related="method_id.picker_data")
    inherent_value_ids = fields.Many2many(
        "dp.assessment.factor.value",
        "dp_risk_assess_inherent_value_rel",
        string="Inherent Values",
        compute="_compute_value_ids",
        store=True,
        readonly=False,
    )
    residual_value_ids = fields.Many2many(
        "dp.assessment.factor.value",
        "dp_risk_assess_residual_value_rel",
        string="Residual Values",
        compute="_compute_value_ids",
        store=True,
        readonly=False,
    )
    last_inherent_id = fields.Many2one(related="event_id.inherent_assessment_id")
    last_residual_id = fields.Many2one(related="event_id.residual_assessment_id")
    last_inherent_value_ids = fields.Many2many(
        related="last_inherent_id.factor_value_ids", string="Last Inherent Values"
    )
    last_residual_value_ids = fields.Many2many(
        related="last_residual_id.factor_value_ids", string="Last Residual Values"
    )
    last_inherent_text = fields.Char(
        "Last Inherent Result", compute="_compute_last_texts"
    )
    last_residual_text = fields.Char(
        "Last Residual Result", compute="_compute_last_texts"
    )
    direct_inherent_level = fields.Selection(LEVELS, "Determined Inherent Level")
    direct_residual_level = fields.Selection(LEVELS, "Determined Residual Level")
    inherent_score = fields.Float(digits=(16, 6), compute="_compute_results")
    inherent_level = fields.Selection(LEVELS, compute="_compute_results")
    inherent_action = fields.Char("Inherent: What to Do", compute="_compute_results")
    residual_score = fields.Float(digits=(16, 6), compute="_compute_results")
    residual_level = fields.Selection(LEVELS, compute="_compute_results")
    residual_action = fields.Char("Residual: What to Do", compute="_compute_results")
    is_worse = fields.Boolean(compute="_compute_is_worse")
    rule_line_ids = fields.One2many(
        "dp.risk.assess.rule",
        "wizard_id",
        "Major by Rule",
        compute="_compute_rule_line_ids",
        store=True,
        readonly=False,
    )
    direct_major = fields.Boolean(
        "Directly Major", compute="_compute_direct_major", store=True
    )
    assessor_ids = fields.Many2many(
        "hr.employee",
        string="Assessors",
        default=lambda self: self.env.user.employee_id,
    )
    reason = fields.Text()
    reason_required = fields.Boolean(compute="_compute_reason_required")

    @api.depends("event_id", "date")
    def _compute_method_id(self):
        """Go on with the method of the last assessment while it is in force."""
        for wizard in self:
            event, date = wizard.event_id, wizard.date or fields.Date.today()
            last = (event.residual_assessment_id or event.inherent_assessment_id)[:1]
            if last.method_id and last.method_id._is_valid_on(date):
                wizard.method_id = last.method_id
            else:
                wizard.method_id = wizard.method_id._default_for(
                    event.company_id or self.env.company, date
                )

    @api.depends("event_id", "date")
    def _compute_rule_line_ids(self):
        """Ask the rules in force that day; answers of before are proposed again."""
        rules = self.env["dp.direct.major.rule"]
        for wizard in self:
            event = wizard.event_id
            answers = wizard._last_answers()
            answers |= {
                line.rule_id._origin: line.answer for line in wizard.rule_line_ids
            }
            asked = rules._get_questions(
                event.company_id or self.env.company, wizard.date or fields.Date.today()
            )
            wizard.rule_line_ids = [
                Command.clear(),
                *(
                    Command.create({"rule_id": rule.id, "answer": answers.get(rule)})
                    for rule in asked
                ),
            ]

    def _last_answers(self):
        """Return ``{rule: answer}`` of the last assessments of the event.

        A yes to one stage stands above a no to the other.
        """
        self.ensure_one()
        last = (self.last_inherent_id | self.last_residual_id)._origin
        return {
            **dict.fromkeys(last.direct_major_refuted_rule_ids, "no"),
            **dict.fromkeys(last.direct_major_rule_ids, "yes"),
        }

    @api.depends("rule_line_ids.answer")
    def _compute_direct_major(self):
        for wizard in self:
            wizard.direct_major = bool(wizard._rules_answered("yes"))

    def _rules_answered(self, answer):
        """Return the rules answered with ``answer``; False: those not answered."""
        self.ensure_one()
        lines = self.rule_line_ids.filtered(lambda line: line.answer == answer)
        return lines.rule_id

    @api.depends("method_id")
    def _compute_value_ids(self):
        for wizard in self:
            for stage in STAGES:
                field = f"{stage}_value_ids"
                wizard[field] = wizard[field].filtered(
                    lambda value, m=wizard.method_id: value.method_id == m._origin
                )

    @api.depends(
        "method_id",
        "inherent_value_ids",
        "residual_value_ids",
        "direct_inherent_level",
        "direct_residual_level",
        "direct_major",
    )
    def _compute_results(self):
        for wizard in self:
            method = wizard.method_id
            for stage in STAGES:
                values = wizard[f"{stage}_value_ids"]._origin
                score, level, action = 0, False, False
                if method.kind == "direct":
                    level = wizard[f"direct_{stage}_level"]
                elif values and method._picks_complete(values):
                    score, level = method._evaluate(values)
                    action = method._get_band(score).action
                if level and wizard.direct_major:
                    level = levels.MAJOR
                wizard[f"{stage}_score"] = score
                wizard[f"{stage}_level"] = level
                wizard[f"{stage}_action"] = action

    @api.depends("inherent_level", "inherent_score", "residual_level", "residual_score")
    def _compute_is_worse(self):
        """Warn before the assessment itself refuses."""
        for wizard in self:
            inherent, residual = (wizard._stage_result(stage) for stage in STAGES)
            wizard.is_worse = bool(inherent[0] and residual[0]) and (
                levels.is_worse(residual[0], inherent[0])
                or (
                    wizard.method_kind == "product"
                    and not wizard.direct_major
                    and residual[0] == inherent[0]
                    and None not in (residual[1], inherent[1])
                    and residual[1] > inherent[1]
                )
            )

    @api.depends("last_inherent_id", "last_residual_id")
    @api.depends_context("lang")
    def _compute_last_texts(self):
        for wizard in self:
            for stage in STAGES:
                last = wizard[f"last_{stage}_id"]
                wizard[f"last_{stage}_text"] = last and self.env._(
                    "Last: %(result)s (%(date)s)",
                    result=last._result_text(),
                    date=format_date(self.env, last.date),
                )

    def _stage_result(self, stage):
        """Return level and score of a stage: picked now, otherwise its last ones.

        The score is None where it can't be compared with one of this method.
        """
        self.ensure_one()
        if self[f"{stage}_level"]:
            return self[f"{stage}_level"], self[f"{stage}_score"]
        last = self[f"last_{stage}_id"]
        return last.level, last.score if last.method_id == self.method_id else None

    @api.depends("last_inherent_id", "last_residual_id", "method_id", "direct_major")
    def _compute_reason_required(self):
        for wizard in self:
            wizard.reason_required = bool(
                wizard.last_inherent_id
                or wizard.last_residual_id
                or wizard.method_id.kind == "direct"
                or wizard.direct_major
            )

    def action_assess(self):
        """Append an assessment for each stage that was scored.

        :raise UserError: nothing was scored, a stage is half picked, or a rule that
            may make the risk major is not answered
        """
        for wizard in self:
            wizard._check_answers()
        vals_list = [
            wizard._assessment_vals(stage)
            for wizard in self
            for stage in wizard._scored_stages()
        ]
        self.env["dp.risk.assessment"].create(vals_list)
        return {"type": "ir.actions.act_window_close"}

    def _check_answers(self):
        if missing := self._rules_answered(False):
            raise UserError(
                self.env._(
                    "%(event)s: answer yes or no whether it is major by rule: "
                    "%(rules)s.",
                    event=self.event_id.display_name,
                    rules=", ".join(missing.mapped("display_name")),
                )
            )

    def _scored_stages(self):
        """Return the stages that were scored, at least one."""
        self.ensure_one()
        scored = [stage for stage in STAGES if self[f"{stage}_level"]]
        half = [
            stage
            for stage in STAGES
            if self[f"{stage}_value_ids"] and stage not in scored
        ]
        if half or not scored:
            raise UserError(
                self.env._(
                    "%(event)s: pick one sentence for each factor of the inherent "
                    "risk, of the residual risk, or of both.",
                    event=self.event_id.display_name,
                )
            )
        return scored

    def _assessment_vals(self, stage):
        """Return the values of the assessment of ``stage``."""
        self.ensure_one()
        vals = {
            "event_id": self.event_id.id,
            "stage": stage,
            "method_id": self.method_id.id,
            "factor_value_ids": [Command.set(self[f"{stage}_value_ids"].ids)],
            "date": self.date,
            "reason": self.reason,
            "assessor_ids": [Command.set(self.assessor_ids.ids)],
            "direct_major_rule_ids": [Command.set(self._rules_answered("yes").ids)],
            "direct_major_refuted_rule_ids": [
                Command.set(self._rules_answered("no").ids)
            ],
        }
        if self.method_kind == "direct":
            vals["level"] = self[f"{stage}_level"]
        return vals
