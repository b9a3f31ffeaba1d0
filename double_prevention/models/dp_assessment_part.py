from odoo import api, models
from odoo.exceptions import UserError


class DpAssessmentPart(models.AbstractModel):
    """Part of an assessment method: frozen as soon as somebody scored with it."""

    _name = "dp.assessment.part"
    _description = "Part of an Assessment Method"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse a new part of a method that was used."""
        parts = super().create(vals_list)
        parts.method_id._check_unused()
        return parts

    def write(self, vals):
        """Refuse a change in a method that was used, before or after the change."""
        self.method_id._check_unused()
        result = super().write(vals)
        self.method_id._check_unused()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used_or_shipped(self):
        self.method_id._check_unused()
        # The next update would bring a shipped part back, perhaps into a method that
        # is in use by then.
        for names in self._get_external_ids().values():
            if any(name.startswith("double_prevention.") for name in names):
                raise UserError(
                    self.env._(
                        "A method that came with the application keeps all its parts. "
                        "Duplicate the method or make a new version, and delete "
                        "there."
                    )
                )
