from odoo import api, models

# What a contractor is told about a place: its risks and what to do in an emergency.
SAFETY_PARTS = ("chain", "company", "events")


class DpTag(models.Model):
    """What the page behind a tag shows to a contractor: safety, and his own work."""

    _inherit = "dp.tag"

    @api.model
    def _read_rows(self, unit):
        """Return the parts of the page; of rounds and hazards a contractor's own."""
        if not self.env.user.share:
            return super()._read_rows(unit)
        # He may not read the register; what he is shown of it is chosen below.
        rows = super(DpTag, self.sudo())._read_rows(unit.sudo())
        uid = self.env.uid
        shown = {name: rows[name] for name in rows if name in SAFETY_PARTS}
        mine = [row for row in rows["rounds"] if row["user_id"] == uid]
        hazards = [
            row
            for row in rows["hazards"]
            if uid in (row["user_id"], row["verifier_id"])
        ]
        return {**dict.fromkeys(rows, ()), **shown, "rounds": mine, "hazards": hazards}

    @api.model
    def _get_people(self, unit, duties):
        """Name nobody of the company to a contractor."""
        if self.env.user.share:
            return []
        return super()._get_people(unit, duties)
