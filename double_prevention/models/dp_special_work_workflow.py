from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from .dp_special_work import BUSY


class DpSpecialWork(models.Model):
    """The way of special work: approved, under way, over, and the clock."""

    _inherit = "dp.special.work"

    def action_approve(self):
        """Button: approve; times are followed from now on.

        :raise UserError: somebody is missing, a major hazard is open here, the work
            meets another one and nobody said how they are kept apart, or the user
            takes part in the work
        """
        self.check_access("write")
        for one in self:
            if refusal := one._refusal_to_approve():
                raise UserError(refusal)
        self._write_unguarded(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_at": fields.Datetime.now(),
                "start_refused": False,
            }
        )
        for one in self.filtered("conflict_work_ids"):
            one._tell_conflict()
        # A work that may begin now does.
        self._schedule()
        now = fields.Datetime.now()
        self.filtered(lambda one: one.date_start <= now)._start()
        return True

    def _refusal_to_approve(self):
        """Return why this work can't be approved by the user, '' when it can."""
        self.ensure_one()
        name = self.display_name
        roles = self._roles()
        if self.state != "draft":
            return self.env._("%(work)s is decided already.", work=name)
        if not roles & {"manager", "officer"}:
            return self.env._(
                "%(work)s: an officer of the department or a manager approves it.",
                work=name,
            )
        if roles & {"leader", "guardian"}:
            return self.env._(
                "%(work)s: you lead it or watch over it yourself, so somebody else "
                "has to approve it.",
                work=name,
            )
        if not (self.leader_id and self.guardian_id):
            return self.env._(
                "%(work)s: say who leads the work and who watches over it.", work=name
            )
        if self.date_end <= fields.Datetime.now():
            return self.env._("%(work)s: its time is over already.", work=name)
        if self.major_hazard_ids:
            return self._refusal_by_hazard()
        if self.conflict_work_ids and not (self.coordination or "").strip():
            return self.env._(
                "%(work)s meets %(others)s: move it, or say under Coordination how "
                "the two are kept apart.",
                work=name,
                others=", ".join(self.conflict_work_ids.mapped("display_name")),
            )
        return ""

    def _refusal_by_hazard(self):
        """Return why no work is done here: an open major hidden hazard."""
        self.ensure_one()
        # Its number is no secret; see _compute_major_hazard_ids.
        numbers = ", ".join(self.major_hazard_ids.sudo().mapped("name"))
        return self.env._(
            "%(work)s is refused: major hidden hazard %(hazards)s is open here. Close "
            "it first.",
            work=self.display_name,
            hazards=numbers,
        )

    def _tell_conflict(self):
        """Say in the chatter of all works concerned that they meet."""
        self.ensure_one()
        # Who leads the other work has to know, whatever this user may write there.
        for other_sudo in self.conflict_work_ids.sudo():
            other_sudo._message_log(
                body=self.env._(
                    "Meets %(work)s. Coordination: %(how)s",
                    work=self.display_name,
                    how=self.coordination,
                )
            )

    def _schedule(self):
        """Wake the clock when these works begin and end."""
        moments = {one.date_start for one in self} | {one.date_end for one in self}
        # Waking a job is for the system; when is decided by the approved times.
        cron_sudo = self.env.ref("double_prevention.cron_special_work").sudo()
        cron_sudo._trigger(at=sorted(moments))

    def action_start(self):
        """Button: start approved work by hand, within its time.

        :raise UserError: it is too early or too late, or a major hazard is open here
        """
        self._check_roles(
            {"manager", "officer", "leader", "guardian"},
            self.env._("%(work)s: only who leads it or watches over it starts it."),
        )
        now = fields.Datetime.now()
        for one in self:
            if one.state != "approved" or not one.date_start <= now < one.date_end:
                raise UserError(
                    self.env._(
                        "%(work)s is approved from %(start)s until %(end)s and "
                        "starts within that time only.",
                        work=one.display_name,
                        start=format_datetime(self.env, one.date_start),
                        end=format_datetime(self.env, one.date_end),
                    )
                )
            if one.major_hazard_ids:
                raise UserError(one._refusal_by_hazard())
        self._start()
        return True

    def _start(self):
        """Start works whose time has come; refuse where a major hazard is open."""
        # The leader starts what the approver approved; neither edits it.
        for one_sudo in self.sudo():
            if one_sudo.major_hazard_ids:
                refusal = one_sudo._refusal_by_hazard()
                one_sudo._write_unguarded({"start_refused": refusal})
                one_sudo.message_post(
                    body=refusal, partner_ids=one_sudo._get_partners().ids
                )
        # As above.
        startable_sudo = self.sudo().filtered(lambda one: not one.major_hazard_ids)
        if startable_sudo:
            startable_sudo._write_unguarded(
                {
                    "state": "active",
                    "started_at": fields.Datetime.now(),
                    "start_refused": False,
                }
            )
            startable_sudo._sync_with_neighbours()

    def action_finish(self):
        """Button: the work is over and the place is left safe."""
        self._check_roles(
            {"manager", "officer", "leader", "guardian"},
            self.env._("%(work)s: only who leads it or watches over it ends it."),
        )
        for one in self:
            if one.state != "active":
                raise UserError(
                    self.env._("%(work)s is not under way.", work=one.display_name)
                )
        # The leader ends what the approver approved; neither edits it.
        self.sudo()._end("done")
        return True

    def action_cancel(self):
        """Button: ask why the work is not done, or stopped."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel Work"),
            "res_model": "dp.special.work.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "default_work_ids": self.ids},
        }

    def _cancel(self, reason):
        """Cancel or stop works, with the reason people read.

        :raise UserError: a work is over already, or the user has no part in it
        """
        for one in self:
            mine = one.state == "draft" and one.requested_by_id == self.env.user
            if not (one._roles() or mine):
                raise UserError(
                    self.env._(
                        "%(work)s: only who takes part in it, an officer or a manager "
                        "cancels it.",
                        work=one.display_name,
                    )
                )
            if one.state not in ("draft", *BUSY):
                raise UserError(
                    self.env._("%(work)s is over already.", work=one.display_name)
                )
        # The guardian stops what the approver approved; neither edits it.
        self.sudo()._end("cancelled", reason)

    def _end(self, state, note=False):
        neighbours = self.conflict_work_ids
        self._write_unguarded(
            {"state": state, "ended_at": fields.Datetime.now(), "end_note": note}
        )
        if note:
            for one in self:
                one.message_post(body=note, subtype_xmlid="mail.mt_note")
        # Where works met, the others are alone again.
        (self | neighbours)._sync_contributions()

    def _get_partners(self):
        """Return the partners of who leads, watches and approved."""
        # Whom to tell is on the permit; private employee data is not read.
        one_sudo = self.sudo()
        users = one_sudo.leader_id.user_id | one_sudo.guardian_id.user_id
        return (users | one_sudo.approved_by_id).partner_id

    @api.model
    def _cron_follow_times(self, batch=200):
        """Start and end works whose time has come; cancel those never started."""
        now = fields.Datetime.now()
        over = Domain("state", "in", BUSY) & Domain("date_end", "<=", now)
        due = (
            Domain("state", "=", "approved")
            & Domain("date_start", "<=", now)
            & Domain("date_end", ">", now)
            & Domain("start_refused", "=", False)
        )
        works = self.search(over | due, limit=batch, order="date_end, id")
        ended = works.filtered_domain(over)
        ended.filtered(lambda one: one.state == "active")._end("done")
        lapsed = ended.filtered(lambda one: one.state == "approved")
        if lapsed:
            lapsed._end("cancelled", self.env._("Its time passed without a start."))
        (works - ended)._start()
        remaining = self.search_count(over | due) if len(works) == batch else 0
        self.env["ir.cron"]._commit_progress(len(works), remaining=remaining)
