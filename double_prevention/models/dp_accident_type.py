from odoo import api, fields, models


class DpAccidentType(models.Model):
    """Accident type of GB 6441, both editions with their dates.

    Everybody reads them; managers edit them.
    """

    _name = "dp.accident.type"
    _description = "Accident Type"
    _inherit = ["dp.dated.mixin"]
    _order = "edition desc, code, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    edition = fields.Selection(
        [("2025", "GB 6441-2025"), ("1986", "GB 6441-1986")],
        required=True,
        default="2025",
    )
    active = fields.Boolean(default=True)
    successor_id = fields.Many2one(
        "dp.accident.type",
        index="btree_not_null",
        ondelete="set null",
        help="Type of the next edition that took its place, where there is one.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE (edition, code)", "This edition has a type with this code already."
    )

    @api.depends("code", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for accident_type in self:
            parts = (accident_type.code, accident_type.name)
            accident_type.display_name = " ".join(filter(None, parts))
