from datetime import datetime

from odoo import api, fields, models
from odoo.tools import format_date, format_time

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
        return f"{format_date(self.env, local.date())} {time}"

    @api.model
    def _page_deadline(self, moment):
        """Return ``words`` and ``late`` of a deadline, None without one.

        Late from the minute it has passed, counted in calendar days, as at the desk.

        :param moment: naive UTC datetime
        """
        if not moment:
            return None
        if moment > fields.Datetime.now():
            return {"words": self._page_moment(moment), "late": False}
        local = fields.Datetime.context_timestamp(self, moment)
        days = (fields.Date.context_today(self) - local.date()).days
        if days == 0:
            time = format_time(self.env, local.time(), time_format="HH:mm")
            words = self.env._("late since %(time)s", time=time)
        elif days == 1:
            words = self.env._("1 day late")
        else:
            words = self.env._("%(days)s days late", days=days)
        return {"words": words, "late": True}
