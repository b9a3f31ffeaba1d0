from odoo import fields, models


class DpNearMissReport(models.TransientModel):
    """Report a near miss: where, when, one sentence, photos. Everybody may."""

    _name = "dp.near.miss.report"
    _description = "Report a Near Miss"

    title = fields.Char("What Happened", required=True)
    unit_id = fields.Many2one("dp.risk.unit", "Place", required=True)
    company_id = fields.Many2one(related="unit_id.company_id")
    date = fields.Datetime("When", required=True, default=fields.Datetime.now)
    description = fields.Text("More About It")
    what_helped = fields.Char(
        "What Kept It from Getting Worse", help="A barrier that worked, or luck."
    )
    photo_ids = fields.Many2many("ir.attachment", string="Photos")

    def action_report(self):
        """Button: send the report, say thanks and show what it became."""
        self.ensure_one()
        self.photo_ids.check_access("read")
        accident = self.env["dp.accident"]._report(
            {
                "kind": "near_miss",
                "title": self.title,
                "unit_id": self.unit_id.id,
                "date": self.date,
                "description": self._describe(),
            },
            self.photo_ids,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Thank you, %(name)s", name=self.env.user.name),
                "message": self.env._(
                    "%(number)s is with the safety officer. Who reports a near miss "
                    "keeps the next person from getting hurt.",
                    number=accident.name,
                ),
                "type": "success",
                "sticky": False,
                "next": accident.get_formview_action(),
            },
        }

    def _describe(self):
        parts = [self.description]
        if self.what_helped:
            parts.append(
                self.env._(
                    "What kept it from getting worse: %(text)s", text=self.what_helped
                )
            )
        return "\n".join(filter(None, parts))
