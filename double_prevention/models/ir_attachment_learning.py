from odoo import api, models


class IrAttachment(models.Model):
    """Photos of a closed accident are evidence, too."""

    _inherit = "ir.attachment"

    @api.model
    def _get_evidence_models(self):
        return (*super()._get_evidence_models(), "dp.accident")
