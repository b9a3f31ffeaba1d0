from odoo import fields, models

# What says that another machine stands there than the one that was assessed.
IDENTITY = ("serial_no", "model", "scrap_date")


class MaintenanceEquipment(models.Model):
    """Another machine at the same place: its risks deserve another look."""

    _name = "maintenance.equipment"
    _inherit = "maintenance.equipment"

    def write(self, vals):
        """Propose to assess again what stands on equipment that changed."""
        names = [name for name in IDENTITY if name in vals]
        before = {one: [one[name] for name in names] for one in self if names}
        result = super().write(vals)
        for one, old in before.items():
            if any(old) and old != [one[name] for name in names]:
                one._propose_for_change()
        return result

    def _propose_for_change(self):
        self.ensure_one()
        day = fields.Date.context_today(self)
        self.env["dp.assessment.proposal"]._propose(
            "equipment",
            # Who maintains a machine need not see the register.
            self.sudo().dp_unit_ids.event_ids,
            [
                {
                    "record": self,
                    "key": f"{self._name},{self.id}:{day}",
                    "sentence": lambda env: env._(
                        "Equipment changed: %(equipment)s (model, serial number or "
                        "scrap date)",
                        equipment=self.with_env(env).name,
                    ),
                }
            ],
        )
