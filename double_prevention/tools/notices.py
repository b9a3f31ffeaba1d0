"""When a message reaches a person: quiet hours, days off and one digest a day.

Moments are naive UTC datetimes; hours and days are those of the person's time zone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = "every"
URGENT_ONLY = "urgent"
NEVER = "none"
DAY_RULES = (EVERY_DAY, URGENT_ONLY, NEVER)

LONGEST_HOLIDAY = 60
"""Days off in a row after which a message is delivered all the same."""


@dataclass(frozen=True)
class Policy:
    """What a company has settled about messages.

    :param digest_hour: hour of the day of the digest mail, 0 to 24
    :param quiet_from: hour from which people are left alone
    :param quiet_to: hour until which they are; the same hour means no quiet hours
    :param urgent_breaks_quiet: what is urgent comes in quiet hours, too
    :param day_rule: what comes on days off, one of ``DAY_RULES``
    """

    digest_hour: float = 8.0
    quiet_from: float = 21.0
    quiet_to: float = 7.0
    urgent_breaks_quiet: bool = True
    day_rule: str = URGENT_ONLY


def is_quiet(hour, policy):
    """Say whether an hour lies in the quiet hours, which may span midnight."""
    start, end = policy.quiet_from, policy.quiet_to
    if start <= end:
        return start <= hour < end
    return hour >= start or hour < end


def delivery_time(now, *, urgent, immediate, policy, zone, is_working_day=None):
    """Return when a message written ``now`` is delivered: never before ``now``.

    :param urgent: it may come at night and on days off, as far as the policy says
    :param immediate: as soon as possible instead of with the next digest; what is
        urgent is immediate
    :param zone: name of the person's time zone
    :param is_working_day: function of a date, None when every day is one
    """
    plant = ZoneInfo(zone)
    start = now.replace(tzinfo=UTC).astimezone(plant)
    local = start
    if not (urgent or immediate):
        local = _at(start.date(), policy.digest_hour, plant)
        if local < start:
            local = _at(start.date() + timedelta(days=1), policy.digest_hour, plant)
    last_day = local.date() + timedelta(days=LONGEST_HOLIDAY)
    while True:
        if local.date() < last_day and _is_day_off(
            local.date(), urgent, policy, is_working_day
        ):
            hour = 0.0 if urgent or immediate else policy.digest_hour
            local = _at(local.date() + timedelta(days=1), hour, plant)
            continue
        hour = local.hour + local.minute / 60 + local.second / 3600
        if is_quiet(hour, policy) and not (urgent and policy.urgent_breaks_quiet):
            days = 1 if hour >= policy.quiet_to else 0
            local = _at(local.date() + timedelta(days=days), policy.quiet_to, plant)
            continue
        return max(now, local.astimezone(UTC).replace(tzinfo=None))


def _is_day_off(day, urgent, policy, is_working_day):
    """Say whether the message has to wait for another day."""
    if policy.day_rule == EVERY_DAY or is_working_day is None or is_working_day(day):
        return False
    return not (urgent and policy.day_rule == URGENT_ONLY)


def _at(day, hour, plant):
    """Return a moment of a day; 24 is the midnight that ends it."""
    minutes = round(hour * 60)
    day += timedelta(days=minutes // 1440)
    return datetime.combine(day, time(minutes % 1440 // 60, minutes % 60), tzinfo=plant)
