from odoo import fields, models


class DpLegalReference(models.Model):
    """Law changes: what was assessed by it deserves another look."""

    _inherit = "dp.legal.reference"

    def write(self, vals):
        """Propose for events whose measures rest on what ends or is replaced."""
        result = super().write(vals)
        if vals.get("valid_to") or vals.get("successor_id"):
            for reference in self:
                reference._propose_for_change()
        return result

    def _propose_for_change(self):
        self.ensure_one()
        # The law is the same for all companies; who enters it may see one only.
        measures_sudo = (
            self.env["dp.control.measure"]
            .sudo()
            .search([("legal_reference_id", "child_of", self.id)])
        )
        self.env["dp.assessment.proposal"]._propose(
            "legal",
            measures_sudo.event_id,
            [
                {
                    "record": self,
                    "key": f"{self._name},{self.id}:{self.valid_to}:"
                    f"{self.successor_id.id}",
                    "sentence": self._say_change,
                }
            ],
        )

    def _say_change(self, env):
        """Return what happens to the reference, in the language of ``env``."""
        mine = self.with_env(env)
        if mine.successor_id:
            return env._(
                "%(reference)s is replaced by %(successor)s",
                reference=mine.display_name,
                successor=mine.successor_id.display_name,
            )
        return env._(
            "%(reference)s ends on %(date)s",
            reference=mine.display_name,
            date=fields.Date.to_string(mine.valid_to),
        )
