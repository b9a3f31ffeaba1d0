from odoo import api, fields, models
from odoo.exceptions import UserError

from .dp_risk_unit import LEVELS


class DpLevelChange(models.Model):
    """History of current levels: what it was, what it became, when and why.

    Written by ``dp.risk.unit._climb_levels`` only; nobody edits or deletes it.
    """

    _name = "dp.level.change"
    _description = "Level Change"
    _order = "date desc, id desc"
    _rec_name = "unit_id"
    _log_access = False

    unit_id = fields.Many2one(
        "dp.risk.unit", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    department_id = fields.Many2one(related="unit_id.department_id")
    origin_id = fields.Many2one(
        "dp.risk.unit",
        "Caused at",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    from_level = fields.Selection(LEVELS, "Level Before", readonly=True)
    to_level = fields.Selection(LEVELS, "Level After", readonly=True)
    date = fields.Datetime(required=True, readonly=True, index=True)
    reason = fields.Char("Why", readonly=True, translate=True)

    _unit_date_idx = models.Index("(unit_id, date DESC, id DESC)")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refuse: a level changes only because a fact changed."""
        raise UserError(
            self.env._("The history of levels is written by the system alone.")
        )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: history is evidence."""
        raise UserError(
            self.env._("The history of levels is evidence and can't be changed.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("The history of levels is evidence and can't be deleted.")
        )

    def action_explain_level(self):
        """Open why the level was what it was when this was written."""
        self.ensure_one()
        return self.unit_id._get_why_action(unit_id=self.unit_id.id, change_id=self.id)
