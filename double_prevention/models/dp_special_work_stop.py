from odoo import fields, models
from odoo.fields import Domain

from ..tools import work

STOP_ACTIVITY = "mail.mail_activity_data_warning"


class DpSpecialWork(models.Model):
    """Work under way where a major hidden hazard opens has to stop at once.

    Nobody but people at the place can stop it: whoever leads, watches and approved
    is told urgently, and the work is marked until it ends.
    """

    _inherit = "dp.special.work"

    stop_called_at = fields.Datetime(
        "Stop Called",
        readonly=True,
        copy=False,
        help="When a major hidden hazard opened here while the work was under way.",
    )

    def _call_stop(self, hazards):
        """Mark work under way and tell its people that it has to stop.

        :param hazards: the major hidden hazards that opened on its line of the tree
        """
        # Who registers the hazard need not have a part in the work, nor read it.
        works_sudo = self.sudo()
        works_sudo._write_unguarded({"stop_called_at": fields.Datetime.now()})
        # Its number is no secret; see _compute_major_hazard_ids.
        numbers = ", ".join(hazards.sudo().mapped("name"))
        notices = []
        for work_sudo in works_sudo:
            users_sudo = work_sudo._get_partners().user_ids.filtered("active")
            notices += [
                {
                    "user": user_sudo,
                    "record": work_sudo,
                    "kind": "warning",
                    "urgent": True,
                    "summary": lambda env, one=work_sudo: one.with_env(
                        env
                    )._describe_stop(numbers),
                }
                for user_sudo in users_sudo
            ]
            work_sudo.message_post(body=work_sudo._describe_stop(numbers))
            if user_sudo := work_sudo.leader_id.user_id or users_sudo[:1]:
                work_sudo.activity_schedule(
                    STOP_ACTIVITY,
                    user_id=user_sudo.id,
                    summary=self.env._("Stop the work"),
                    note=work_sudo._describe_stop(numbers),
                )
        self.env["dp.notice"]._post(notices)

    def _describe_stop(self, numbers):
        """Return what to do now and why, in words.

        :param numbers: numbers of the hazards, joined
        """
        self.ensure_one()
        return self.env._(
            "Stop %(work)s now: major hidden hazard %(hazards)s opened here. Get "
            "people out, make the place safe, then stop the work in the system.",
            work=self.display_name,
            hazards=numbers,
        )

    def _end(self, state, note=False):
        result = super()._end(state, note)
        called = self.filtered("stop_called_at")
        called.activity_feedback([STOP_ACTIVITY], feedback=note or None)
        return result

    def _get_to_stop(self, hazards):
        """Return ``{work: hazards}`` of work under way where ``hazards`` are open.

        One query, whatever the number of hazards.
        """
        units = hazards.unit_id
        lines = Domain("unit_id", "child_of", units.ids) | Domain(
            "unit_id", "parent_of", units.ids
        )
        # Work of another department in the same place stops, too.
        works_sudo = self.sudo().search(Domain("state", "=", "active") & lines)
        return {
            work_sudo: hazards.filtered(
                lambda hazard, path=work_sudo.unit_id.parent_path: work.on_one_line(
                    path, hazard.unit_id.parent_path
                )
            )
            for work_sudo in works_sudo
        }
