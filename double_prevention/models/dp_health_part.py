from odoo import api, fields, models


class DpHealthPart(models.AbstractModel):
    """A line of a version of the health parameters: frozen with its version."""

    _name = "dp.health.part"
    _description = "Part of Health Parameters"

    parameters_id = fields.Many2one(
        "dp.health.parameters", required=True, index=True, ondelete="cascade"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Add lines to drafts only."""
        created = super().create(vals_list)
        created.parameters_id._check_draft()
        return created

    def write(self, vals):
        """Change lines of drafts only, and move them to drafts only."""
        self.parameters_id._check_draft()
        result = super().write(vals)
        self.parameters_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.parameters_id._check_draft()
