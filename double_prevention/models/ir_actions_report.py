from odoo import models

LABEL_FORMATS = {
    "roll_30x30": "paperformat_label_30x30",
    "roll_50x50": "paperformat_label_50x50",
    "roll_70x50": "paperformat_label_70x50",
    "roll_100x70": "paperformat_label_100x70",
}


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def get_paperformat(self):
        """Print labels on the paper of the size that was chosen."""
        paper = LABEL_FORMATS.get(self.env.context.get("dp_label_size"))
        if paper and self.report_name == "double_prevention.tag_labels":
            return self.env.ref(f"double_prevention.{paper}")
        return super().get_paperformat()
