"""When a message reaches a person."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools.notices import (
    DAY_RULES,
    EVERY_DAY,
    NEVER,
    Policy,
    delivery_time,
    is_quiet,
)

SHANGHAI = "Asia/Shanghai"  # eight hours ahead of UTC


def weekday(day):
    return day.weekday() < 5


def local(text):
    """Return naive UTC of a moment in Shanghai."""
    return datetime.fromisoformat(text) - timedelta(hours=8)


# 2026-11-23 is a Monday
@pytest.mark.parametrize(
    ("now", "urgent", "immediate", "expected"),
    [
        # immediate: by day at once, at night in the morning
        ("2026-11-23 10:00", False, True, "2026-11-23 10:00"),
        ("2026-11-23 22:00", False, True, "2026-11-24 07:00"),
        ("2026-11-24 03:00", False, True, "2026-11-24 07:00"),
        ("2026-11-24 07:00", False, True, "2026-11-24 07:00"),
        ("2026-11-23 21:00", False, True, "2026-11-24 07:00"),
        # urgent: at once, at night and on days off
        ("2026-11-23 22:00", True, False, "2026-11-23 22:00"),
        ("2026-11-28 23:00", True, False, "2026-11-28 23:00"),
        # immediate and not urgent on Saturday: Monday after the quiet hours
        ("2026-11-28 10:00", False, True, "2026-11-30 07:00"),
        ("2026-11-27 22:00", False, True, "2026-11-30 07:00"),
        # digest: today's, else tomorrow's, over the weekend Monday's
        ("2026-11-23 07:59", False, False, "2026-11-23 08:00"),
        ("2026-11-23 08:00", False, False, "2026-11-23 08:00"),
        ("2026-11-23 08:01", False, False, "2026-11-24 08:00"),
        ("2026-11-27 09:00", False, False, "2026-11-30 08:00"),
    ],
)
def test_when_it_is_delivered(now, urgent, immediate, expected):
    moment = delivery_time(
        local(now),
        urgent=urgent,
        immediate=immediate,
        policy=Policy(),
        zone=SHANGHAI,
        is_working_day=weekday,
    )
    assert moment == local(expected)


def test_an_urgent_message_waits_where_the_company_wants_it():
    policy = Policy(urgent_breaks_quiet=False, day_rule=NEVER)
    moment = delivery_time(
        local("2026-11-28 10:00"),
        urgent=True,
        immediate=True,
        policy=policy,
        zone=SHANGHAI,
        is_working_day=weekday,
    )
    assert moment == local("2026-11-30 07:00")


def test_a_plant_that_never_rests_gets_its_digest_on_sunday():
    moment = delivery_time(
        local("2026-11-28 10:00"),
        urgent=False,
        immediate=False,
        policy=Policy(day_rule=EVERY_DAY),
        zone=SHANGHAI,
        is_working_day=weekday,
    )
    assert moment == local("2026-11-29 08:00")


def test_who_never_works_is_told_all_the_same():
    moment = delivery_time(
        local("2026-11-23 10:00"),
        urgent=False,
        immediate=True,
        policy=Policy(),
        zone=SHANGHAI,
        is_working_day=lambda day: False,
    )
    assert moment <= local("2027-02-01 10:00")


@pytest.mark.parametrize(
    ("start", "end", "hour", "quiet"),
    [
        (21, 7, 21, True),
        (21, 7, 6.99, True),
        (21, 7, 7, False),
        (21, 7, 12, False),
        (12, 14, 13, True),
        (12, 14, 14, False),
        (8, 8, 8, False),
    ],
)
def test_quiet_hours_may_span_midnight(start, end, hour, quiet):
    assert is_quiet(hour, Policy(quiet_from=start, quiet_to=end)) is quiet


hours = st.integers(0, 95).map(lambda quarter: quarter / 4)


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    urgent=st.booleans(),
    immediate=st.booleans(),
    zone=st.sampled_from([SHANGHAI, "UTC", "America/New_York", "Asia/Kolkata"]),
    policy=st.builds(
        Policy,
        digest_hour=hours,
        quiet_from=hours,
        quiet_to=hours,
        urgent_breaks_quiet=st.booleans(),
        day_rule=st.sampled_from(DAY_RULES),
    ),
)
def test_nothing_comes_early_in_quiet_hours_or_on_a_day_off(
    now, urgent, immediate, zone, policy
):
    moment = delivery_time(
        now,
        urgent=urgent,
        immediate=immediate,
        policy=policy,
        zone=zone,
        is_working_day=weekday,
    )
    assert moment >= now
    there = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    hour = there.hour + there.minute / 60 + there.second / 3600
    if not (urgent and policy.urgent_breaks_quiet):
        assert not is_quiet(hour, policy)
    if policy.day_rule == NEVER or (policy.day_rule != EVERY_DAY and not urgent):
        assert weekday(there.date())
