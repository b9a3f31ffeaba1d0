from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class DpUnitFromEquipment(models.TransientModel):
    """Take equipment into the risk register, one unit for each.

    Equipment that has a unit already is left out, and said so. The code is the
    serial number, unless another unit has it.
    """

    _name = "dp.unit.from.equipment"
    _description = "Create Units from Equipment"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    equipment_ids = fields.Many2many("maintenance.equipment", required=True)
    parent_id = fields.Many2one(
        "dp.risk.unit",
        "Part of",
        domain="[('company_id', '=', company_id)]",
        help="The place in the tree where the new units appear.",
    )
    kind = fields.Selection(
        [("object", "Object (risk point)"), ("unit", "Unit")],
        compute="_compute_kind",
        store=True,
        readonly=False,
        required=True,
    )
    department_id = fields.Many2one(
        "hr.department",
        domain="[('company_id', 'in', (False, company_id))]",
        help="Empty: the department the equipment is assigned to, else that of the "
        "place in the tree.",
    )
    create_tags = fields.Boolean(
        "Tags, Too", default=True, help="One QR tag for each new unit, to be printed."
    )
    skipped_ids = fields.Many2many(
        "maintenance.equipment",
        string="Has a Unit Already",
        compute="_compute_skipped_ids",
        help="These are left out.",
    )

    @api.model
    def default_get(self, fields):
        """Take the chosen equipment, or the chosen place, from where it was opened."""
        values = super().default_get(fields)
        model = self.env.context.get("active_model")
        active_ids = self.env.context.get("active_ids") or []
        if model == "maintenance.equipment":
            values["equipment_ids"] = [(6, 0, active_ids)]
        elif model == "dp.risk.unit" and len(active_ids) == 1:
            values["parent_id"] = active_ids[0]
        return values

    @api.depends("parent_id")
    def _compute_kind(self):
        for wizard in self:
            inside = wizard.parent_id.kind in ("object", "unit")
            wizard.kind = "unit" if inside else "object"

    @api.depends("equipment_ids", "company_id")
    def _compute_skipped_ids(self):
        units = self.env["dp.risk.unit"].search(
            [("equipment_id", "in", self.equipment_ids._origin.ids)]
        )
        for wizard in self:
            wizard.skipped_ids = wizard.equipment_ids._origin & units.equipment_id

    def action_create(self):
        """Create the units, and their tags; show the units."""
        self.ensure_one()
        equipment = self.equipment_ids - self.skipped_ids
        if not equipment:
            raise UserError(
                self.env._(
                    "All of this equipment is in the risk register already. Choose "
                    "other equipment."
                )
            )
        units = self.env["dp.risk.unit"].create(self._prepare_units(equipment))
        if self.create_tags:
            self.env["dp.tag"].create(
                [
                    {"unit_id": unit.id, "company_id": unit.company_id.id}
                    for unit in units
                ]
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Units"),
            "res_model": "dp.risk.unit",
            "view_mode": "list,kanban,form",
            "domain": [("id", "in", units.ids)],
        }

    def _prepare_units(self, equipment):
        """Return the values of one unit for each equipment."""
        serials = [one.serial_no for one in equipment if one.serial_no]
        taken = set(
            self.env["dp.risk.unit"]
            .with_context(active_test=False)
            .search(
                Domain("code", "in", serials)
                & Domain("company_id", "=", self.company_id.id)
            )
            .mapped("code")
        )
        return [
            {
                "name": one.name,
                "code": one.serial_no if one.serial_no not in taken else False,
                "kind": self.kind,
                "object_type": "equipment",
                "parent_id": self.parent_id.id,
                "company_id": self.company_id.id,
                **self._prepare_department(one),
                "equipment_id": one.id,
            }
            for one in equipment
        ]

    def _prepare_department(self, equipment):
        """Return the department chosen, else that of the equipment.

        Without either nothing, so that the unit takes that of the node above.
        """
        department = self.department_id
        # The assignment of equipment to departments comes with hr_maintenance.
        if not department and "department_id" in equipment._fields:
            department = equipment.department_id
        return {"department_id": department.id} if department else {}
