from odoo import api, fields, models


class DpHazard(models.Model):
    """Hidden hazards teach: each is weighed against the assessment of its event."""

    _inherit = "dp.hazard"

    accident_id = fields.Many2one(
        "dp.accident",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The accident or near miss whose lesson it is.",
    )

    _reported_event_idx = models.Index("(event_id, date_reported)")
    _reported_unit_idx = models.Index("(unit_id, date_reported)")

    @api.model_create_multi
    def create(self, vals_list):
        """Weigh how close together the hazards of the events lie."""
        hazards = super().create(vals_list)
        self.env["dp.assessment.proposal"]._weigh_hazards(hazards)
        return hazards

    @api.model
    def _report_failed_checks(self, lines):
        """Weigh whether the same measures keep failing."""
        answer = super()._report_failed_checks(lines)
        self.env["dp.assessment.proposal"]._weigh_failures(lines.measure_id)
        return answer

    def action_open_accident(self):
        """Open the accident the hazard learns from."""
        self.ensure_one()
        return self.accident_id.get_formview_action()
