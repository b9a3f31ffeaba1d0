from odoo import api, fields, models

# Aspects a severity is described by, in the order of the printed table.
ASPECTS = ("aspect_law", "aspect_people", "aspect_loss", "aspect_stop", "aspect_image")


class DpAssessmentFactorValue(models.Model):
    """Value of a factor: the sentence the assessor picks, and the number behind it."""

    _name = "dp.assessment.factor.value"
    _description = "Assessment Factor Value"
    _inherit = ["dp.assessment.part"]
    _order = "factor_id, value desc, id"
    _rec_names_search = ["name"]

    name = fields.Char("Sentence", required=True, translate=True)
    value = fields.Float(required=True, digits=(12, 2), aggregator=None)
    factor_id = fields.Many2one(
        "dp.assessment.factor", required=True, index=True, ondelete="cascade"
    )
    method_id = fields.Many2one(related="factor_id.method_id", store=True, index=True)
    aspect_law = fields.Char("Legal Compliance", translate=True)
    aspect_people = fields.Char("People", translate=True)
    aspect_loss = fields.Char("Direct Loss", translate=True)
    aspect_stop = fields.Char("Work Stoppage", translate=True)
    aspect_image = fields.Char("Reputation", translate=True)

    _value_uniq = models.Constraint(
        "UNIQUE (factor_id, value)",
        "The factor has a sentence with this value already.",
    )
    _value_positive = models.Constraint(
        "CHECK (value >= 0)", "A factor value can't be negative."
    )

    @api.depends("name", "value", "factor_id.code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for value in self:
            code = value.factor_id.code or ""
            value.display_name = f"{code} {value.value:g}: {value.name}"

    def _picker_data(self):
        """Return what the picker shows of a value."""
        self.ensure_one()
        labels = self.fields_get(ASPECTS, ["string"])
        return {
            "id": self.id,
            "value": self.value,
            "name": self.name,
            "aspects": [
                {"label": labels[aspect]["string"], "text": self[aspect]}
                for aspect in ASPECTS
                if self[aspect]
            ],
        }
