from odoo import api, fields, models


class DpLegalReference(models.Model):
    """Law, order, standard or guide, and its clauses, with their dates.

    Everybody reads them; managers edit them.
    """

    _name = "dp.legal.reference"
    _description = "Legal Reference"
    _inherit = ["dp.dated.mixin", "dp.tree.mixin"]
    _parent_store = True
    _order = "kind, code, id"
    _rec_names_search = ["code", "name", "parent_id.code"]

    name = fields.Char(
        required=True, translate=True, help="Title, or what the clause asks."
    )
    code = fields.Char(
        "Reference No.",
        required=True,
        translate=True,
        help="Number of the document, or of the clause in it.",
    )
    kind = fields.Selection(
        [
            ("law", "Law"),
            ("order", "Order or regulation"),
            ("standard_mandatory", "Mandatory standard"),
            ("standard", "Recommended standard"),
            ("standard_local", "Local standard"),
            ("guidance", "Guidance"),
            ("internal", "Rule of the enterprise"),
        ],
        required=True,
        default="internal",
    )
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "dp.legal.reference", "Document", index=True, ondelete="cascade"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("dp.legal.reference", "parent_id", "Clauses")
    successor_id = fields.Many2one(
        "dp.legal.reference",
        "Replaced by",
        index="btree_not_null",
        ondelete="set null",
    )
    note = fields.Text(translate=True)

    @api.depends("code", "name", "parent_id.code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for reference in self:
            parts = (reference.parent_id.code, reference.code, reference.name)
            reference.display_name = " ".join(filter(None, parts))
