from odoo import models


class DpContributionSource(models.AbstractModel):
    """Something whose state may lower a barrier's health or a unit's level.

    A source says what it contributes now (:meth:`_get_contributions`); whoever
    changes it calls :meth:`_sync_contributions`, which opens and ends the rows of
    ``dp.risk.contribution`` and refreshes the levels. Calling it twice changes
    nothing. Other addons make their models sources by inheriting this one.
    """

    _name = "dp.contribution.source"
    _description = "Source of Contributions to a Risk Level"

    def _get_contributions(self):
        """Return what this record contributes now.

        :return: list of dicts with ``kind``, ``unit_id``, ``measure_id`` (or
            False), ``penalty`` 0..1, ``floor_level`` (or False) and ``reason``, a
            function that gives the sentence in the language of the environment
            passed to it
        """
        self.ensure_one()
        return []

    def _get_answerable(self):
        """Return who works on these sources and until when.

        :return: ``{source: (hr.employee, UTC deadline or False)}``; a source without
            an entry says nothing about it
        """
        return {}

    def _get_all_contributions(self):
        """Return ``{source: what it contributes now}``.

        Extended where a condition is cheaper asked once for all sources.
        """
        return {source: source._get_contributions() for source in self}

    def _sync_contributions(self):
        """Open and end contributions so that they say what is so now."""
        if not self:
            return
        wanted = self._get_all_contributions()
        # Levels belong to the system: whoever reports a hazard may not write them.
        self.env["dp.risk.contribution"].sudo()._sync(self, wanted)

    def unlink(self):
        """End what a deleted source contributed."""
        # As above.
        self.env["dp.risk.contribution"].sudo()._sync(self, {})
        return super().unlink()
