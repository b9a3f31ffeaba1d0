from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("report", "Accepted Report"),
    ("major", "Major Hidden Hazard"),
    ("joined", "Reported Again"),
    ("risk", "Named Risk"),
]
REPORTS = ("report", "major")
TEN = 10  # accepted reports that earn the second badge


class DpThanks(models.Model):
    """One thank-you: who took part, with what, and the points it brought.

    Written by the system alone, once for a person and a record. Points go to the
    karma of the person, badges to his profile, both of Odoo's gamification. A person
    sees his own, managers and auditors all, everybody all where the company shows
    the ranking.
    """

    _name = "dp.thanks"
    _description = "Thanks"
    _order = "date desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        "Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    kind = fields.Selection(KINDS, "For", required=True, readonly=True)
    points = fields.Integer(readonly=True)
    date = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, index=True
    )
    # Who named which risk is known to its reviewers alone.
    res_model = fields.Char(
        "Model",
        required=True,
        readonly=True,
        groups="double_prevention.group_dp_manager",
        export_string_translation=False,
    )
    res_id = fields.Many2oneReference(
        "Record",
        model_field="res_model",
        required=True,
        readonly=True,
        groups="double_prevention.group_dp_manager",
    )

    _once = models.UniqueIndex(
        "(user_id, res_model, res_id)", "A person is thanked once for one thing."
    )

    @api.model
    def _give(self, wanted):
        """Thank people: points, badges; whom it has thanked before, gets nothing.

        :param wanted: list of ``(user, record, kind)``
        :return: what was written, as superuser
        """
        # Whoever accepts a report writes no thanks himself.
        thanks_sudo = self.sudo()
        keyed = {
            (user.id, record._name, record.id): (user, record, kind)
            for user, record, kind in wanted
        }
        known = {
            (one.user_id.id, one.res_model, one.res_id)
            for one in thanks_sudo.search(
                [
                    ("user_id", "in", [key[0] for key in keyed]),
                    ("res_model", "in", list({key[1] for key in keyed})),
                    ("res_id", "in", [key[2] for key in keyed]),
                ]
            )
        }
        given_sudo = thanks_sudo.create(
            [
                {
                    "user_id": user.id,
                    "company_id": record.company_id.id,
                    "kind": kind,
                    "points": self._get_points(record.company_id, kind),
                    "res_model": record._name,
                    "res_id": record.id,
                }
                for key, (user, record, kind) in keyed.items()
                if key not in known
            ]
        )
        given_sudo._add_points()
        given_sudo._grant_badges()
        return given_sudo

    @api.model
    def _get_points(self, company, kind):
        """Return what the company gives for a kind, 0 where points are off."""
        # What a company gives is told to everybody who gets it.
        company_sudo = company.sudo()
        return company_sudo[f"dp_points_{kind}"] if company_sudo.dp_thanks_points else 0

    def _add_points(self):
        """Add the points to the karma of the people, with what they were given for."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        # No mail for a new rank: people are thanked by one notice.
        quiet = self.with_context(install_mode=True)
        for (model, res_id), group in quiet.grouped(
            lambda one: (one.res_model, one.res_id)
        ).items():
            quiet.env["res.users"]._add_karma_batch(
                {
                    one.user_id: {
                        "gain": one.points,
                        "source": self.env[model].browse(res_id),
                        "reason": kinds[one.kind],
                    }
                    for one in group
                    if one.points
                }
            )
        quiet.user_id._recompute_recordset(["karma"])

    # ------------------------------------------------------------------
    # BADGES
    # ------------------------------------------------------------------

    def _grant_badges(self):
        """Grant the badges that these thanks complete, each once to a person."""
        people = self.filtered(
            lambda one: one.kind in REPORTS and one.company_id.dp_thanks_badges
        ).user_id
        if not people:
            return
        counts = {user: {} for user in people}
        for user, kind, count in self._read_group(
            [("user_id", "in", people.ids), ("kind", "in", REPORTS)],
            ["user_id", "kind"],
            ["__count"],
        ):
            counts[user][kind] = count
        earned = [
            (user, badge)
            for user, count in counts.items()
            for badge in self._get_badges(count)
        ]
        grants = self.env["gamification.badge.user"]
        known = {
            (one.user_id, one.badge_id)
            for one in grants.search([("user_id", "in", people.ids)])
        }
        grants.create(
            [
                {"user_id": user.id, "badge_id": badge.id}
                for user, badge in earned
                if (user, badge) not in known
            ]
        )

    @api.model
    def _get_badges(self, count):
        """Return the badges earned by ``{kind: number of accepted reports}``."""
        wanted = {
            "badge_first_report": sum(count.values()) >= 1,
            "badge_ten_reports": sum(count.values()) >= TEN,
            "badge_major": count.get("major", 0) >= 1,
        }
        badges = self.env["gamification.badge"]
        for name, is_earned in wanted.items():
            # An administrator may have deleted a badge that is not wanted.
            badge = self.env.ref(f"double_prevention.{name}", raise_if_not_found=False)
            if is_earned and badge:
                badges |= badge
        return badges

    # ------------------------------------------------------------------
    # EVIDENCE
    # ------------------------------------------------------------------

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: points once given stay as they were given."""
        raise UserError(self.env._("What people were thanked for can't be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("What people were thanked for can't be deleted."))
