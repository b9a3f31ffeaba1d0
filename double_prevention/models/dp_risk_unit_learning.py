from odoo import fields, models
from odoo.fields import Domain

OPEN_PROPOSAL = Domain("state", "=", "open")


class DpRiskUnit(models.Model):
    """What a unit leads to: proposals, accidents; new equipment asks for a look."""

    _inherit = "dp.risk.unit"

    proposal_count = fields.Integer(
        "Proposals",
        compute="_compute_learning_counts",
        help="Open proposals to assess events of this unit and below it again.",
    )
    accident_count = fields.Integer(
        "Accidents",
        compute="_compute_learning_counts",
        help="Accidents and near misses at this unit and below it.",
    )

    def _compute_learning_counts(self):
        proposals = self._count_below("dp.assessment.proposal", OPEN_PROPOSAL)
        accidents = self._count_below("dp.accident", Domain.TRUE)
        for unit in self:
            unit.proposal_count = proposals.get(unit._origin.id, 0)
            unit.accident_count = accidents.get(unit._origin.id, 0)

    def write(self, vals):
        """Propose to assess the events of units that get other equipment."""
        if "equipment_id" not in vals:
            return super().write(vals)
        before = {unit: unit.equipment_id for unit in self}
        result = super().write(vals)
        for unit, old in before.items():
            if old and old != unit.equipment_id:
                unit._propose_for_equipment(old)
        return result

    def _propose_for_equipment(self, old):
        """Propose: the equipment ``old`` was replaced."""
        self.ensure_one()
        new = self.equipment_id
        day = fields.Date.context_today(self)
        self.env["dp.assessment.proposal"]._propose(
            "equipment",
            self.event_ids,
            [
                {
                    "record": new or self,
                    "key": f"{self._name},{self.id}:{old.id}>{new.id}:{day}",
                    "sentence": lambda env: env._(
                        "Equipment of %(unit)s replaced: %(new)s instead of %(old)s",
                        unit=self.with_env(env).display_name,
                        new=new.with_env(env).name or env._("none"),
                        old=old.with_env(env).name,
                    ),
                }
            ],
        )

    def action_open_proposals(self):
        """Show the proposals for events here and below, decided ones too."""
        self.ensure_one()
        return self._get_related_action(
            "dp.assessment.proposal",
            self.env._("Re-assessment Proposals"),
            "kanban,list,form",
            Domain("unit_id", "child_of", self.id),
        )

    def action_open_accidents(self):
        """Show the accidents and near misses here and below."""
        self.ensure_one()
        return self._get_related_action(
            "dp.accident",
            self.env._("Accidents and Near Misses"),
            "list,kanban,form",
            Domain("unit_id", "child_of", self.id),
            default_unit_id=self.id,
        )

    def action_report_change(self):
        """Ask what changed here."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "double_prevention.dp_change_report_action"
            ),
            "context": {"default_unit_id": self.id},
        }
