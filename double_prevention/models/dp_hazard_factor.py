from odoo import api, fields, models


class DpHazardFactor(models.Model):
    """Hazardous and harmful factor of GB/T 13861-2022: six digits in four layers.

    Everybody reads them; managers edit them.
    """

    _name = "dp.hazard.factor"
    _description = "Hazard Factor"
    _inherit = ["dp.dated.mixin", "dp.tree.mixin"]
    _parent_store = True
    _order = "code, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="One, two, four or six digits.")
    complete_name = fields.Char(
        "Full Name", compute="_compute_complete_name", recursive=True
    )
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "dp.hazard.factor", "Group", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("dp.hazard.factor", "parent_id", "Factors")
    layer = fields.Integer(
        compute="_compute_layer",
        store=True,
        recursive=True,
        help="1 the four classes, 2 groups, 3 factors, 4 kinds of a factor.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE (code, valid_from)", "There is a factor with this code already."
    )

    @api.depends("code", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for factor in self:
            parts = (factor.code, factor.name)
            factor.display_name = " ".join(filter(None, parts))

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for factor in self:
            names = (factor.parent_id.complete_name, factor.name)
            factor.complete_name = " / ".join(filter(None, names))

    # stored: the register groups and filters by it
    @api.depends("parent_id.layer")
    def _compute_layer(self):
        for factor in self:
            factor.layer = factor.parent_id.layer + 1
