from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What may change after an assessment answered the question: never its meaning.
FREE_FIELDS = {"active", "sequence", "valid_to", "guidance"}


class DpDirectMajorRule(models.Model):
    """A question whose "yes" makes a risk major whatever its score (DOMAIN 2.8).

    Whoever assesses answers the rules in force on the day of the assessment. Everybody
    reads them; managers edit them until an assessment has answered them: another
    wording is a new rule with its first day, the old one gets its last.
    """

    _name = "dp.direct.major.rule"
    _description = "Direct Major Rule"
    _inherit = ["dp.dated.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Number of the rule in its document.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    question = fields.Text(
        required=True,
        translate=True,
        help="Asked of whoever assesses; a yes makes the risk major.",
    )
    guidance = fields.Text(
        "How to Answer",
        translate=True,
        help="What to look up or count before answering.",
    )
    legal_reference_id = fields.Many2one(
        "dp.legal.reference",
        "Clause",
        required=True,
        index=True,
        ondelete="restrict",
        help="Named on every assessment that this rule makes major.",
    )
    by_score = fields.Boolean(
        "Answered by the Score",
        help="The method itself answers it, so nobody is asked.",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for every company."
    )
    assessment_count = fields.Integer(
        "Directly Major", compute="_compute_assessment_count"
    )
    is_used = fields.Boolean(compute="_compute_is_used")

    @api.depends("code", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = " ".join(filter(None, (rule.code, rule.name)))

    def _compute_assessment_count(self):
        counts = dict(
            self.env["dp.risk.assessment"]._read_group(
                [("direct_major_rule_ids", "in", self.ids)],
                ["direct_major_rule_ids"],
                ["__count"],
            )
        )
        for rule in self:
            rule.assessment_count = counts.get(rule._origin, 0)

    def _compute_is_used(self):
        used = self._used()
        for rule in self:
            rule.is_used = rule._origin in used

    @api.model
    def _get_questions(self, company, date):
        """Return the rules that whoever assesses in ``company`` on ``date`` answers."""
        return self.search(
            self._valid_domain(date)
            & Domain("company_id", "in", [False, company.id])
            & Domain("by_score", "=", False)
        )

    # ------------------------------------------------------------------
    # ANSWERED RULES STAY AS THEY WERE ASKED
    # ------------------------------------------------------------------

    def _used(self):
        """Return the rules that some assessment answered."""
        # Assessments of every company freeze a rule, also those not seen here.
        assessments_sudo = self.env["dp.risk.assessment"].sudo()
        used = self.browse()
        for field in ("direct_major_rule_ids", "direct_major_refuted_rule_ids"):
            rows = assessments_sudo._read_group([(field, "in", self.ids)], [field])
            used |= self.browse(rule.id for (rule,) in rows)
        return used & self

    def _check_unused(self):
        if used := self._used():
            raise UserError(
                self.env._(
                    "%(rules)s was answered in assessments and stays as it was asked. "
                    "Give it a last day and write a new rule.",
                    rules=", ".join(used.mapped("display_name")),
                )
            )

    def write(self, vals):
        """Refuse what would change the meaning of answers given before."""
        if vals.keys() - FREE_FIELDS:
            self._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def action_open_assessments(self):
        """Smart button: the assessments that this rule makes major."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Directly Major"),
            "res_model": "dp.risk.assessment",
            "view_mode": "list,form",
            "domain": [("direct_major_rule_ids", "in", self.ids)],
        }
