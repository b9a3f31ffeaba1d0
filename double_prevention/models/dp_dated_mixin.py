from odoo import api, fields, models
from odoo.fields import Domain


class DpDatedMixin(models.AbstractModel):
    """Master data with a first and a last day: law, code lists, methods.

    An empty ``valid_from`` means "always was", an empty ``valid_to`` "until further
    notice"; both days belong to the period.
    """

    _name = "dp.dated.mixin"
    _description = "Dated Master Data"

    valid_from = fields.Date(help="First day in force. Empty: it always was.")
    valid_to = fields.Date(help="Last day in force. Empty: until further notice.")
    is_valid = fields.Boolean(
        "Valid Today", compute="_compute_is_valid", search="_search_is_valid"
    )

    _validity_order = models.Constraint(
        "CHECK (valid_from <= valid_to)",
        "The last day in force can't be before the first one.",
    )

    @api.depends("valid_from", "valid_to")
    def _compute_is_valid(self):
        today = fields.Date.context_today(self)
        for record in self:
            record.is_valid = record._is_valid_on(today)

    def _search_is_valid(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._valid_domain(fields.Date.context_today(self))

    def _is_valid_on(self, date):
        """Say whether the record is in force on ``date``."""
        self.ensure_one()
        return (not self.valid_from or self.valid_from <= date) and (
            not self.valid_to or date <= self.valid_to
        )

    @api.model
    def _valid_domain(self, date):
        """Return the domain of the records in force on ``date``."""
        return (Domain("valid_from", "=", False) | Domain("valid_from", "<=", date)) & (
            Domain("valid_to", "=", False) | Domain("valid_to", ">=", date)
        )
