from odoo import api, fields, models

from ..tools import notices as law

KINDS = [
    ("warning", "Early warning"),
    ("escalation", "Escalation"),
    ("standard", "Control standard to confirm"),
    ("campaign", "Risk identification campaign"),
    ("other", "Other"),
]
IMMEDIATE_CHANNELS = [
    ("inbox", "Discuss and web push"),
    ("mail", "Mail"),
    ("activity", "Activity"),
]
CHANNELS = [("digest", "Daily digest"), *IMMEDIATE_CHANNELS]


class DpNotice(models.Model):
    """One message to one person: written at once, delivered when it may disturb him.

    Whoever has something to tell calls :meth:`_post`; quiet hours, days off, the
    daily digest and the channel are decided here from the settings of the company.
    A person reads his own notices; auditors read all of the company.
    """

    _name = "dp.notice"
    _description = "Notice"
    _order = "date desc, id desc"
    _rec_name = "summary"

    user_id = fields.Many2one(
        "res.users", "Recipient", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    res_model = fields.Char("Model", required=True, export_string_translation=False)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True)
    kind = fields.Selection(KINDS, required=True, default="other")
    urgent = fields.Boolean()
    summary = fields.Char(
        required=True, help="In the language of the person, as it was told."
    )
    channel = fields.Selection(CHANNELS, required=True, default="digest")
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Sent"), ("read", "Read")],
        required=True,
        default="waiting",
        index=True,
    )
    date = fields.Datetime("Written", required=True, default=fields.Datetime.now)
    deliver_at = fields.Datetime(
        "Due",
        required=True,
        help="When quiet hours, days off and the hour of the digest let it through.",
    )
    sent_at = fields.Datetime("Sent On")
    read_at = fields.Datetime("Read On")

    _waiting_idx = models.Index("(deliver_at) WHERE state = 'waiting'")
    _record_idx = models.Index("(res_model, res_id)")

    # ------------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------------

    @api.model
    def _post(self, notices):
        """Write messages to people; the scheduler delivers them when they may come.

        A message that still waits for the same person, record and kind is replaced
        by the newer one, so that nobody is told the same twice.

        :param notices: list of dicts with ``user`` (``res.users``), ``record``,
            ``kind``, ``summary`` (a function that gives the sentence in the language
            of the environment passed to it) and, if wanted, ``urgent`` and
            ``channel`` (one of ``CHANNELS``; default: as the company has settled)
        :return: the notices written, as superuser
        """
        given = {}
        for notice in notices:
            record = notice["record"]
            key = (notice["user"].id, record._name, record.id, notice["kind"])
            given[key] = notice
        # Whether somebody is still there may be asked of everybody.
        users_sudo = self.env["res.users"].sudo().browse({key[0] for key in given})
        active = set(users_sudo.filtered("active").ids)
        given = {key: notice for key, notice in given.items() if key[0] in active}
        # Whoever causes a message need not be allowed to read what others are told.
        notices_sudo = self.sudo()
        if not given:
            return notices_sudo
        waiting_sudo = notices_sudo.search(
            [
                ("state", "=", "waiting"),
                ("user_id", "in", list({key[0] for key in given})),
                ("res_model", "in", list({key[1] for key in given})),
                ("res_id", "in", list({key[2] for key in given})),
            ]
        )
        waiting_sudo.filtered(lambda one: one._key() in given).unlink()
        written_sudo = notices_sudo.create(notices_sudo._prepare(given))
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "double_prevention.cron_dp_notice_deliver", raise_if_not_found=True
        )
        # The scheduler belongs to administrators.
        cron_sudo = self.env["ir.cron"].sudo().browse(cron_id)
        cron_sudo._trigger(at=set(written_sudo.mapped("deliver_at")))
        return written_sudo

    def _key(self):
        self.ensure_one()
        return self.user_id.id, self.res_model, self.res_id, self.kind

    @api.model
    def _prepare(self, given):
        """Return the values of new notices.

        :param given: ``{(user id, model, id, kind): dict as in _post}``
        """
        now = fields.Datetime.now()
        today = now.date()
        vals_list = []
        users = self.env["res.users"].browse({key[0] for key in given})
        by_id = {user.id: user for user in users}
        for (user_id, model, res_id, kind), notice in given.items():
            user = by_id[user_id]
            record = notice["record"].with_env(self.env)
            company = ("company_id" in record and record.company_id) or user.company_id
            days = company._get_dp_working_days(today)
            urgent = bool(notice.get("urgent"))
            channel = notice.get("channel") or company._get_dp_channel(kind, urgent)
            vals_list.append(
                {
                    "user_id": user.id,
                    "company_id": company.id,
                    "res_model": model,
                    "res_id": res_id,
                    "kind": kind,
                    "urgent": urgent,
                    "summary": notice["summary"](
                        self.with_context(lang=user.lang, tz=user.tz).env
                    ),
                    "channel": channel,
                    "date": now,
                    "deliver_at": law.delivery_time(
                        now,
                        urgent=urgent,
                        immediate=channel != "digest",
                        policy=company._get_dp_notice_policy(),
                        zone=user.tz or company.resource_calendar_id.tz or "UTC",
                        is_working_day=None if days is None else days.__contains__,
                    ),
                }
            )
        return vals_list
