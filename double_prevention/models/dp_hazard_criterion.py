from odoo import api, fields, models


class DpHazardCriterion(models.Model):
    """Dated clause that makes a hidden hazard general or major.

    Clauses come in packs (``parent_id``): one order or standard with its dates. Only
    a criterion without clauses of its own is chosen on a hazard. Everybody reads
    them; managers edit them.
    """

    _name = "dp.hazard.criterion"
    _description = "Hidden Hazard Criterion"
    _inherit = ["dp.dated.mixin", "dp.tree.mixin"]
    _parent_store = True
    _order = "sequence, id"
    _rec_names_search = ["code", "name", "parent_id.code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char("Clause", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    grade = fields.Selection(
        [("general", "General"), ("major", "Major")], required=True, default="major"
    )
    parent_id = fields.Many2one(
        "dp.hazard.criterion", "Pack", index=True, ondelete="cascade"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("dp.hazard.criterion", "parent_id", "Clauses")
    legal_reference_id = fields.Many2one(
        "dp.legal.reference", "Legal Basis", index="btree_not_null", ondelete="restrict"
    )
    note = fields.Text(
        translate=True, help="How to judge it: examples, measurements, exceptions."
    )

    @api.depends("code", "name", "parent_id.code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for criterion in self:
            parts = (criterion.parent_id.code, criterion.code, criterion.name)
            criterion.display_name = " ".join(filter(None, parts))
