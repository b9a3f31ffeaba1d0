from odoo import fields, models

from .dp_duty import INSPECTION_TYPES
from .dp_risk_event import TIERS


class DpInspection(models.Model):
    """A round: one person, one place, one window.

    Once submitted (``done``), missed or cancelled it is evidence and never
    changes. A participant sees his own rounds, an officer those of his
    departments, a manager and an auditor all.
    """

    _name = "dp.inspection"
    _description = "Round"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    type = fields.Selection(INSPECTION_TYPES, required=True, default="1")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("in_progress", "In progress"),
            ("done", "Done"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    origin = fields.Selection(
        [("plan", "Generated from duties"), ("manual", "Started by hand")],
        required=True,
        default="manual",
        readonly=True,
    )
    organiser = fields.Selection(
        [
            ("self", "Own department"),
            ("leader", "Led by management"),
            ("contractor", "Contractor"),
            ("government", "Government"),
        ],
        required=True,
        default="self",
    )
    unit_id = fields.Many2one(
        "dp.risk.unit",
        "Place",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        related="unit_id.department_id", store=True, index=True
    )
    tier = fields.Selection(TIERS)
    employee_id = fields.Many2one(
        "hr.employee",
        "Inspector",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Inspector (user)",
        related="employee_id.user_id",
        store=True,
        index=True,
    )
    date_start = fields.Datetime("Due From", required=True, index=True)
    date_end = fields.Datetime("Due Until", required=True)
    started_at = fields.Datetime(readonly=True, copy=False)
    submitted_at = fields.Datetime(readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    client_uuid = fields.Char(
        readonly=True,
        copy=False,
        help="Key of the answers given by the device, so that sending them twice "
        "changes nothing.",
    )
    scan_required = fields.Boolean(readonly=True)
    scanned_at = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many("dp.inspection.line", "inspection_id", "Checks")
    note = fields.Text()

    _open_window_idx = models.Index(
        "(user_id, date_start) WHERE state IN ('planned', 'in_progress')"
    )
    _open_end_idx = models.Index("(date_end) WHERE state IN ('planned', 'in_progress')")
    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL",
        "These answers have been received already.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_end > date_start)", "A round has to end after it begins."
    )
