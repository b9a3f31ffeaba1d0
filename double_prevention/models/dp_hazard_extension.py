from odoo import fields, models


class DpHazardExtension(models.Model):
    """A request to move the deadline of a hidden hazard, with what protects
    people until then."""

    _name = "dp.hazard.extension"
    _description = "Extension of a Deadline"
    _order = "id desc"
    _check_company_auto = True

    hazard_id = fields.Many2one(
        "dp.hazard", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="hazard_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="hazard_id.department_id", store=True, index=True
    )
    old_deadline = fields.Datetime(readonly=True)
    new_deadline = fields.Datetime(required=True)
    reason = fields.Text(required=True)
    interim_measure = fields.Text(
        required=True, help="What keeps people safe until the hazard is gone."
    )
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        required=True,
        default="requested",
        readonly=True,
        copy=False,
    )
    requested_by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Text(readonly=True, copy=False)
