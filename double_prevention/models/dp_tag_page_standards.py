from odoo import api, models


class DpTag(models.Model):
    """What is new at the place of a tag for its reader, and his confirmation."""

    _inherit = "dp.tag"

    @api.model
    def _describe_standard(self, row):
        return {
            "id": row["id"],
            "name": row["name"],
            "what": self.env["dp.standard.notice"]._describe(
                row["kind"], row["changes"]
            ),
            "when": self._page_moment(self._parse_moment(row["date"])),
        }

    def _confirm_standards(self, ids):
        """Confirm the standards the reader was shown at the place of the tag.

        Others than his own at this place are left as they are.

        :param ids: strings, as a form sends them
        """
        self.ensure_one()
        self.env["dp.standard.confirmation"].search(
            [
                ("id", "in", [int(one) for one in ids if one.isdecimal()]),
                ("user_id", "=", self.env.uid),
                ("unit_id", "in", self._get_below(self.target_unit_id)),
            ]
        ).action_confirm()
