from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools.escalation import receiver, threshold

SHANGHAI = "Asia/Shanghai"


def weekday(day):
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("now", "hours", "expected"),
    [
        # Wednesday 10:00 in Shanghai, a day before
        ("2026-03-04 02:00", 24, "2026-03-03 02:00"),
        # Monday 10:00: ten hours of Monday, fourteen of Friday
        ("2026-03-02 02:00", 24, "2026-02-27 02:00"),
        # Sunday 10:00: nothing of the weekend counts
        ("2026-03-01 02:00", 2, "2026-02-27 14:00"),
        ("2026-03-04 02:00", 0, "2026-03-04 02:00"),
        # midnight belongs to the day that ends there: Saturday 0:00 is Friday's end
        ("2026-02-27 16:00", 1, "2026-02-27 15:00"),
    ],
)
def test_days_off_add_nothing_to_the_delay(now, hours, expected):
    moment = datetime.fromisoformat(now)
    found = threshold(moment, timedelta(hours=hours), SHANGHAI, weekday)
    assert found == datetime.fromisoformat(expected)


def test_without_working_days_every_hour_counts():
    now = datetime(2026, 3, 2, 2)
    assert threshold(now, timedelta(hours=24), SHANGHAI) == datetime(2026, 3, 1, 2)


def test_a_calendar_without_working_days_does_not_hang():
    now = datetime(2026, 3, 2, 2)
    found = threshold(now, timedelta(hours=5), SHANGHAI, lambda day: False)
    assert found < now - timedelta(days=59)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))
delays = st.integers(0, 500).map(lambda hours: timedelta(hours=hours))
zones = st.sampled_from([SHANGHAI, "UTC", "America/New_York", "Europe/Berlin"])


@given(moments, delays, zones, st.sets(st.dates(date(2025, 6, 1), date(2026, 12, 31))))
def test_the_delay_is_never_shorter_than_asked(now, delay, zone, days_off):
    found = threshold(now, delay, zone, lambda day: day not in days_off)
    assert found <= now - delay


@given(moments, delays, delays, zones)
def test_a_longer_delay_reaches_further_back(now, one, two, zone):
    short, long = sorted((one, two))
    assert threshold(now, long, zone, weekday) <= threshold(now, short, zone, weekday)


@given(moments, delays, zones)
def test_the_threshold_moves_on_with_time(now, delay, zone):
    later = threshold(now + timedelta(hours=1), delay, zone, weekday)
    assert later >= threshold(now, delay, zone, weekday)


PEOPLE = {"4": "Li", "3": "Wu", "2": "Sun", "1": "Zhao"}


@pytest.mark.parametrize(
    ("people", "tier", "told", "expected"),
    [
        (PEOPLE, "3", {"Li"}, ("3", "Wu")),
        (PEOPLE, "3", {"Li", "Wu"}, ("2", "Sun")),
        ({**PEOPLE, "2": None}, "2", {"Li"}, ("1", "Zhao")),
        ({"4": "Li", "3": "Li", "2": "Li", "1": "Li"}, "3", {"Li"}, ("3", None)),
        ({}, "2", set(), ("2", None)),
        (PEOPLE, "1", {"Zhao"}, ("1", None)),
    ],
)
def test_a_step_goes_to_the_next_person_who_does_not_know(people, tier, told, expected):
    assert receiver(people, tier, told) == expected


@given(
    st.dictionaries(st.sampled_from("1234"), st.sampled_from("abcd")),
    st.sampled_from("1234"),
    st.sets(st.sampled_from("abcd")),
)
def test_nobody_is_told_twice_and_never_below_the_wanted_tier(people, tier, told):
    found, person = receiver(people, tier, told)
    assert found <= tier
    if person:
        assert person not in told
        assert people[found] == person
    else:
        assert all(
            people.get(str(step)) in (told | {None}) for step in range(1, int(tier) + 1)
        )
