from odoo import api, fields, models

CHANGES = [
    ("equipment", "Equipment"),
    ("process", "Process"),
    ("person", "Person in charge"),
    ("legal", "Law or standard"),
    ("environment", "Surroundings"),
]


class DpChangeReport(models.TransientModel):
    """Report a change: it becomes a proposal to assess the events it touches."""

    _name = "dp.change.report"
    _description = "Report a Change"

    unit_id = fields.Many2one("dp.risk.unit", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="unit_id.company_id")
    kind = fields.Selection(CHANGES, "What Changes", required=True, default="process")
    date = fields.Datetime("From", required=True, default=fields.Datetime.now)
    description = fields.Char("The Change", required=True)
    event_ids = fields.Many2many(
        "dp.risk.event",
        string="Events It Touches",
        compute="_compute_event_ids",
        store=True,
        readonly=False,
        domain="[('unit_id', 'child_of', unit_id)]",
        help="Proposed: all events of the unit itself.",
    )

    @api.depends("unit_id")
    def _compute_event_ids(self):
        for wizard in self:
            wizard.event_ids = wizard.unit_id.event_ids

    def action_report(self):
        """Button: propose to assess the events again, and show the proposals."""
        self.ensure_one()
        # A change is told by those who may work on the unit.
        self.unit_id.check_access("write")
        self.event_ids.check_access("write")
        unit, text = self.unit_id, self.description
        kinds = self._fields["kind"]
        proposals = self.env["dp.assessment.proposal"]._propose(
            self.kind,
            self.event_ids,
            [
                {
                    "record": unit,
                    "key": f"{self._name},{unit.id}:{self.kind}:{self.date}",
                    "date": self.date,
                    "sentence": lambda env: env._(
                        "Change (%(kind)s) at %(unit)s: %(text)s",
                        kind=dict(kinds._description_selection(env))[self.kind],
                        unit=unit.with_env(env).display_name,
                        text=text,
                    ),
                }
            ],
        )
        unit._message_log(
            body=self.env._(
                "Change (%(kind)s): %(text)s",
                kind=dict(kinds._description_selection(self.env))[self.kind],
                text=text,
            )
        )
        return unit._get_related_action(
            "dp.assessment.proposal",
            self.env._("Re-assessment Proposals"),
            "kanban,list,form",
            [("id", "in", proposals.ids)],
        )
