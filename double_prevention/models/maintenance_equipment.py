from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import levels
from .dp_risk_unit import LEVELS, OPEN_HAZARD


class MaintenanceEquipment(models.Model):
    """Equipment that stands in the risk register shows its level."""

    _name = "maintenance.equipment"
    _inherit = ["maintenance.equipment", "dp.smart.button.mixin"]

    dp_unit_ids = fields.One2many("dp.risk.unit", "equipment_id", "Risk Units")
    dp_tag_ids = fields.One2many("dp.tag", "equipment_id", "Tags")
    dp_unit_id = fields.Many2one(
        "dp.risk.unit",
        "Risk Unit",
        compute="_compute_dp_unit_id",
        help="Of several units of this equipment, the one with the worst level now.",
    )
    dp_current_level = fields.Selection(
        LEVELS,
        "Current Level",
        compute="_compute_dp_unit_id",
        search="_search_dp_current_level",
        help="The worst current risk level of its units.",
    )
    dp_level_sentence = fields.Char("Level and Why", compute="_compute_dp_unit_id")
    dp_unit_count = fields.Integer("Risk Unit Count", compute="_compute_dp_counts")
    dp_tag_count = fields.Integer("Tag Count", compute="_compute_dp_counts")
    dp_hazard_count = fields.Integer(
        "Open Hazards",
        compute="_compute_dp_counts",
        help="Open hidden hazards of the equipment and of its units.",
    )

    @api.depends("dp_unit_ids.current_level", "dp_unit_ids.level_sentence")
    @api.depends_context("lang", "tz")
    def _compute_dp_unit_id(self):
        for equipment in self:
            units = equipment.dp_unit_ids
            worst = levels.worst(units.mapped("current_level"))
            equipment.dp_current_level = worst
            equipment.dp_unit_id = units.filtered_domain(
                [("current_level", "=", worst or False)]
            )[:1]
            unit = equipment.dp_unit_id
            # Without a reason the sentence says no more than the level itself.
            equipment.dp_level_sentence = unit.current_reason and unit.level_sentence

    def _search_dp_current_level(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = [level for level in value if level]
        domain = Domain.FALSE
        # The level of an equipment is the worst of its units.
        for level in wanted:
            has_it = Domain("dp_unit_ids", "any", [("current_level", "=", level)])
            worse = [other for other in levels.LEVELS if other < level]
            domain |= has_it & ~Domain(
                "dp_unit_ids", "any", [("current_level", "in", worse)]
            )
        if len(wanted) < len(value):
            domain |= ~Domain("dp_unit_ids", "any", [("current_level", "!=", False)])
        return domain

    def _compute_dp_counts(self):
        hazards = self.env["dp.hazard"]
        here = Domain("equipment_id", "in", self.ids)
        at_units = Domain("unit_id.equipment_id", "in", self.ids)
        by_equipment = dict(
            hazards._read_group(OPEN_HAZARD & here, ["equipment_id"], ["id:recordset"])
        )
        by_unit = dict(
            hazards._read_group(OPEN_HAZARD & at_units, ["unit_id"], ["id:recordset"])
        )
        tags = dict(self.env["dp.tag"]._read_group(here, ["equipment_id"], ["__count"]))
        for equipment in self:
            found = by_equipment.get(equipment._origin, hazards)
            for unit in equipment.dp_unit_ids:
                found |= by_unit.get(unit._origin, hazards)
            equipment.dp_hazard_count = len(found)
            equipment.dp_unit_count = len(equipment.dp_unit_ids)
            equipment.dp_tag_count = tags.get(equipment._origin, 0)

    def action_open_dp_units(self):
        """Open the risk unit of the equipment, or the list of several."""
        self.ensure_one()
        return self._get_related_action(
            "dp.risk.unit",
            self.env._("Risk Units"),
            "list,kanban,form",
            Domain("equipment_id", "=", self.id),
            default_equipment_id=self.id,
        )

    def action_open_dp_tags(self):
        """Show the tags of the equipment and of its units."""
        self.ensure_one()
        return self._get_related_action(
            "dp.tag",
            self.env._("Tags"),
            "list,form",
            Domain("equipment_id", "=", self.id),
            default_equipment_id=self.id,
        )

    def action_open_dp_hazards(self):
        """Show the open hidden hazards of the equipment and of its units."""
        self.ensure_one()
        return self._get_related_action(
            "dp.hazard",
            self.env._("Open Hazards"),
            "kanban,list,form",
            OPEN_HAZARD
            & (
                Domain("equipment_id", "=", self.id)
                | Domain("unit_id.equipment_id", "=", self.id)
            ),
            default_equipment_id=self.id,
        )
