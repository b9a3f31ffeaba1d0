from odoo import api, fields, models, tools

from ..tools import warnings as law
from .dp_notice import CHANNELS
from .dp_risk_event import TIERS
from .dp_risk_unit import LEVELS

TRIGGERS = [
    ("round_due", "Round ends soon and has not begun"),
    ("round_missed", "Round missed"),
    ("round_too_fast", "Round done too fast"),
    ("rounds_all_good", "Never anything found"),
    ("hazard_not_accepted", "Hazard not accepted"),
    ("hazard_not_rectified", "Hazard not rectified"),
    ("hazard_overdue", "Hazard overdue"),
    ("hazard_major", "Major hazard registered"),
    ("measure_fails", "Measure fails again and again"),
    ("level_worse", "Current level worse than residual"),
    ("sensor_alarm", "Alarm of a sensor"),
    ("measure_unchecked", "Measures without a check"),
    ("event_unprotected", "Events without a measure"),
    ("duty_unassigned", "Checks without a person"),
    ("assessment_stale", "Assessments out of date"),
    ("person_left", "Responsible person has left"),
]


class DpWarningRule(models.Model):
    """When somebody is warned, how urgently, and who.

    The rules that come with the product are those of DOMAIN.md 4.5; managers change,
    archive and add to them. Everybody may read why he was warned.
    """

    _name = "dp.warning.rule"
    _description = "Early Warning Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: the rule holds for all companies."
    )
    trigger = fields.Selection(TRIGGERS, required=True, index=True)
    level = fields.Selection(LEVELS, required=True, default="3")
    level_of_unit = fields.Boolean(
        "Level of the Place",
        help="The warning is as grave as the current level of the place; the level "
        "beside is for what has no place.",
    )
    place_level = fields.Selection(
        LEVELS,
        "Only Where the Place Is",
        help="Only causes at places whose current level is this one or worse.",
    )
    threshold = fields.Integer(
        "Number",
        default=1,
        help="How often, how many rounds in a row, or how many seconds per check, as "
        "the trigger says.",
    )
    delay_hours = fields.Float("After (hours)", help="How long is waited, or ahead.")
    period_days = fields.Integer("Within (days)", help="How far back is looked.")
    # who
    to_person = fields.Boolean("The Person", help="Whose round, hazard or check it is.")
    to_manager = fields.Boolean("Head of the Department")
    to_tier_1 = fields.Boolean("Company Tier")
    to_tier_2 = fields.Boolean("Department or Workshop Tier")
    to_tier_3 = fields.Boolean("Team Tier")
    to_tier_4 = fields.Boolean("Post Tier")
    to_control_tier = fields.Boolean(
        "Tier that Controls the Level",
        help="Red is told to the company, orange to the department, yellow to the "
        "team, blue to the post.",
    )
    user_ids = fields.Many2many("res.users", string="Always Told")
    # how
    channel = fields.Selection(
        CHANNELS, help="Empty: as the settings say for early warnings."
    )
    urgent = fields.Boolean(help="Told at once, in quiet hours too if settings allow.")
    repeat_hours = fields.Float(
        "Told Again After (hours)", help="While nobody has taken it up; 0: never."
    )
    cooldown_hours = fields.Float(
        "Silent After Its End (hours)",
        help="A cause that comes back sooner is not told of again.",
    )
    step_count = fields.Integer(
        "Next Tier From Number", help="From so many times on; 0: never."
    )
    step_days = fields.Integer(
        "One Level Worse Every (days)", help="While it lasts; 0: never."
    )
    step_tier = fields.Selection(TIERS, "Next Tier")
    group_above = fields.Integer(
        "Together Above",
        default=5,
        help="More causes than so many at once in one department become one warning.",
    )
    open_warning_count = fields.Integer(compute="_compute_open_warning_count")

    _numbers_positive = models.Constraint(
        "CHECK (threshold >= 0 AND delay_hours >= 0 AND period_days >= 0 "
        "AND repeat_hours >= 0 AND cooldown_hours >= 0 AND step_count >= 0 "
        "AND step_days >= 0 AND group_above >= 1)",
        "Numbers of a rule can't be negative, and at least one is told alone.",
    )

    def _compute_open_warning_count(self):
        counts = dict(
            self.env["dp.warning"]._read_group(
                [("rule_id", "in", self.ids), ("state", "!=", "closed")],
                ["rule_id"],
                ["__count"],
            )
        )
        for rule in self:
            rule.open_warning_count = counts.get(rule, 0)

    @api.model_create_multi
    def create(self, vals_list):
        """Forget the cached rules."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Forget the cached rules."""
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        """Forget the cached rules."""
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache("trigger")
    def _get_rules(self, trigger):
        """Return the active rules of a trigger as ``warnings.Rule``, from a cache.

        Every failed check asks: it must not cost a query.
        """
        # Rules hold whoever acts, and for companies he may not see.
        rules_sudo = self.sudo().with_context(active_test=True)
        rules_sudo = rules_sudo.search([("trigger", "=", trigger)])
        return tuple(rule_sudo._to_law() for rule_sudo in rules_sudo)

    def _to_law(self):
        """Return the rule as ``warnings.Rule``."""
        self.ensure_one()
        return law.Rule(
            id=self.id,
            company_id=self.company_id.id or None,
            level=self.level,
            level_of_unit=self.level_of_unit,
            place_level=self.place_level or None,
            group_above=self.group_above,
            step_count=self.step_count,
            step_days=self.step_days,
            step_tier=self.step_tier or None,
            repeat_hours=self.repeat_hours,
            cooldown_hours=self.cooldown_hours,
            urgent=self.urgent,
            channel=self.channel or None,
            tiers=tuple(tier for tier, _name in TIERS if self[f"to_tier_{tier}"]),
            to_person=self.to_person,
            to_manager=self.to_manager,
            to_control_tier=self.to_control_tier,
            user_ids=tuple(self.user_ids.ids),
        )

    def action_open_warnings(self):
        """Show the open warnings of the rule."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Early Warnings"),
            "res_model": "dp.warning",
            "view_mode": "list,kanban,form",
            "domain": [("rule_id", "=", self.id), ("state", "!=", "closed")],
        }

    def action_evaluate(self):
        """Look now whether these rules have something to tell."""
        self.check_access("write")
        # Warnings are raised by the system, for all who are concerned.
        self.sudo()._evaluate()
        return True
