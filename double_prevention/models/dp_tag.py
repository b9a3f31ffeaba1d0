from odoo import api, fields, models

from ..tools.tokens import new_token


class DpTag(models.Model):
    """A printed QR code: an opaque token that leads to a unit or an equipment.

    ``/dp/q/<token>`` is printed on metal; the token never changes.
    """

    _name = "dp.tag"
    _description = "Tag"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "code"
    _check_company_auto = True

    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: new_token(),
    )
    code = fields.Char(compute="_compute_code", store=True, index=True)
    active = fields.Boolean(
        default=True, tracking=True, help="Not active: the tag is revoked."
    )
    unit_id = fields.Many2one(
        "dp.risk.unit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    department_id = fields.Many2one(
        related="unit_id.department_id", store=True, index="btree_not_null"
    )
    print_count = fields.Integer("Printed", readonly=True, copy=False)
    printed_at = fields.Datetime("Last Printed", readonly=True, copy=False)
    scan_count = fields.Integer("Scans", readonly=True, copy=False)
    scanned_at = fields.Datetime("Last Scan", readonly=True, copy=False)

    _token_uniq = models.UniqueIndex("(token)", "A tag's token must be unique.")
    _one_target = models.Constraint(
        "CHECK (unit_id IS NOT NULL OR equipment_id IS NOT NULL)",
        "A tag leads to a unit or to an equipment: choose one.",
    )

    @api.depends("unit_id.code", "unit_id.name", "equipment_id.name")
    def _compute_code(self):
        for tag in self:
            unit = tag.unit_id
            tag.code = unit.code or unit.name or tag.equipment_id.name
