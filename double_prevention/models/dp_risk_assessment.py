from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..tools import levels, scoring
from .dp_risk_unit import LEVELS


class DpRiskAssessment(models.Model):
    """One dated scoring of a risk event: append-only evidence.

    Everybody of the company reads assessments. Officers score the events of their
    departments, managers all. Nobody, not even the system, changes or deletes one: a
    correction is a new assessment with its reason. Score and level are determined by
    the version of the method it names; only direct determination takes the level
    from the person. A rule answered with yes (``direct_major_rule_ids``) makes the
    level major by its clause and keeps the score (DOMAIN 2.8).
    """

    _name = "dp.risk.assessment"
    _description = "Risk Assessment"
    # hr.mixin: assessors are chosen by people without access to private employee data
    _inherit = ["hr.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    event_id = fields.Many2one(
        "dp.risk.event", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(related="event_id.unit_id", store=True, index=True)
    department_id = fields.Many2one(
        related="event_id.department_id", store=True, index=True
    )
    company_id = fields.Many2one(related="event_id.company_id", store=True, index=True)
    stage = fields.Selection(
        [("inherent", "Inherent"), ("residual", "Residual")],
        required=True,
        help="Inherent: without counting on the control measures. Residual: with "
        "them as they are.",
    )
    method_id = fields.Many2one(
        "dp.assessment.method", required=True, index=True, ondelete="restrict"
    )
    factor_value_ids = fields.Many2many(
        "dp.assessment.factor.value", string="Values", ondelete="restrict"
    )
    # Stored and never recomputed: a used method is frozen and so is the assessment.
    score = fields.Float(
        digits=(16, 6), compute="_compute_result", store=True, aggregator="avg"
    )
    level = fields.Selection(
        LEVELS,
        compute="_compute_result",
        store=True,
        readonly=False,
        index=True,
        help="From the method; with direct determination, from the assessor.",
    )
    direct_major_rule_ids = fields.Many2many(
        "dp.direct.major.rule",
        "dp_risk_assessment_rule_met_rel",
        string="Major by Rule",
        ondelete="restrict",
        help="Rules that the assessors answered with yes.",
    )
    direct_major_refuted_rule_ids = fields.Many2many(
        "dp.direct.major.rule",
        "dp_risk_assessment_rule_refuted_rel",
        string="Rules Not Met",
        ondelete="restrict",
        help="Rules that the assessors answered with no.",
    )
    direct_major = fields.Boolean(
        "Directly Major",
        compute="_compute_direct_major",
        store=True,
        help="A rule makes this risk major whatever its score.",
    )
    direct_major_clause_id = fields.Many2one(
        "dp.legal.reference",
        "Clause",
        compute="_compute_direct_major",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    assessor_ids = fields.Many2many(
        "hr.employee",
        string="Assessors",
        default=lambda self: self.env.user.employee_id,
        check_company=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    reason = fields.Text(help="Why it is scored again, e.g. a change of the process.")
    previous_id = fields.Many2one(
        "dp.risk.assessment",
        "Previous Assessment",
        compute="_compute_previous_id",
        store=True,
        index="btree_not_null",
    )
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )

    _event_stage_idx = models.Index("(event_id, stage, date, id)")

    @api.depends("event_id", "stage", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        stages = dict(self._fields["stage"]._description_selection(self.env))
        for one in self:
            one.display_name = self.env._(
                "%(event)s, %(stage)s, %(date)s",
                event=one.event_id.display_name,
                stage=stages.get(one.stage, ""),
                date=format_date(self.env, one.date),
            )

    @api.depends("direct_major_rule_ids")
    def _compute_direct_major(self):
        for one in self:
            rules = one.direct_major_rule_ids
            one.direct_major = bool(rules)
            one.direct_major_clause_id = rules[:1].legal_reference_id

    @api.depends("method_id", "factor_value_ids", "direct_major")
    def _compute_result(self):
        for one in self:
            method, values = one.method_id, one.factor_value_ids
            score, level = 0, False
            # Bad picks are refused with a message by the constraint, not here.
            if method and method._picks_complete(values):
                score, level = method._evaluate(values)
            one.score = score
            if one.direct_major:
                one.level = levels.MAJOR
            else:
                one.level = one.level if method.kind == "direct" else level

    @api.depends("event_id", "stage", "date")
    def _compute_previous_id(self):
        history = self._read_history(self.event_id)
        for one in self:
            one.previous_id = one._latest_before(history[one.event_id, one.stage])

    def _compute_is_current(self):
        for one in self:
            event = one.event_id
            one.is_current = one in (
                event.inherent_assessment_id | event.residual_assessment_id
            )

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        pointers = ("inherent_assessment_id", "residual_assessment_id")
        self.env["dp.risk.event"].flush_model(pointers)
        # A comparison of two columns, which a domain can't say.
        return Domain(
            "id",
            "in",
            SQL(
                """(SELECT inherent_assessment_id FROM dp_risk_event
                     WHERE inherent_assessment_id IS NOT NULL
                    UNION ALL
                    SELECT residual_assessment_id FROM dp_risk_event
                     WHERE residual_assessment_id IS NOT NULL)"""
            ),
        )

    # ------------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------------

    @api.constrains("method_id", "factor_value_ids", "level", "date", "company_id")
    def _check_scoring(self):
        self.method_id._check_ready()
        for one in self:
            method = one.method_id
            if not method._is_valid_on(one.date):
                raise ValidationError(
                    self.env._(
                        "%(method)s is not in force on %(date)s: choose the version "
                        "that is.",
                        method=method.display_name,
                        date=format_date(self.env, one.date),
                    )
                )
            if method.company_id and method.company_id != one.company_id:
                raise ValidationError(
                    self.env._(
                        "%(method)s belongs to another company than %(event)s.",
                        method=method.display_name,
                        event=one.event_id.display_name,
                    )
                )
            if not method._picks_complete(one.factor_value_ids):
                raise ValidationError(
                    self.env._(
                        "%(event)s: pick exactly one sentence for each factor of "
                        "%(method)s: %(factors)s.",
                        event=one.event_id.display_name,
                        method=method.display_name,
                        factors=", ".join(method.factor_ids.mapped("name")),
                    )
                )
            if not one.level:
                raise ValidationError(
                    self.env._(
                        "%(event)s: direct determination needs the level you "
                        "determine.",
                        event=one.event_id.display_name,
                    )
                )

    @api.constrains(
        "direct_major_rule_ids", "direct_major_refuted_rule_ids", "date", "company_id"
    )
    def _check_direct_major_rules(self):
        for one in self:
            met, refuted = one.direct_major_rule_ids, one.direct_major_refuted_rule_ids
            for rule in met | refuted:
                if not rule._is_valid_on(one.date):
                    raise ValidationError(
                        self.env._(
                            "%(event)s: the rule “%(rule)s” is not in force on "
                            "%(date)s. Answer the rules that are.",
                            event=one.event_id.display_name,
                            rule=rule.display_name,
                            date=format_date(self.env, one.date),
                        )
                    )
                if rule.company_id and rule.company_id != one.company_id:
                    raise ValidationError(
                        self.env._(
                            "%(event)s: the rule “%(rule)s” belongs to another "
                            "company.",
                            event=one.event_id.display_name,
                            rule=rule.display_name,
                        )
                    )
            if both := met & refuted:
                raise ValidationError(
                    self.env._(
                        "%(event)s: the rule “%(rule)s” can't be answered with yes "
                        "and no.",
                        event=one.event_id.display_name,
                        rule=both[0].display_name,
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        for one in self:
            if one.date > today:
                raise ValidationError(
                    self.env._(
                        "%(event)s: an assessment can't be dated in the future "
                        "(%(date)s).",
                        event=one.event_id.display_name,
                        date=format_date(self.env, one.date),
                    )
                )

    @api.constrains("reason", "previous_id", "method_id", "direct_major")
    def _check_reason(self):
        for one in self:
            needed = (
                one.previous_id or one.method_id.kind == "direct" or one.direct_major
            )
            if needed and not (one.reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "%(event)s: say why. A new assessment of what was assessed "
                        "before, and a direct determination, need a reason.",
                        event=one.event_id.display_name,
                    )
                )

    @api.constrains("event_id", "stage", "level", "score", "date")
    def _check_residual_not_worse(self):
        history = self._read_history(self.event_id)
        for one in self:
            pair = {
                stage: one._latest_until(history[one.event_id, stage])
                for stage in ("inherent", "residual")
            }
            pair[one.stage] = one
            inherent, residual = pair["inherent"], pair["residual"]
            if residual and not inherent:
                raise ValidationError(
                    self.env._(
                        "%(event)s: score the inherent risk before the residual one.",
                        event=one.event_id.display_name,
                    )
                )
            if residual and residual._is_worse_than(inherent):
                raise ValidationError(
                    self.env._(
                        "%(event)s: the residual risk (%(residual)s) can't be worse "
                        "than the inherent one (%(inherent)s). Score both again.",
                        event=one.event_id.display_name,
                        residual=residual._result_text(),
                        inherent=inherent._result_text(),
                    )
                )

    # ------------------------------------------------------------------
    # APPEND ONLY
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Append assessments and bring their events and units up to date.

        :raise UserError: a score, or a level that the method determines, is given
        """
        self._check_results_not_given(vals_list)
        assessments = super().create(vals_list)
        assessments.event_id._apply_assessments()
        assessments._log_on_events()
        return assessments

    def write(self, vals):
        """Refuse every change: assessments are evidence."""
        if vals:
            raise UserError(self._frozen_message())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self._frozen_message())

    def _frozen_message(self):
        return self.env._(
            "Assessments are evidence and are never changed or deleted: %(names)s. "
            "Assess the event again and say why.",
            names=", ".join(self[:5].mapped("display_name")),
        )

    @api.model
    def _check_results_not_given(self, vals_list):
        given = [v for v in vals_list if v.get("score") or v.get("level")]
        methods = self.env["dp.assessment.method"].browse(
            {v["method_id"] for v in given if v.get("method_id")}
        )
        direct = set(methods.filtered(lambda m: m.kind == "direct").ids)
        if any(v.get("score") or v.get("method_id") not in direct for v in given):
            raise UserError(
                self.env._(
                    "Score and level come from the method: give the values of the "
                    "factors and leave score and level out."
                )
            )

    def _log_on_events(self):
        """Note on each event who scored what with which reason."""
        bodies = defaultdict(Markup)
        stages = dict(self._fields["stage"]._description_selection(self.env))
        for one in self:
            # Names of colleagues are public; private employee data is not read.
            names = ", ".join(one.assessor_ids.sudo().mapped("name"))
            bodies[one.event_id.id] += Markup("<p>%s</p>") % self.env._(
                "%(stage)s risk assessed by %(names)s with %(method)s: %(result)s. "
                "%(reason)s",
                stage=stages[one.stage],
                names=names or self.env.user.name,
                method=one.method_id.display_name,
                result=one._result_text(),
                reason=one.reason or "",
            )
        self.event_id._message_log_batch(dict(bodies))

    # ------------------------------------------------------------------
    # HISTORY
    # ------------------------------------------------------------------

    @api.model
    def _read_history(self, events):
        """Return ``{(event, stage): assessments}`` from the oldest on, one query."""
        history = defaultdict(self.browse)
        for one in self.search([("event_id", "in", events.ids)], order="date, id"):
            history[one.event_id, one.stage] |= one
        return history

    def _latest_before(self, assessments):
        """Return the last of ``assessments`` (oldest first) before this one."""
        key = (self.date, self.id)
        return assessments.filtered(lambda other: (other.date, other.id) < key)[-1:]

    def _latest_until(self, assessments):
        """Return the last of ``assessments`` (oldest first) up to this one's day."""
        return assessments.filtered(lambda other: other.date <= self.date)[-1:]

    def _is_worse_than(self, other):
        """Say whether this result is worse: the level, or the score by one method."""
        self.ensure_one()
        if self.level != other.level:
            return levels.is_worse(self.level, other.level)
        return (
            self.method_id == other.method_id
            and self.method_id.kind == "product"
            and not (self.direct_major or other.direct_major)
            and scoring.exact(self.score) > scoring.exact(other.score)
        )

    def _result_text(self):
        """Return level and score in words, e.g. "Larger, 15"."""
        self.ensure_one()
        level = dict(self._fields["level"]._description_selection(self.env))[self.level]
        if self.method_id.kind == "direct":
            return level
        return self.env._("%(level)s, %(score)s", level=level, score=f"{self.score:g}")
