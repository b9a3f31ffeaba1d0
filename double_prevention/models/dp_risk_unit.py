from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

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


class DpRiskUnit(models.Model):
    """Node of the risk register: site, zone, object (risk point) or unit.

    Everybody of the company reads the units; officers work on those of their
    departments (``res.users.dp_department_ids``), managers on all.

    The three levels of a node are the worst of its own events and of its
    children; they are written only by :meth:`_refresh_levels`.
    """

    _name = "dp.risk.unit"
    _description = "Risk Unit"
    _inherit = ["mail.thread", "mail.activity.mixin"]
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
    tag_ids = fields.One2many("dp.tag", "unit_id", "Tags")
    suspension_ids = fields.One2many("dp.unit.suspension", "unit_id", "Suspensions")
    level_change_ids = fields.One2many("dp.level.change", "unit_id", "Level History")
    contribution_ids = fields.One2many(
        "dp.risk.contribution", "unit_id", "Contributions"
    )
    is_suspended = fields.Boolean(
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
    current_level = fields.Selection(LEVELS, readonly=True, copy=False, index=True)
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

    def write(self, vals):
        """Bring the levels of the old and the new nodes above up to date."""
        moved = {"parent_id", "active"} & vals.keys()
        above = self.parent_id if moved else self.browse()
        result = super().write(vals)
        if moved:
            (self | above | self.parent_id)._climb_levels()
        return result

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._(
                    "%(units)s: a unit can't be part of itself. Choose another unit "
                    "above it.",
                    units=", ".join(self.mapped("name")),
                )
            )

    @api.constrains("kind", "parent_id")
    def _check_kind(self):
        for unit in self:
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
