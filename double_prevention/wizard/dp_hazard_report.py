from odoo import api, fields, models
from odoo.exceptions import UserError


class DpHazardReport(models.TransientModel):
    """Quick report: where, one sentence, photos; the rest is proposed."""

    _name = "dp.hazard.report"
    _description = "Report a Hidden Hazard"

    unit_id = fields.Many2one("dp.risk.unit", "Place", required=True)
    company_id = fields.Many2one(related="unit_id.company_id")
    title = fields.Char("What Is Wrong", required=True)
    description = fields.Text("More About It")
    measure_id = fields.Many2one(
        "dp.control.measure",
        "Failed Measure",
        domain="[('unit_id', '=', unit_id)]",
        help="Empty when you don't know: the safety officer adds it.",
    )
    suspected_major = fields.Boolean(
        "It May Be a Major One",
        help="People may be killed, or work has to stop. The safety officer decides "
        "by the criteria.",
    )
    photo_ids = fields.Many2many(
        "ir.attachment", "dp_hazard_report_photo_rel", string="Photos"
    )
    is_fixed = fields.Boolean("Fixed on the Spot")
    photo_after_ids = fields.Many2many(
        "ir.attachment", "dp_hazard_report_photo_after_rel", string="After"
    )

    is_anonymous = fields.Boolean(
        "Report Anonymously",
        help="Nobody can see who reported it, and nobody gets points for it. You get "
        "the address of a page that shows every step and the answer.",
    )

    known_ids = fields.Many2many(
        "dp.hazard", compute="_compute_known_ids", string="Known Already?"
    )
    known_id = fields.Many2one(
        "dp.hazard",
        "Is It One of These?",
        domain="[('id', 'in', known_ids)]",
        help="Open hazards of this place that sound alike. Add your photo and sentence "
        "to it: it becomes more urgent, and you are told the result.",
    )

    @api.depends("unit_id", "title", "measure_id")
    def _compute_known_ids(self):
        for report in self:
            report.known_ids = self.env["dp.hazard"]._find_known(
                report.unit_id, report.title, report.measure_id
            )

    @api.onchange("known_ids")
    def _onchange_known_ids(self):
        if self.known_id not in self.known_ids:
            self.known_id = False

    @api.onchange("unit_id")
    def _onchange_unit_id(self):
        if self.measure_id.unit_id != self.unit_id:
            self.measure_id = False

    def action_report(self):
        """Button: send the report and show the hazard it became.

        An anonymous one shows the page under its address, and leaves no trace here.
        """
        self.ensure_one()
        hazard = self.env["dp.hazard"]._report(
            {
                "unit_id": self.unit_id.id,
                "title": self.title,
                "description": self.description,
                "measure_id": self.measure_id.id,
                "equipment_id": self.unit_id.equipment_id.id,
                "grade": "major" if self.suspected_major else "general",
                "is_anonymous": self.is_anonymous,
            },
            self._files(self.photo_ids),
            self._files(self.photo_after_ids)
            if self.is_fixed and not self.is_anonymous
            else (),
        )
        if self.is_anonymous:
            return self._forget(hazard)
        return hazard._action_open()

    def action_add(self):
        """Button: add photo and sentence to the hazard that is known already."""
        self.ensure_one()
        if not self.known_id:
            raise UserError(
                self.env._("Choose which of the known hazards it is, or report it.")
            )
        hazard = self.known_id._add_report(
            "\n".join(filter(None, (self.title, self.description))),
            self._files(self.photo_ids),
            is_anonymous=self.is_anonymous,
        )
        if self.is_anonymous:
            return self._forget(hazard)
        return hazard._action_open()

    def _forget(self, hazard):
        """Remove what says who sent an anonymous report; show the page to follow it."""
        photos = self.photo_ids | self.photo_after_ids
        own = photos.filtered(lambda one: one.create_uid == self.env.user)
        self.unlink()
        own.unlink()
        return {
            "type": "ir.actions.act_url",
            "url": f"{hazard._get_follow_path()}?reported=1",
            "target": "self",
        }

    @api.model
    def _files(self, attachments):
        attachments.check_access("read")
        return [(attachment.name, attachment.raw) for attachment in attachments]
