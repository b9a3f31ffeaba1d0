from odoo import fields, models


class MaintenanceRequest(models.Model):
    _inherit = "maintenance.request"

    dp_hazard_id = fields.Many2one(
        "dp.hazard",
        "Hidden Hazard",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
