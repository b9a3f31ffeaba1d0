from datetime import datetime

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, format_time

from ..tools.levels import LETTERS


class DpPageMixin(models.AbstractModel):
    """What the pages behind a tag say in the same words: levels, moments, deadlines."""

    _name = "dp.page.mixin"
    _description = "Words of the Tag Page"

    @api.model
    def _page_level(self, level):
        """Return ``value``, ``letter`` and ``name`` of a level, None without one."""
        if not level:
            return None
        names = dict(
            self.env["dp.risk.unit"]
            ._fields["current_level"]
            ._description_selection(self.env)
        )
        return {"value": level, "letter": LETTERS[level], "name": names[level]}

    @api.model
    def _parse_moment(self, text):
        """Return the naive UTC datetime behind a timestamp in JSON, None without."""
        return datetime.fromisoformat(text).replace(microsecond=0) if text else None

    @api.model
    def _page_moment(self, moment):
        """Return a moment as people say it: today 14:10, Thursday 17:00, a date.

        :param moment: naive UTC datetime
        """
        local = fields.Datetime.context_timestamp(self, moment)
        days = (local.date() - fields.Date.context_today(self)).days
        time = format_time(self.env, local.time(), time_format="HH:mm")
        if days == 0:
            return self.env._("today %(time)s", time=time)
        if days == 1:
            return self.env._("tomorrow %(time)s", time=time)
        if days == -1:
            return self.env._("yesterday %(time)s", time=time)
        if 1 < days < 7:
            day = format_date(self.env, local.date(), date_format="EEEE")
            return self.env._("%(day)s %(time)s", day=day, time=time)
        return format_datetime(self.env, moment, dt_format="short")

    @api.model
    def _page_deadline(self, moment):
        """Return ``words`` and ``late`` of a deadline, None without one.

        :param moment: naive UTC datetime
        """
        if not moment:
            return None
        delay = fields.Datetime.now() - moment
        if delay.total_seconds() < 0:
            return {"words": self._page_moment(moment), "late": False}
        if delay.days:
            words = self.env._("%(days)s days late", days=delay.days)
        else:
            hours = int(delay.total_seconds() // 3600)
            words = self.env._("%(hours)s hours late", hours=hours)
        return {"words": words, "late": True}
