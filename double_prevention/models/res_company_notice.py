from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools import notices as law
from .dp_duty_schedule import WorkingDays
from .dp_notice import IMMEDIATE_CHANNELS

HOURS = (
    "dp_digest_hour",
    "dp_quiet_from",
    "dp_quiet_to",
)


class ResCompany(models.Model):
    """When and how people are told something: see ``dp.notice``."""

    _inherit = "res.company"

    dp_digest_hour = fields.Float(
        "Hour of the digest",
        default=8.0,
        help="What is not urgent is collected and comes in one mail a day, at this "
        "hour of the person's time zone.",
    )
    dp_quiet_from = fields.Float(
        "Quiet from",
        default=21.0,
        help="From this hour on people are left alone. The same hour in both: never.",
    )
    dp_quiet_to = fields.Float(
        "Quiet until", default=7.0, help="What waited at night comes at this hour."
    )
    dp_urgent_breaks_quiet = fields.Boolean(
        "Urgent messages break quiet hours",
        default=True,
        help="A major hidden hazard or a red warning wakes people up.",
    )
    dp_day_off_rule = fields.Selection(
        [
            (law.EVERY_DAY, "As on working days"),
            (law.URGENT_ONLY, "Only what is urgent"),
            (law.NEVER, "Nothing"),
        ],
        "On days off",
        required=True,
        default=law.URGENT_ONLY,
        help="Days off are those of the working hours of the company, with its "
        "public holidays.",
    )
    dp_immediate_channel = fields.Selection(
        IMMEDIATE_CHANNELS,
        "How urgent messages come",
        required=True,
        default="inbox",
        help="Discuss follows what each person chose in the preferences: inbox with "
        "web push, or mail.",
    )
    dp_immediate_warning = fields.Boolean(
        "Early warnings at once",
        help="Early warnings come one by one instead of with the digest.",
    )
    dp_immediate_escalation = fields.Boolean(
        "Escalations at once",
        default=True,
        help="What was passed on to you comes one by one instead of with the digest.",
    )
    dp_immediate_standard = fields.Boolean(
        "Control standards at once",
        help="Standards to confirm come one by one instead of with the digest.",
    )
    dp_immediate_campaign = fields.Boolean(
        "Campaigns at once",
        help="Invitations to name risks come one by one instead of with the digest.",
    )

    @api.constrains(*HOURS)
    def _check_dp_notice_hours(self):
        for company in self:
            for name in HOURS:
                if not 0 <= company[name] < 24:
                    raise ValidationError(
                        self.env._(
                            "%(company)s: %(setting)s has to be an hour from 0:00 to "
                            "23:59.",
                            company=company.name,
                            setting=self._fields[name]._description_string(self.env),
                        )
                    )

    def _get_dp_notice_policy(self):
        """Return the ``notices.Policy`` in force."""
        self.ensure_one()
        return law.Policy(
            digest_hour=self.dp_digest_hour,
            quiet_from=self.dp_quiet_from,
            quiet_to=self.dp_quiet_to,
            urgent_breaks_quiet=self.dp_urgent_breaks_quiet,
            day_rule=self.dp_day_off_rule,
        )

    @tools.ormcache("self.id", "today")
    def _get_dp_working_days(self, today):
        """Return the working days from ``today`` on, None when every day is one.

        Cached for the day: every failed check may have something to tell.
        """
        self.ensure_one()
        days = WorkingDays(self)
        if not days.calendar_sudo:
            return None
        return frozenset(
            day
            for ahead in range(law.LONGEST_HOLIDAY + 3)
            if days(day := fields.Date.add(today, days=ahead - 1))
        )

    def _get_dp_channel(self, kind, urgent):
        """Return how a message of a kind comes: by digest, or at once by which way."""
        self.ensure_one()
        name = f"dp_immediate_{kind}"
        if urgent or (name in self._fields and self[name]):
            return self.dp_immediate_channel
        return "digest"
