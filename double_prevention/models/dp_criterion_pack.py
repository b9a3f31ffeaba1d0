from odoo import api, fields, models
from odoo.fields import Domain

INDUSTRIES = [
    ("any", "Any Industry"),
    ("industry_trade", "Industry and Trade in General"),
    ("metallurgy", "Metallurgy"),
    ("non_ferrous", "Non-Ferrous Metals"),
    ("building_material", "Building Materials"),
    ("machinery", "Machinery"),
    ("light", "Light Industry"),
    ("textile", "Textile"),
    ("tobacco", "Tobacco"),
    ("chemical", "Chemicals and Hazardous Chemicals"),
    ("coal", "Coal Mining"),
    ("dust", "Dust Explosion"),
    ("ammonia", "Ammonia Refrigeration"),
    ("confined_space", "Confined Space"),
    ("other", "Other"),
]


class DpCriterionPack(models.Model):
    """Dated criteria of one document for one industry: when a hidden hazard is major.

    Everybody reads packs; those of everybody (``company_id`` empty) and those of a
    company are edited by managers. A company chooses in its settings which apply.
    """

    _name = "dp.criterion.pack"
    _description = "Criteria Pack"
    _inherit = ["dp.dated.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["code", "name", "document_number"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char("Short Name", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    industry = fields.Selection(INDUSTRIES, required=True, default="other")
    document_number = fields.Char(
        translate=True, help="Number under which the text was published."
    )
    legal_reference_id = fields.Many2one(
        "dp.legal.reference", "Legal Basis", index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for every company."
    )
    criterion_ids = fields.One2many("dp.hazard.criterion", "pack_id", "Criteria")
    criterion_count = fields.Integer(compute="_compute_criterion_count")
    is_verified = fields.Boolean(
        "Text Checked",
        help="Somebody compared the wording with the official publication. Until "
        "then use it to find the clause, and quote the publication.",
    )
    note = fields.Text(translate=True)

    @api.depends("code", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for pack in self:
            pack.display_name = " ".join(filter(None, (pack.code, pack.name)))

    @api.depends("criterion_ids")
    def _compute_criterion_count(self):
        counts = dict(
            self.env["dp.hazard.criterion"]._read_group(
                [("pack_id", "in", self.ids)], ["pack_id"], ["__count"]
            )
        )
        for pack in self:
            pack.criterion_count = counts.get(pack._origin, 0)

    @api.model
    def _get_applicable(self, company, date):
        """Return the packs by which ``company`` judges a hazard of ``date``.

        Those it chose and those that hold for any industry; when it chose none, all.
        """
        in_force = self._valid_domain(date) & Domain(
            "company_id", "in", [False, company.id]
        )
        # What a company chose is no secret to those who judge there.
        chosen = company.sudo().dp_criterion_pack_ids.sudo(False)
        if chosen:
            in_force &= Domain("id", "in", chosen.ids) | Domain("industry", "=", "any")
        return self.search(in_force)

    def action_open_criteria(self):
        """Smart button: the criteria of the pack."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Criteria"),
            "res_model": "dp.hazard.criterion",
            "view_mode": "list,form",
            "domain": [("pack_id", "=", self.id)],
            "context": {"default_pack_id": self.id},
        }
