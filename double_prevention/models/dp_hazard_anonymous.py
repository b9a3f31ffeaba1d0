from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

ANONYMOUS_FILE = "photo.jpg"


class DpHazard(models.Model):
    """Reports without a name.

    An anonymous report is written by the system from its first row on: neither the
    reporter nor author, follower, ``create_uid`` or the owner of a photo says who it
    was. Nobody gets points for it, and nobody can be asked about it; whoever sent it
    follows it under its address.
    """

    _inherit = "dp.hazard"

    is_anonymous = fields.Boolean(
        "Anonymous",
        readonly=True,
        copy=False,
        help="Reported without a name: nobody can see who it was, and nobody gets "
        "points for it.",
    )

    @api.model
    def _report(self, vals, photos=(), photos_after=()):
        """Report a hidden hazard; with ``is_anonymous`` in ``vals`` without a name.

        See the method of the ways in. What an anonymous person has fixed himself
        can't be taken: who rectified it must be known, so that another verifies it.
        """
        if not vals.get("is_anonymous"):
            return super()._report(vals, photos, photos_after)
        if photos_after:
            raise UserError(
                self.env._(
                    "Who fixed it has to be known, so that another person verifies "
                    "it. Report it with your name, or without the fix."
                )
            )
        self._check_may_report(vals.get("unit_id"))
        # From here on it is the system that writes: no row keeps the person's name.
        nobody = self.with_user(SUPERUSER_ID)
        hazard = super(DpHazard, nobody)._report(
            {**vals, "reporter_id": False},
            [(ANONYMOUS_FILE, data) for _file, data in photos],
        )
        return hazard.with_env(self.env)

    @api.model
    def _check_may_report(self, unit_id):
        """Refuse who may not report at a place, as access rights would by name."""
        self.browse().check_access("create")
        if self.env.user.has_group("double_prevention.group_dp_auditor"):
            raise AccessError(
                self.env._("Auditors read everything and report nothing.")
            )
        if unit_id:
            self.env["dp.risk.unit"].browse(unit_id).check_access("read")

    def _check_same_reporter(self):
        """A device that sends an anonymous report again has its key, and no name."""
        if self.is_anonymous:
            return self
        return super()._check_same_reporter()
