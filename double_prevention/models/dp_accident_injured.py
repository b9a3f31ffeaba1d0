from odoo import api, fields, models

from .dp_accident import SEVERITIES


class DpAccidentInjured(models.Model):
    """A person who was injured: seen by managers only.

    Belongs to the evidence: with a closed accident it does not change.
    """

    _name = "dp.accident.injured"
    _description = "Injured Person"
    _order = "severity desc, id"

    accident_id = fields.Many2one(
        "dp.accident", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="accident_id.company_id", store=True, index=True
    )
    name = fields.Char(required=True, help="Also for people of other enterprises.")
    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="restrict"
    )
    severity = fields.Selection(SEVERITIES, required=True, default="0002")
    injury = fields.Char("Injured Part and Kind")
    lost_days = fields.Float(digits=(12, 1))

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse to add to a closed accident."""
        people = super().create(vals_list)
        people.accident_id._check_not_closed()
        return people

    def write(self, vals):
        """Refuse to change what belongs to a closed accident."""
        self.accident_id._check_not_closed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self.accident_id._check_not_closed()
