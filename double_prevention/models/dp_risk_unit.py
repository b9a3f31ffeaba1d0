from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import levels

LEVELS = [
    ("1", "Major"),
    ("2", "Larger"),
    ("3", "General"),
    ("4", "Low"),
]
# Which kinds a node may hang under: a site is a root, a unit is a leaf of the
# analysis but may be split further.
PARENT_KINDS = {
    "site": (None, "site"),
    "zone": (None, "site", "zone"),
    "object": (None, "site", "zone", "object"),
    "unit": ("site", "zone", "object", "unit"),
}
OPEN_HAZARD = Domain("state", "not in", ("closed", "rejected"))
OPEN_ROUND = Domain("state", "in", ("planned", "in_progress"))


class DpRiskUnit(models.Model):
    """Node of the risk register: site, zone, object (risk point) or unit.

    Everybody of the company reads the units; officers work on those of their
    departments (``res.users.dp_department_ids``), managers on all.

    The three levels of a node are the worst of its own events and of its
    children; they are written only by :meth:`_refresh_levels`.
    """

    _name = "dp.risk.unit"
    _description = "Risk Unit"
    _inherit = [
        "dp.tree.mixin",
        "dp.department.scope.mixin",
        "dp.smart.button.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _parent_store = True
    _rec_names_search = ["name", "code"]
    _order = "sequence, code, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(
        index="btree_not_null",
        copy=False,
        tracking=True,
        help="Short code that people say and that is printed on the tag.",
    )
    complete_name = fields.Char(
        "Full Name", compute="_compute_complete_name", recursive=True
    )
    kind = fields.Selection(
        [
            ("site", "Site"),
            ("zone", "Zone"),
            ("object", "Object (risk point)"),
            ("unit", "Unit"),
        ],
        required=True,
        default="unit",
        help="Site and zone order the plant; the object is the risk point; the unit "
        "is the part of it that is analysed.",
    )
    object_type = fields.Selection(
        [
            ("place", "Place or facility"),
            ("equipment", "Equipment"),
            ("activity", "Operation or activity"),
            ("major_hazard", "Major hazard installation"),
        ],
        "Type",
        default="equipment",
    )
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    parent_id = fields.Many2one(
        "dp.risk.unit",
        "Part of",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("dp.risk.unit", "parent_id", "Parts")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        recursive=True,
        index=True,
        check_company=True,
        tracking=True,
        help="Whose place it is: its officers work on it. Taken from the node above "
        "unless set.",
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    location_note = fields.Char(
        "Where", translate=True, help="How a person finds it, e.g. 2nd floor, bay 4."
    )
    description = fields.Html(translate=True)
    emergency_steps = fields.Html(
        "In an Emergency",
        translate=True,
        help="What to do first; shown on the page behind the tag.",
    )
    emergency_phone_inner = fields.Char("Inner Phone")
    emergency_phone_outer = fields.Char("Outer Phone")
    unit_properties_definition = fields.PropertiesDefinition("Unit Properties")
    unit_properties = fields.Properties(
        "Properties",
        definition="parent_id.unit_properties_definition",
        copy=True,
    )

    event_ids = fields.One2many("dp.risk.event", "unit_id", "Risk Events")
    measure_ids = fields.One2many("dp.control.measure", "unit_id", "Control Measures")
    duty_ids = fields.One2many("dp.duty", "unit_id", "Duties")
    hazard_ids = fields.One2many("dp.hazard", "unit_id", "Hidden Hazards")
    inspection_ids = fields.One2many("dp.inspection", "unit_id", "Rounds")
    tag_ids = fields.One2many("dp.tag", "unit_id", "Tags")
    suspension_ids = fields.One2many("dp.unit.suspension", "unit_id", "Suspensions")
    level_change_ids = fields.One2many("dp.level.change", "unit_id", "Level History")
    contribution_ids = fields.One2many(
        "dp.risk.contribution", "unit_id", "Contributions"
    )
    open_contribution_ids = fields.One2many(
        "dp.risk.contribution",
        "unit_id",
        "What Raises the Level",
        domain=[("date_to", "=", False)],
    )
    is_suspended = fields.Boolean(
        "Stopped",
        compute="_compute_is_suspended",
        search="_search_is_suspended",
        help="Stopped or under overhaul now: no rounds are generated for it.",
    )

    # levels: written by _refresh_levels only
    own_inherent_level = fields.Selection(LEVELS, readonly=True, copy=False)
    own_residual_level = fields.Selection(LEVELS, readonly=True, copy=False)
    own_current_level = fields.Selection(LEVELS, readonly=True, copy=False)
    own_reason = fields.Char(readonly=True, copy=False, translate=True)
    inherent_level = fields.Selection(LEVELS, readonly=True, copy=False)
    residual_level = fields.Selection(LEVELS, readonly=True, copy=False)
    current_level = fields.Selection(
        LEVELS, readonly=True, copy=False, index=True, group_expand=True
    )
    current_reason = fields.Char("Why", readonly=True, copy=False, translate=True)
    current_since = fields.Datetime("Since", readonly=True, copy=False)
    level_origin_id = fields.Many2one(
        "dp.risk.unit",
        "Caused at",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The part of the subtree whose barriers or hazards set the level.",
    )
    level_next_change = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the level may change without a new fact, because a hold ends.",
    )
    level_version = fields.Integer(
        readonly=True,
        copy=False,
        default=0,
        help="Counts recomputations, so that two transactions that touch the same "
        "node are put in order by the database.",
    )
    level_sentence = fields.Char(
        "Level and Why",
        compute="_compute_level_sentence",
        help="The current level, since when, and the heaviest reason.",
    )
    is_worse_than_residual = fields.Boolean(
        compute="_compute_is_worse_than_residual",
        search="_search_is_worse_than_residual",
        help="A barrier failed or a hidden hazard is open: the level now is worse "
        "than the one that was accepted.",
    )

    _order_idx = models.Index("(sequence, code, id)")
    _parent_level_idx = models.Index("(parent_id, current_level)")
    _parent_path_id_idx = models.Index("(parent_path, id)")
    _code_company_uniq = models.UniqueIndex(
        "(code, company_id) WHERE code IS NOT NULL",
        "Another unit of this company already has this code.",
    )

    @api.depends("name", "code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for unit in self:
            unit.display_name = f"{unit.code} {unit.name}" if unit.code else unit.name

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for unit in self:
            above = unit.parent_id.complete_name
            unit.complete_name = f"{above} / {unit.name}" if above else unit.name

    @api.depends("parent_id.department_id")
    def _compute_department_id(self):
        for unit in self:
            unit.department_id = unit.department_id or unit.parent_id.department_id

    @api.depends("suspension_ids.date_from", "suspension_ids.date_to")
    def _compute_is_suspended(self):
        suspended = self.env["dp.unit.suspension"]._suspended_unit_ids(
            self, fields.Datetime.now()
        )
        for unit in self:
            unit.is_suspended = unit.id in suspended

    def _search_is_suspended(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self.env["dp.unit.suspension"]._suspended_units_domain(True in value)

    @api.depends("current_level", "current_reason", "current_since", "level_origin_id")
    @api.depends_context("lang", "tz")
    def _compute_level_sentence(self):
        for unit in self:
            unit.level_sentence = unit._render_level_sentence()

    @api.depends("current_level", "residual_level")
    def _compute_is_worse_than_residual(self):
        for unit in self:
            unit.is_worse_than_residual = levels.is_worse(
                unit.current_level, unit.residual_level
            )

    def _search_is_worse_than_residual(self, operator, value):
        if operator != "in":
            return NotImplemented
        worse = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "COALESCE(%s < %s, FALSE)",
                model._field_to_sql(alias, "current_level", query),
                model._field_to_sql(alias, "residual_level", query),
            ),
            predicate=lambda unit: unit.is_worse_than_residual,
        )
        return worse if True in value else ~worse

    def write(self, vals):
        """Bring the levels of the old and the new nodes above up to date.

        Who archives a unit archives its parts: nobody would find them any more.
        """
        units = self
        if "active" in vals and not vals["active"]:
            units = self.search([("id", "child_of", self.ids)]) | self
        moved = {"parent_id", "active"} & vals.keys()
        above = units.parent_id if moved else self.browse()
        result = super(DpRiskUnit, units).write(vals)
        if {"parent_id", "department_id"} & vals.keys():
            # Nobody hands a unit to a department he does not work for.
            self.check_access("write")
        if moved:
            (units | above | units.parent_id)._climb_levels()
        return result

    @api.constrains("kind", "parent_id")
    def _check_kind(self):
        """Check the units, and their parts, which a new kind may orphan."""
        for unit in self | self.with_context(active_test=False).child_ids:
            above = unit.parent_id.kind or None
            if above not in PARENT_KINDS[unit.kind]:
                kinds = dict(self._fields["kind"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "%(unit)s is of kind %(kind)s and can't be directly below "
                        "%(above)s. Change its kind or the node above it.",
                        unit=unit.name,
                        kind=kinds[unit.kind],
                        above=unit.parent_id.display_name or self.env._("nothing"),
                    )
                )

    @api.constrains("active", "parent_id")
    def _check_parent_active(self):
        for unit in self:
            if unit.active and not unit.parent_id.active and unit.parent_id:
                raise ValidationError(
                    self.env._(
                        "%(unit)s is part of %(above)s, which is archived. Unarchive "
                        "that first, or choose another unit above.",
                        unit=unit.display_name,
                        above=unit.parent_id.display_name,
                    )
                )

    @api.constrains("company_id")
    def _check_company_of_parts(self):
        for part in self.with_context(active_test=False).child_ids:
            if part.company_id != part.parent_id.company_id:
                raise ValidationError(
                    self.env._(
                        "%(unit)s has parts in another company (%(part)s). A unit and "
                        "its parts belong to one company.",
                        unit=part.parent_id.display_name,
                        part=part.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_has_evidence(self):
        """Refuse to delete what the history speaks of."""
        for model in ("dp.level.change", "dp.hazard", "dp.inspection.line"):
            # The refusal must not depend on what the deleting person may read.
            unit_sudo = (
                self.env[model]
                .sudo()
                .search([("unit_id", "in", self.ids)], limit=1)
                .unit_id
            )
            if unit_sudo:
                raise UserError(
                    self.env._(
                        "%(unit)s has a history (levels, rounds or hidden hazards), "
                        "which is evidence. Archive it instead.",
                        unit=unit_sudo.display_name,
                    )
                )
