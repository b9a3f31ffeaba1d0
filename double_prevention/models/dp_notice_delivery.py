from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 200  # notices or people served in one transaction


class DpNotice(models.Model):
    """How notices reach people: at once by a channel, or all in one mail a day."""

    _inherit = "dp.notice"

    @api.model
    def _cron_deliver(self, batch=BATCH):
        """Deliver what is due, batch by batch; what was sent is not found again."""
        while served := self._deliver_due(batch):
            if not self.env["ir.cron"]._commit_progress(
                served, remaining=self.search_count(self._due_domain(), limit=batch)
            ):
                return

    @api.model
    def _due_domain(self):
        return Domain("state", "=", "waiting") & Domain(
            "deliver_at", "<=", fields.Datetime.now()
        )

    @api.model
    def _deliver_due(self, batch):
        """Deliver one batch of what is due; return how many notices that were."""
        at_once = self.search(
            self._due_domain() & Domain("channel", "!=", "digest"),
            limit=batch,
            order="urgent desc, deliver_at, id",
        ).try_lock_for_update()
        if at_once:
            at_once._deliver()
            return len(at_once)
        due = self._due_domain() & Domain("channel", "=", "digest")
        people = self._read_group(due, ["user_id"], limit=batch, order="user_id")
        digest = self.search(
            due & Domain("user_id", "in", [user.id for (user,) in people]),
            order="user_id, kind, id",
        ).try_lock_for_update()
        digest._deliver_digest()
        return len(digest)

    def _deliver(self):
        """Deliver these notices at once, each by its channel.

        The same words about the same record to several people are one message.
        """
        existing = self._filter_existing()
        for channel in ("inbox", "mail", "activity"):
            mine = existing.filtered(lambda one, name=channel: one.channel == name)
            getattr(mine, f"_deliver_{channel}")()
        self._mark_sent()

    def _filter_existing(self):
        """Leave out what speaks of a record that is gone."""
        kept = self.browse()
        for model, notices in self.grouped("res_model").items():
            if model in self.env:
                ids = set(self.env[model].browse(notices.mapped("res_id")).exists().ids)
                kept |= notices.filtered(lambda one, ids=ids: one.res_id in ids)
        return kept

    def _deliver_inbox(self):
        """Notify through Discuss: inbox and web push, or mail for who prefers it."""

        for (model, res_id, summary), notices in self.grouped(
            lambda one: (one.res_model, one.res_id, one.summary)
        ).items():
            self.env["mail.thread"].message_notify(
                model=model,
                res_id=res_id,
                body=summary,
                subject=summary,
                partner_ids=notices.user_id.partner_id.ids,
            )

    def _deliver_mail(self):
        """Send one mail per notice, with a link to the record."""
        if self:
            self.env.ref("double_prevention.mail_template_notice").send_mail_batch(
                self.ids, email_layout_xmlid="mail.mail_notification_light"
            )

    def _deliver_activity(self):
        """Put a reminder on the record; where it takes none, notify."""
        takes = self.filtered(lambda one: "activity_ids" in self.env[one.res_model])
        (self - takes)._deliver_inbox()
        kind = self.env.ref("double_prevention.activity_type_dp_notice")
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(notice.res_model),
                    "res_id": notice.res_id,
                    "activity_type_id": kind.id,
                    "user_id": notice.user_id.id,
                    "summary": notice.summary,
                    "automated": True,
                    "date_deadline": fields.Date.context_today(
                        notice.with_context(tz=notice.user_id.tz)
                    ),
                }
                for notice in takes
            ]
        )

    def _deliver_digest(self):
        """Send each person one mail with all that waits for him, by kind."""
        existing = self._filter_existing()
        users = existing.user_id
        if users:
            self.env.ref("double_prevention.mail_template_notice_digest").with_context(
                dp_digest={
                    user.id: notices._get_digest()
                    for user, notices in existing.grouped("user_id").items()
                }
            ).send_mail_batch(
                users.ids, email_layout_xmlid="mail.mail_notification_light"
            )
        self._mark_sent()

    def _get_digest(self):
        """Return ``[(kind in words, [(summary, address, urgent)])]`` for one person."""
        lang = self.user_id.lang
        kinds = self._fields["kind"]._description_selection(
            self.with_context(lang=lang).env
        )
        by_kind = self.grouped("kind")
        return [
            (
                label,
                [(one.summary, one._get_url(), one.urgent) for one in by_kind[kind]],
            )
            for kind, label in kinds
            if kind in by_kind
        ]

    def _get_url(self):
        """Return the address under which the record opens."""
        self.ensure_one()
        return f"{self.get_base_url()}/odoo/{self.res_model}/{self.res_id}"

    def _mark_sent(self):
        self.write({"state": "sent", "sent_at": fields.Datetime.now()})

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    def action_open(self):
        """Open what a notice speaks of; who it was for has read it then."""
        self.ensure_one()
        self.filtered(lambda one: one.user_id == self.env.user).action_mark_read()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()

    def action_mark_read(self):
        """Note that the person has read his own notices."""
        self.check_access("read")
        mine = self.filtered(
            lambda one: one.user_id == self.env.user and one.state != "read"
        )
        # People read notices and change nothing else of them.
        mine.sudo().write({"state": "read", "read_at": fields.Datetime.now()})
        return True
