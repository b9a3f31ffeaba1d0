from collections import defaultdict

from odoo import api, models

CHANNEL = "dp_level"
"""Name of the channel, and of the messages on it."""
MOST_IDS = 500
"""Units named in one message; beyond that it says that anything may have changed."""


class DpRiskUnit(models.Model):
    """Tell open screens which units changed, so that they read again.

    A message holds ids and nothing else: what a unit shows is read through the usual
    access rules by whoever looks at it.
    """

    _inherit = "dp.risk.unit"

    @api.model
    def _on_level_changes(self, changes):
        """Note the units; one message a company leaves with the transaction."""
        result = super()._on_level_changes(changes)
        self._note_for_bus((one["id"], one["company_id"]) for one in changes)
        return result

    @api.model
    def _on_barrier_changes(self, rows):
        """Note the units of events that changed, whether the unit did or not."""
        result = super()._on_barrier_changes(rows)
        self._note_for_bus(rows)
        return result

    @api.model
    def _note_for_bus(self, rows):
        """Note ``(unit id, company id)`` rows until the transaction is committed."""
        noted = self.env.cr.precommit.data.get(CHANNEL)
        if noted is None:
            noted = self.env.cr.precommit.data[CHANNEL] = defaultdict(set)
            self.env.cr.precommit.add(self._send_level_changes)
        for unit_id, company_id in rows:
            noted[company_id].add(unit_id)

    @api.model
    def _send_level_changes(self):
        """Send one message per company on what changed in this transaction.

        Its ``ids`` are those of the units, or None when they are more than
        ``MOST_IDS``.
        """
        noted = self.env.cr.precommit.data.pop(CHANNEL, {})
        bus = self.env["bus.bus"]
        for company_id, ids in noted.items():
            company = self.env["res.company"].browse(company_id)
            ids = sorted(ids) if len(ids) <= MOST_IDS else None
            bus._sendone((company, CHANNEL), CHANNEL, {"ids": ids})
