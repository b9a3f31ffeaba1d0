from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Weight classes of the health of measures: see tools/health.py.
WEIGHT_CLASSES = [
    ("engineering", "Engineering"),
    ("maintenance", "Maintenance"),
    ("operation", "Operation"),
    ("management", "Management"),
    ("training", "Training"),
    ("ppe", "Personal protection"),
    ("emergency", "Emergency"),
]


class DpMeasureCategory(models.Model):
    """Category of control measures, in the chemical or the general classification.

    A chemical category names the general one it stands for, so that a chemical
    enterprise can print both. Sub-classes below those shipped are the enterprise's
    own. Everybody reads them; managers edit them.
    """

    _name = "dp.measure.category"
    _description = "Control Measure Category"
    _inherit = ["dp.dated.mixin", "dp.tree.mixin"]
    _parent_store = True
    _order = "scheme desc, code, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    active = fields.Boolean(default=True)
    scheme = fields.Selection(
        [("general", "General industry"), ("chemical", "Chemical industry")],
        "Classification",
        required=True,
        default="general",
    )
    parent_id = fields.Many2one(
        "dp.measure.category", "Class", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("dp.measure.category", "parent_id", "Sub-classes")
    complete_name = fields.Char(
        "Full Name", compute="_compute_complete_name", recursive=True
    )
    general_category_id = fields.Many2one(
        "dp.measure.category",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('scheme', '=', 'general')]",
        help="Category of the general classification it stands for.",
    )
    weight_class = fields.Selection(
        WEIGHT_CLASSES,
        required=True,
        default="management",
        help="How much the failure of such a measure weighs in the health of a risk.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE (scheme, code)",
        "This classification has a category with this code already.",
    )

    @api.depends("code", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for category in self:
            parts = (category.code, category.name)
            category.display_name = " ".join(filter(None, parts))

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for category in self:
            names = (category.parent_id.complete_name, category.name)
            category.complete_name = " / ".join(filter(None, names))

    @api.constrains("parent_id", "scheme")
    def _check_scheme(self):
        for category in self:
            if category.parent_id and category.parent_id.scheme != category.scheme:
                raise ValidationError(
                    self.env._(
                        "%(category)s and its class %(parent)s must belong to the "
                        "same classification.",
                        category=category.display_name,
                        parent=category.parent_id.display_name,
                    )
                )

    @api.constrains("scheme", "general_category_id")
    def _check_general_category_id(self):
        for category in self:
            general = category.general_category_id
            if general and (
                general.scheme != "general" or category.scheme == "general"
            ):
                raise ValidationError(
                    self.env._(
                        "%(category)s: only a chemical category is mapped, and only "
                        "to a category of the general classification.",
                        category=category.display_name,
                    )
                )
