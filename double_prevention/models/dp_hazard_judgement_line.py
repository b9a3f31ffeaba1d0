from odoo import api, fields, models
from odoo.exceptions import UserError

ANSWERS = [
    ("yes", "Yes"),
    ("no", "No"),
    ("not_applicable", "Not Applicable"),
]


class DpHazardJudgementLine(models.Model):
    """One question of a judgement: its wording is kept as it was asked."""

    _name = "dp.hazard.judgement.line"
    _description = "Question of a Judgement"
    _order = "sequence, id"
    _rec_name = "question"

    judgement_id = fields.Many2one(
        "dp.hazard.judgement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="judgement_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    criterion_id = fields.Many2one(
        "dp.hazard.criterion", "Clause", required=True, index=True, ondelete="restrict"
    )
    pack_id = fields.Many2one(related="criterion_id.pack_id")
    clause = fields.Char(related="criterion_id.code", string="Clause Number")
    question = fields.Text(required=True)
    answer = fields.Selection(ANSWERS)
    note = fields.Char(help="What was seen, measured or read.")

    _one_per_criterion = models.UniqueIndex(
        "(judgement_id, criterion_id)", "This clause is asked already."
    )

    def write(self, vals):
        """Answer; never after the decision, and never another question."""
        self.judgement_id._check_open()
        if vals.keys() - {"answer", "note"}:
            raise UserError(
                self.env._("A question is answered as it was asked. Write a note.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self.judgement_id._check_open()
