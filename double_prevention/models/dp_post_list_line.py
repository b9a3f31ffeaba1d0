from odoo import api, fields, models

from .dp_risk_unit import LEVELS


class DpPostListLine(models.Model):
    """One duty of a responsibility list, in the words it had when it was issued."""

    _name = "dp.post.list.line"
    _description = "Line of a Responsibility List"
    _order = "sequence, id"

    list_id = fields.Many2one(
        "dp.post.list", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="list_id.company_id", store=True, index=True)
    sequence = fields.Integer(readonly=True)
    duty_id = fields.Many2one(
        "dp.duty", readonly=True, index="btree_not_null", ondelete="set null"
    )
    unit_id = fields.Many2one(
        "dp.risk.unit", readonly=True, index=True, ondelete="restrict"
    )
    unit_level = fields.Selection(
        LEVELS,
        "Level",
        readonly=True,
        help="The residual level of the place when the list was issued.",
    )
    place = fields.Char(readonly=True)
    event = fields.Char("Risk", readonly=True)
    measure = fields.Char(readonly=True)
    check_content = fields.Char("What to Check", readonly=True)
    tier = fields.Char(readonly=True)
    how_often = fields.Char(readonly=True)

    @api.model
    def _prepare(self, duties):
        """Return the values of a line per duty, in the language of ``duties``."""
        tiers = dict(duties._fields["tier"]._description_selection(duties.env))
        return [
            {
                "sequence": number,
                "duty_id": duty.id,
                "unit_id": duty.unit_id.id,
                "unit_level": duty.unit_id.residual_level,
                "place": duty.unit_id.display_name,
                "event": duty.event_id.name,
                "measure": duty.measure_id.name,
                "check_content": duty.measure_id.check_content,
                "tier": tiers[duty.tier],
                "how_often": duty.interval_text,
            }
            for number, duty in enumerate(duties, start=1)
        ]
