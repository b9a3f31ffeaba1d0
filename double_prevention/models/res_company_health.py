from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dp_review_months = fields.Integer(
        "Months an assessment is relied upon",
        default=36,
        help="An assessment that is older counts as out of date and shows in the "
        "level. 0: never.",
    )

    _dp_review_months_positive = models.Constraint(
        "CHECK (dp_review_months >= 0)", "The review interval can't be negative."
    )
