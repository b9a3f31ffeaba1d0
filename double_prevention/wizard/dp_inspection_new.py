from collections import defaultdict
from itertools import chain

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.dp_duty import INSPECTION_TYPES
from ..models.dp_inspection import ORGANISERS
from ..models.dp_risk_event import TIERS


class DpInspectionNew(models.TransientModel):
    """Makes rounds by hand, of any type, from the measures of a chosen scope."""

    _name = "dp.inspection.new"
    _description = "New Round"

    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, required=True
    )
    type = fields.Selection(INSPECTION_TYPES, required=True, default="2")
    organiser = fields.Selection(
        ORGANISERS,
        required=True,
        default="self",
    )
    unit_ids = fields.Many2many(
        "dp.risk.unit",
        string="Places",
        required=True,
        domain="[('company_id', '=', company_id)]",
        help="With everything that is part of them.",
    )
    tier = fields.Selection(
        TIERS,
        help="Only checks somebody of this tier has a duty for. Empty: all checks.",
    )
    category_ids = fields.Many2many(
        "dp.measure.category",
        string="Categories",
        help="Only measures of these categories. Empty: all.",
    )
    critical_only = fields.Boolean("Critical Measures Only")
    split = fields.Selection(
        [
            ("unit", "One round per chosen place"),
            ("place", "One round per object (risk point)"),
        ],
        "Rounds",
        required=True,
        default="unit",
    )
    employee_id = fields.Many2one(
        "hr.employee", "Inspector", domain="[('company_id', '=', company_id)]"
    )
    date_start = fields.Datetime("Due From", required=True, default=fields.Datetime.now)
    date_end = fields.Datetime(
        "Due Until",
        required=True,
        default=lambda self: fields.Datetime.add(fields.Datetime.now(), days=1),
    )
    scan_required = fields.Boolean()
    note = fields.Text()
    check_count = fields.Integer("Checks", compute="_compute_counts")
    round_count = fields.Integer("Rounds to Create", compute="_compute_counts")
    summary = fields.Char(compute="_compute_counts")

    _dates_order = models.Constraint(
        "CHECK (date_end > date_start)", "A round has to end after it begins."
    )

    @api.depends("unit_ids", "tier", "category_ids", "critical_only", "split")
    def _compute_counts(self):
        for wizard in self:
            groups = wizard._group_measures()
            wizard.check_count = sum(map(len, groups.values()))
            wizard.round_count = len(groups)
            wizard.summary = self.env._(
                "Rounds to create: %(rounds)s, with %(checks)s checks.",
                rounds=wizard.round_count,
                checks=wizard.check_count,
            )

    def _group_measures(self):
        """Return ``{dp.risk.unit: [measure ids]}``, one item per round.

        A measure below two chosen places is checked once, in the round of the first.
        """
        self.ensure_one()
        units = self.unit_ids._origin
        if not units:
            return {}
        domain = Domain("unit_id", "child_of", units.ids)
        domain &= Domain("control_mode", "=", "check")
        domain &= Domain("event_id.active", "=", True)
        domain &= Domain("unit_id.active", "=", True)
        if self.critical_only:
            domain &= Domain("critical", "=", True)
        if self.category_ids:
            domain &= Domain("category_id", "in", self.category_ids.ids)
        if self.tier:
            domain &= Domain("duty_ids", "any", [("tier", "=", self.tier)])
        groups = defaultdict(list)
        for measure in self.env["dp.control.measure"].search(domain):
            unit = self._get_round_unit(measure.unit_id, units)
            groups[unit].append(measure.id)
        return groups

    def _get_round_unit(self, unit, chosen):
        """Return the place of the round in which a measure of ``unit`` is checked."""
        if self.split == "place":
            while unit.kind == "unit" and unit.parent_id:
                unit = unit.parent_id
            return unit
        path = unit.parent_path
        return next(one for one in chosen if path.startswith(one.parent_path))

    def action_create(self):
        """Create the rounds and open them."""
        self.ensure_one()
        groups = self._group_measures()
        if not groups:
            raise UserError(
                self.env._(
                    "There is nothing to check: no measure of these places matches. "
                    "Choose other places or fewer conditions."
                )
            )
        inspections = self.env["dp.inspection"].create(
            [
                {
                    "type": self.type,
                    "organiser": self.organiser,
                    "unit_id": unit.id,
                    "tier": self.tier,
                    "employee_id": self.employee_id.id,
                    "date_start": self.date_start,
                    "date_end": self.date_end,
                    "scan_required": self.scan_required,
                    "note": self.note,
                }
                for unit in groups
            ]
        )
        duties = self._find_duties(groups)
        self.env["dp.inspection.line"]._insert_from_measures(
            [
                (inspection.id, measure_id, duties.get(measure_id))
                for inspection, measure_ids in zip(
                    inspections, groups.values(), strict=True
                )
                for measure_id in measure_ids
            ]
        )
        inspections._count_lines()
        return self._open(inspections)

    def _find_duties(self, groups):
        """Return ``{measure id: duty id}`` of duties the inspector fulfils by this."""
        if not self.employee_id:
            return {}
        duties = self.env["dp.duty"].search(
            [
                ("measure_id", "in", list(chain.from_iterable(groups.values()))),
                ("employee_id", "=", self.employee_id.id),
            ],
            order="tier desc, id desc",
        )
        return {duty.measure_id.id: duty.id for duty in duties}

    def _open(self, inspections):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "double_prevention.dp_inspection_action"
        )
        action["context"] = {}
        action["domain"] = [("id", "in", inspections.ids)]
        if len(inspections) == 1:
            action.update(
                view_mode="form", views=[(False, "form")], res_id=inspections.id
            )
        return action
