from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .dp_duty import INSPECTION_TYPES, INTERVAL_UNITS
from .dp_risk_event import TIERS
from .dp_risk_unit import LEVELS

PEOPLE = [
    ("unit_manager", "Manager of the department of the unit"),
    ("parent_manager", "Manager of the department above"),
    ("top_manager", "Manager of the topmost department"),
    ("job", "Job in the department of the unit"),
]
SCOPES = [
    ("all", "Every measure"),
    ("critical", "Critical measures; without any, the first one"),
]


class DpDutyDefault(models.Model):
    """Which duty a tier gets for risks of a level: who, how often, on what.

    The more particular wins: the defaults of a unit count for it and all below, those
    of a company against the general ones, which come with the product (DOMAIN 3.2).
    """

    _name = "dp.duty.default"
    _description = "Default Duty"
    _inherit = ["dp.department.scope.mixin"]
    _order = "company_id, unit_id, level, tier, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    level = fields.Selection(
        LEVELS, required=True, help="Residual level of the event; inherent without one."
    )
    tier = fields.Selection(TIERS, required=True)
    unit_id = fields.Many2one(
        "dp.risk.unit",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="Counts for this unit and everything below it. Empty: everywhere.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        help="Empty: all companies that have no default of their own.",
    )
    department_id = fields.Many2one(
        related="unit_id.department_id", store=True, index="btree_not_null"
    )
    scope = fields.Selection(SCOPES, "Measures", required=True, default="all")
    people = fields.Selection(
        PEOPLE, "Responsible", required=True, default="unit_manager"
    )
    job_id = fields.Many2one(
        "hr.job", index="btree_not_null", check_company=True, ondelete="restrict"
    )
    inspection_type = fields.Selection(INSPECTION_TYPES, required=True, default="1")
    interval_number = fields.Integer("Every", required=True, default=1)
    interval_unit = fields.Selection(
        INTERVAL_UNITS, "Interval", required=True, default="day"
    )
    interval_text = fields.Char("How Often", compute="_compute_interval_text")
    window_hours = fields.Float(
        "Window (hours)",
        help="How long the check may be done after it is due. Empty: until the next "
        "one is due.",
    )
    day_rule = fields.Selection(
        [
            ("every", "Every day"),
            ("working", "Working days"),
            ("non_working", "Non-working days"),
        ],
        "On Which Days",
        required=True,
        default="every",
    )
    scan_required = fields.Boolean(
        help="The round can be started only by scanning the tag at the place."
    )

    _one_per_tier = models.UniqueIndex(
        "(COALESCE(company_id, 0), COALESCE(unit_id, 0), level, tier) WHERE active",
        "There is a default for this level and tier already. Change that one.",
    )
    _interval_positive = models.Constraint(
        "CHECK (interval_number > 0)", "The interval must be at least 1."
    )
    _window_positive = models.Constraint(
        "CHECK (window_hours >= 0)", "The window can't be negative."
    )

    @api.depends("unit_id")
    def _compute_company_id(self):
        for default in self:
            default.company_id = default.unit_id.company_id or default.company_id

    @api.depends("interval_number", "interval_unit")
    @api.depends_context("lang")
    def _compute_interval_text(self):
        for default in self:
            # Said as the duty will say it.
            duty = self.env["dp.duty"].new(
                {
                    "interval_number": default.interval_number,
                    "interval_unit": default.interval_unit,
                }
            )
            default.interval_text = duty.interval_text

    @api.depends("level", "tier", "unit_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        levels = dict(self._fields["level"]._description_selection(self.env))
        tiers = dict(self._fields["tier"]._description_selection(self.env))
        for default in self:
            name = f"{levels.get(default.level, '')} · {tiers.get(default.tier, '')}"
            if default.unit_id:
                name = f"{default.unit_id.display_name}: {name}"
            default.display_name = name

    @api.constrains("people", "job_id")
    def _check_job(self):
        for default in self:
            if default.people == "job" and not default.job_id:
                raise ValidationError(
                    self.env._(
                        "%(default)s: say which job in the department of the unit, or "
                        "choose its manager.",
                        default=default.display_name,
                    )
                )

    @api.model
    def _get_finder(self, company):
        """Return ``find(unit)``, which gives ``{(level, tier): dp.duty.default}``.

        The defaults of the nearest unit upwards, then of the company, then the
        general ones; all are read once.
        """
        by_place = {}
        for default in self.search([("company_id", "in", (False, company.id))]):
            place = default.unit_id.id or ("company" if default.company_id else False)
            by_place.setdefault(place, {})[default.level, default.tier] = default
        general = by_place.get(False, {}) | by_place.get("company", {})
        found = {}

        def find(unit):
            path = unit.parent_path or ""
            if path not in found:
                found[path] = general
                for part in filter(None, path.split("/")):
                    found[path] = found[path] | by_place.get(int(part), {})
            return found[path]

        return find

    def _get_duty_vals(self, department):
        """Return what a duty takes from this default, at units of ``department``."""
        self.ensure_one()
        return {
            "tier": self.tier,
            "inspection_type": self.inspection_type,
            "interval_number": self.interval_number,
            "interval_unit": self.interval_unit,
            "window_hours": self.window_hours,
            "day_rule": self.day_rule,
            "scan_required": self.scan_required,
            **self._get_rule_vals(department),
        }

    def _get_rule_vals(self, department):
        if self.people == "job":
            return {
                "rule": "job",
                "rule_job_id": self.job_id.id,
                "rule_department_id": department.id,
            }
        # The path goes from the topmost department down to this one.
        path = [int(part) for part in department.parent_path.split("/") if part]
        managed = {
            "unit_manager": path[-1],
            "parent_manager": path[-2] if len(path) > 1 else path[0],
            "top_manager": path[0],
        }[self.people]
        return {"rule": "manager", "rule_department_id": managed}
