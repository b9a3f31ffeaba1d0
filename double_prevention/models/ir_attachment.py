from odoo import api, models
from odoo.exceptions import UserError

# What makes the attachment the evidence it is; tokens and the like may change.
EVIDENCE_FIELDS = frozenset(
    {
        "datas",
        "raw",
        "db_datas",
        "store_fname",
        "name",
        "mimetype",
        "type",
        "url",
        "res_model",
        "res_id",
        "res_field",
    }
)
# Models whose attachments are evidence once ``_filter_frozen`` says so.
EVIDENCE_MODELS = ("dp.hazard", "dp.inspection.line", "dp.major.file")


class IrAttachment(models.Model):
    """Photos are evidence as soon as their round or hidden hazard is over."""

    _inherit = "ir.attachment"

    @api.model
    def _get_evidence_models(self):
        """Return the models that have ``_filter_frozen(ids)``."""
        return EVIDENCE_MODELS

    def write(self, vals):
        """Refuse to change a photo that is evidence."""
        if EVIDENCE_FIELDS & vals.keys():
            self._check_not_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._check_not_evidence()

    def _check_not_evidence(self):
        # Whether it is evidence does not depend on what the reader may see.
        for model, attachments in self.sudo().grouped("res_model").items():
            if model in self._get_evidence_models():
                # As above.
                frozen = (
                    self.env[model].sudo()._filter_frozen(attachments.mapped("res_id"))
                )
                if frozen:
                    raise UserError(
                        self.env._(
                            "The photos of %(record)s are evidence and can't be "
                            "changed or deleted.",
                            record=frozen[0].display_name,
                        )
                    )
