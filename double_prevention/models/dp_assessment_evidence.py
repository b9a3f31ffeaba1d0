from odoo import api, fields, models
from odoo.exceptions import UserError


class DpAssessmentEvidence(models.Model):
    """A dated fact that speaks against an assessment, as it was found then.

    Its sentence is stored in every language: it stays what it was, even where the
    record it came from changes. Written by the system; nobody changes or deletes it.
    """

    _name = "dp.assessment.evidence"
    _description = "Evidence for a Re-assessment"
    _order = "date, id"
    _rec_name = "sentence"

    proposal_id = fields.Many2one(
        "dp.assessment.proposal",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="proposal_id.company_id", store=True, index=True
    )
    date = fields.Datetime(required=True, readonly=True)
    sentence = fields.Char(
        "What Happened", required=True, readonly=True, translate=True
    )
    key = fields.Char(
        required=True, readonly=True, help="Tells this fact apart from others."
    )
    res_model = fields.Char("Source Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Source", model_field="res_model", required=True, readonly=True
    )

    _source_idx = models.Index("(res_model, res_id)")
    _proposal_key_uniq = models.UniqueIndex(
        "(proposal_id, key)", "This fact belongs to the proposal already."
    )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: what was found stays as it was found."""
        raise UserError(
            self.env._("The evidence of a proposal is never changed or deleted.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("The evidence of a proposal is never changed or deleted.")
        )

    @api.model
    def _create_in_every_language(self, vals_list):
        """Create rows whose ``sentence`` is a function, rendered in each language."""
        source = self.with_context(lang="en_US")
        rows = source.create(
            [{**vals, "sentence": vals["sentence"](source.env)} for vals in vals_list]
        )
        for code, _name in self.env["res.lang"].get_installed():
            if code == "en_US":
                continue
            for row, vals in zip(rows.with_context(lang=code), vals_list, strict=True):
                row._translate_sentence(vals["sentence"](row.env))
        return rows.with_env(self.env)

    def _translate_sentence(self, text):
        """Set the sentence in the language of the environment, past the guard."""
        # pylint: disable-next=super-method-mismatch
        return super().write({"sentence": text})

    def action_open_source(self):
        """Open what the fact came from: a check, a hazard, an accident."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()
