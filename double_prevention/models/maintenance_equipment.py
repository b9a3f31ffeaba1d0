from odoo import fields, models


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    dp_unit_ids = fields.One2many("dp.risk.unit", "equipment_id", "Risk Units")
    dp_tag_ids = fields.One2many("dp.tag", "equipment_id", "Tags")
