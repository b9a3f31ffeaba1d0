from odoo import api, fields, models


class DpHazardCriterion(models.Model):
    """Dated clause that makes a hidden hazard general or major.

    Clauses come in packs: one document for one industry. A clause without dates of its
    own holds as long as its pack. Everybody reads them; managers edit them.
    """

    _name = "dp.hazard.criterion"
    _description = "Hidden Hazard Criterion"
    _inherit = ["dp.dated.mixin"]
    _order = "pack_id, sequence, id"
    _rec_names_search = ["code", "name", "pack_id.code"]

    name = fields.Char("In Short", required=True, translate=True)
    code = fields.Char("Clause", required=True, translate=True)
    question = fields.Text(
        translate=True,
        help="Answered yes or no when a hazard is judged: yes means that the clause "
        "is met. Empty: the short name.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    grade = fields.Selection(
        [("general", "General"), ("major", "Major")], required=True, default="major"
    )
    pack_id = fields.Many2one(
        "dp.criterion.pack", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="pack_id.company_id", store=True, index="btree_not_null"
    )
    legal_reference_id = fields.Many2one(
        "dp.legal.reference",
        "Legal Basis",
        compute="_compute_from_pack",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    valid_from = fields.Date(compute="_compute_from_pack", store=True, readonly=False)
    valid_to = fields.Date(compute="_compute_from_pack", store=True, readonly=False)
    is_verified = fields.Boolean(
        "Text Checked",
        help="Somebody compared the wording with the official publication.",
    )
    note = fields.Text(
        translate=True, help="How to judge it: examples, measurements, exceptions."
    )

    @api.depends("code", "name", "pack_id.code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for criterion in self:
            parts = (criterion.pack_id.code, criterion.code, criterion.name)
            criterion.display_name = " ".join(filter(None, parts))

    @api.depends("pack_id.valid_from", "pack_id.valid_to", "pack_id.legal_reference_id")
    def _compute_from_pack(self):
        for criterion in self:
            pack = criterion.pack_id
            # What a clause says itself stays, also when an update loads its pack again.
            criterion.valid_from = criterion.valid_from or pack.valid_from
            criterion.valid_to = criterion.valid_to or pack.valid_to
            criterion.legal_reference_id = (
                criterion.legal_reference_id or pack.legal_reference_id
            )
