"""Deadlines of hidden hazards: until when, and how near that is.

All moments are naive UTC datetimes; days are calendar days of the plant, because the
time allowed for a rectification is counted in days, holidays included.
"""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

NONE = "none"
FINE = "fine"
SOON = "soon"
OVERDUE = "overdue"
STATUSES = (NONE, FINE, SOON, OVERDUE)

END_OF_WORK = time(17)
"""A deadline is a moment somebody is there to show the place: 17:00, not midnight."""


def deadline_after(reported, days, zone):
    """Return 17:00 of the plant, ``days`` calendar days after the report.

    :param reported: moment of the report
    :param days: days allowed, 1 or more
    :param zone: name of the time zone of the plant, e.g. ``Asia/Shanghai``
    """
    plant = ZoneInfo(zone)
    local = reported.replace(tzinfo=timezone.utc).astimezone(plant)
    end = datetime.combine(local.date() + timedelta(days=days), END_OF_WORK, plant)
    return end.astimezone(timezone.utc).replace(tzinfo=None)


def deadline_status(deadline, now, soon_hours, *, is_open=True):
    """Say how near a deadline is: one of ``STATUSES``.

    :param deadline: None or False when there is none
    :param soon_hours: a deadline is near within so many hours
    :param is_open: what is over has no deadline any more
    """
    if not is_open or not deadline:
        return NONE
    if now >= deadline:
        return OVERDUE
    if now >= deadline - timedelta(hours=soon_hours):
        return SOON
    return FINE
