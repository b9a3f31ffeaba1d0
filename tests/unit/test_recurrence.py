import time
from datetime import date, datetime, timedelta, timezone
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import recurrence as rec
from odoo.addons.double_prevention.tools.recurrence import Recurrence, Window

ZONES = (
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Apia",  # no 30 December 2011
)
MONDAY = datetime(2026, 1, 5, 8)


def local(moment, zone="Asia/Shanghai"):
    """Return a naive UTC moment as naive local time."""
    aware = moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(zone))
    return aware.replace(tzinfo=None)


def utc(*args, zone="Asia/Shanghai"):
    """Return the naive UTC moment of a local time."""
    aware = datetime(*args, tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)
    return aware.replace(tzinfo=None)


def starts(rule, count, after=datetime(2025, 12, 1), is_working_day=None):
    """Return the first local starts of ``rule``, as text."""
    found = rec.windows(rule, after, datetime(2100, 1, 1), is_working_day)
    return [f"{local(w.start, rule.tz):%m-%d %H:%M}" for w in islice(found, count)]


def hours(moments):
    return [text[-5:] for text in moments]


# --- Grids -------------------------------------------------------------------------


def test_the_anchor_is_the_first_start():
    for unit in rec.UNITS:
        rule = Recurrence(1, unit, MONDAY)
        first = rec.next_window(rule, datetime(2000, 1, 1))
        assert first.start == utc(2026, 1, 5, 8), unit


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        (2, "hour", ["01-05 08:00", "01-05 10:00", "01-05 12:00"]),
        (1, "shift", ["01-05 08:00", "01-05 16:00", "01-06 00:00"]),
        (2, "shift", ["01-05 08:00", "01-06 00:00", "01-06 16:00"]),
        (1, "day", ["01-05 08:00", "01-06 08:00", "01-07 08:00"]),
        (10, "day", ["01-05 08:00", "01-15 08:00", "01-25 08:00"]),
        (2, "week", ["01-05 08:00", "01-19 08:00", "02-02 08:00"]),
        (1, "month", ["01-05 08:00", "02-05 08:00", "03-05 08:00"]),
        (1, "quarter", ["01-05 08:00", "04-05 08:00", "07-05 08:00"]),
        (1, "year", ["01-05 08:00", "01-05 08:00", "01-05 08:00"]),
        (48, "hour", ["01-05 08:00", "01-07 08:00", "01-09 08:00"]),
    ],
)
def test_a_rule_starts_every_so_many_units(number, unit, expected):
    assert starts(Recurrence(number, unit, MONDAY), 3) == expected


@pytest.mark.parametrize(
    ("unit", "anchor", "expected"),
    [
        ("month", datetime(2026, 1, 31), ["01-31", "02-28", "03-31", "04-30"]),
        ("month", datetime(2027, 12, 30), ["12-30", "01-30", "02-29", "03-30"]),
        ("quarter", datetime(2026, 8, 31), ["08-31", "11-30", "02-28", "05-31"]),
        ("year", datetime(2028, 2, 29), ["02-29", "02-28", "02-28", "02-28", "02-29"]),
    ],
)
def test_a_day_the_month_lacks_is_its_last_day_without_drifting(unit, anchor, expected):
    found = starts(Recurrence(1, unit, anchor), len(expected))
    assert [text[:5] for text in found] == expected


@pytest.mark.parametrize(
    ("number", "work", "anchor_hour", "expected"),
    [
        (2, (8, 18), 8, ["08:00", "10:00", "12:00", "14:00", "16:00", "08:00"]),
        (2, (8, 18), 9, ["09:00", "11:00", "13:00", "15:00", "17:00", "09:00"]),
        (4, (8.5, 17.5), 6, ["08:30", "12:30", "16:30", "08:30"]),
        (3, (0, 24), 1, ["01:00", "04:00", "07:00", "10:00", "13:00", "16:00"]),
        (5, (0, 24), 0, ["00:00", "05:00", "10:00", "15:00", "20:00", "00:00"]),
        (2, (22, 6), 22, ["22:00", "00:00", "02:00", "04:00", "22:00"]),
        (2, (22, 6), 23, ["23:00", "01:00", "03:00", "05:00", "23:00"]),
        (24, (8, 18), 20, ["08:00", "08:00"]),
        (48, (8, 18), 20, ["08:00", "08:00"]),
        (23, (8, 10), 7, ["08:00", "08:00"]),
    ],
)
def test_an_hour_rule_starts_inside_working_hours_only(
    number, work, anchor_hour, expected
):
    anchor = datetime(2026, 1, 5, anchor_hour)
    rule = Recurrence(number, "hour", anchor, work_start=work[0], work_end=work[1])
    assert hours(starts(rule, len(expected))) == expected


def test_an_hour_window_ends_at_the_next_start_or_with_the_work():
    rule = Recurrence(4, "hour", MONDAY, work_start=8, work_end=18)
    found = islice(rec.windows(rule, utc(2026, 1, 5), utc(2027, 1, 1)), 4)
    assert [(local(w.start).hour, local(w.end).hour) for w in found] == [
        (8, 12),
        (12, 16),
        (16, 18),
        (8, 12),
    ]


def test_night_work_belongs_to_the_day_on_which_it_began():
    rule = Recurrence(
        3,
        "hour",
        datetime(2026, 1, 9, 22),
        work_start=22,
        work_end=6,
        day_rule="working",
    )
    assert starts(rule, 4) == [
        "01-09 22:00",
        "01-10 01:00",
        "01-10 04:00",
        "01-12 22:00",
    ]


def test_shifts_begin_with_the_first_one_after_the_anchor():
    rule = Recurrence(1, "shift", datetime(2026, 1, 5, 9), shift_starts=(20.5, 8.5))
    assert starts(rule, 3) == ["01-05 20:30", "01-06 08:30", "01-06 20:30"]


# --- Windows -----------------------------------------------------------------------


def test_a_window_lasts_the_whole_period_unless_it_is_shortened():
    after = utc(2026, 2, 1)
    whole = rec.next_window(Recurrence(1, "month", MONDAY), after)
    short = rec.next_window(
        Recurrence(1, "month", MONDAY, window=timedelta(days=3)), after
    )
    long = rec.next_window(
        Recurrence(1, "month", MONDAY, window=timedelta(days=90)), after
    )
    assert whole == Window(utc(2026, 2, 5, 8), utc(2026, 3, 5, 8))
    assert short == Window(utc(2026, 2, 5, 8), utc(2026, 2, 8, 8))
    assert long == whole


def test_a_start_at_the_very_moment_asked_for_is_the_next_one():
    rule = Recurrence(1, "day", MONDAY)
    start = utc(2026, 3, 1, 8)
    assert rec.next_window(rule, start).start == start
    later = rec.next_window(rule, start + timedelta(microseconds=1))
    assert later.start == utc(2026, 3, 2, 8)


def test_the_current_window_is_the_one_that_is_open():
    rule = Recurrence(1, "day", MONDAY, window=timedelta(hours=2))
    assert rec.current_window(rule, utc(2026, 1, 5, 7, 59)) is None
    assert rec.current_window(rule, utc(2026, 1, 5, 8)).start == utc(2026, 1, 5, 8)
    assert rec.current_window(rule, utc(2026, 1, 5, 9, 59)).end == utc(2026, 1, 5, 10)
    assert rec.current_window(rule, utc(2026, 1, 5, 10)) is None


def test_windows_are_those_that_start_between_the_two_moments():
    rule = Recurrence(1, "day", MONDAY)
    found = list(rec.windows(rule, utc(2026, 2, 1, 8), utc(2026, 2, 4, 8)))
    assert [local(window.start).day for window in found] == [1, 2, 3]


# --- Working days ------------------------------------------------------------------


def test_a_daily_check_on_working_days_drops_the_weekend():
    rule = Recurrence(1, "day", datetime(2026, 1, 8, 8), day_rule="working")
    found = list(islice(rec.windows(rule, utc(2026, 1, 1), utc(2027, 1, 1)), 3))
    assert [local(window.start).day for window in found] == [8, 9, 12]
    assert local(found[1].end) == datetime(2026, 1, 10, 8)


def test_a_daily_check_on_free_days_keeps_the_weekend_only():
    rule = Recurrence(1, "day", MONDAY, day_rule="non_working")
    assert starts(rule, 3) == ["01-10 08:00", "01-11 08:00", "01-17 08:00"]


def test_a_monthly_check_on_a_sunday_is_due_on_monday_until_the_next_period():
    rule = Recurrence(1, "month", datetime(2026, 1, 1, 8), day_rule="working")
    found = list(rec.windows(rule, utc(2026, 1, 1), utc(2026, 4, 1)))
    assert [f"{local(window.start):%m-%d}" for window in found] == [
        "01-01",
        "02-02",
        "03-02",
    ]
    assert local(found[1].end) == datetime(2026, 3, 1, 8)


def test_the_callers_calendar_decides_what_a_working_day_is():
    festival = [date(2026, 2, day) for day in range(15, 24)]

    def is_working_day(day):
        return day == date(2026, 2, 14) or (day.weekday() < 5 and day not in festival)

    rule = Recurrence(1, "day", datetime(2026, 2, 12, 8), day_rule="working")
    assert starts(rule, 4, is_working_day=is_working_day) == [
        "02-12 08:00",
        "02-13 08:00",
        "02-14 08:00",
        "02-24 08:00",
    ]


def test_an_hour_rule_on_working_days_rests_on_the_others():
    friday = datetime(2026, 1, 9, 14)
    rule = Recurrence(2, "hour", friday, work_start=8, work_end=18, day_rule="working")
    assert starts(rule, 3) == ["01-09 14:00", "01-09 16:00", "01-12 08:00"]


@pytest.mark.parametrize("unit", rec.UNITS)
@pytest.mark.parametrize("number", [1, 3])
def test_a_calendar_without_working_days_ends_the_search(unit, number):
    asked = []

    def never(day):
        asked.append(day)
        return False

    rule = Recurrence(number, unit, MONDAY, day_rule="working")
    assert rec.next_window(rule, utc(2026, 5, 1), never) is None
    assert len(asked) <= rec.HORIZON_DAYS
    assert list(rec.windows(rule, utc(2026, 5, 1), utc(2030, 1, 1), never)) == []
    assert rec.current_window(rule, utc(2026, 5, 1), never) is None


def test_a_stop_shorter_than_the_horizon_is_waited_for():
    rule = Recurrence(1, "day", MONDAY, day_rule="working")
    again = date(2026, 1, 5) + timedelta(days=rec.HORIZON_DAYS - 1)
    found = rec.next_window(rule, utc(2026, 1, 1), lambda day: day >= again)
    assert local(found.start).date() == again
    too_late = again + timedelta(days=1)
    assert rec.next_window(rule, utc(2026, 1, 1), lambda day: day >= too_late) is None


def test_each_day_is_asked_for_once_in_a_search():
    asked = []

    def weekday(day):
        asked.append(day)
        return day.weekday() < 5

    rule = Recurrence(1, "hour", MONDAY, day_rule="working")
    list(rec.windows(rule, utc(2026, 1, 9), utc(2026, 1, 13), weekday))
    assert len(asked) == len(set(asked))


# --- Clock changes -----------------------------------------------------------------


def berlin(number, unit, *anchor, **options):
    return Recurrence(number, unit, datetime(*anchor), tz="Europe/Berlin", **options)


def test_a_daily_start_keeps_its_wall_clock_time_over_a_clock_change():
    rule = berlin(1, "day", 2026, 3, 28, 8)
    found = list(rec.windows(rule, datetime(2026, 3, 28), datetime(2026, 3, 30)))
    assert [window.start.hour for window in found] == [7, 6]
    assert found[0].end - found[0].start == timedelta(hours=23)


def test_a_start_that_does_not_exist_is_at_the_change():
    rule = berlin(1, "day", 2026, 3, 28, 2, 30)
    found = rec.next_window(rule, datetime(2026, 3, 28, 12))
    assert found.start == datetime(2026, 3, 29, 1)
    assert local(found.start, "Europe/Berlin") == datetime(2026, 3, 29, 3)


def test_an_hour_that_does_not_exist_has_no_window():
    rule = berlin(1, "hour", 2026, 3, 28)
    day = rec.windows(rule, datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 22))
    found = [local(window.start, "Europe/Berlin").hour for window in day]
    assert found == [0, 1, *range(3, 24)]


def test_an_hour_that_exists_twice_has_one_window_of_two_hours():
    rule = berlin(1, "hour", 2026, 10, 24)
    day = list(
        rec.windows(rule, datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 23))
    )
    assert len(day) == 24
    assert [w.end - w.start for w in day].count(timedelta(hours=2)) == 1
    twice = Window(datetime(2026, 10, 25, 0), datetime(2026, 10, 25, 2))
    for moment in (0, 30, 60, 119):
        at = twice.start + timedelta(minutes=moment)
        assert rec.current_window(rule, at) == twice
    assert rec.next_window(rule, twice.start + timedelta(minutes=75)).start == twice.end


def test_a_half_hour_inside_the_repeated_hour_does_not_come_twice():
    rule = berlin(1, "shift", 2026, 10, 24, shift_starts=(1.5, 2.5, 3.5))
    found = list(
        rec.windows(rule, datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 6))
    )
    assert [local(w.start, "Europe/Berlin").hour for w in found] == [1, 2, 3]
    second = datetime(2026, 10, 25, 1, 15)
    assert local(second, "Europe/Berlin") == datetime(2026, 10, 25, 2, 15)
    assert rec.current_window(rule, second) == found[1]


def test_a_start_on_a_date_the_zone_skipped_is_at_the_change():
    rule = Recurrence(1, "day", datetime(2011, 12, 28, 9), tz="Pacific/Apia")
    found = list(rec.windows(rule, datetime(2011, 12, 28), datetime(2012, 1, 1)))
    assert [local(w.start, "Pacific/Apia").day for w in found] == [28, 29, 31, 31, 1]
    assert local(found[2].start, "Pacific/Apia") == datetime(2011, 12, 31)
    assert [window.end for window in found[:-1]] == [w.start for w in found[1:]]


# --- Rules that make no sense ------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": 0}, "number_not_positive"),
        ({"number": -2}, "number_not_positive"),
        ({"number": 1.5}, "number_not_positive"),
        ({"unit": "decade"}, "unknown_unit"),
        ({"day_rule": "sometimes"}, "unknown_day_rule"),
        ({"tz": "Asia/Atlantis"}, "unknown_timezone"),
        ({"tz": "../etc/passwd"}, "unknown_timezone"),
        ({"anchor": MONDAY.replace(tzinfo=timezone.utc)}, "anchor_not_naive"),
        ({"window": timedelta(0)}, "window_not_positive"),
        ({"window": timedelta(hours=-1)}, "window_not_positive"),
        ({"work_start": 24}, "bad_working_hours"),
        ({"work_end": 25}, "bad_working_hours"),
        ({"unit": "shift", "shift_starts": ()}, "bad_shifts"),
        ({"unit": "shift", "shift_starts": (8, 24)}, "bad_shifts"),
        ({"unit": "shift", "shift_starts": (8, 8.0)}, "bad_shifts"),
        ({"unit": "hour", "number": 36}, "hours_not_whole_days"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(change, code):
    values = {"number": 1, "unit": "day", "anchor": MONDAY, **change}
    with pytest.raises(rec.RecurrenceError) as caught:
        Recurrence(**values)
    assert caught.value.code == code


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year"])
def test_the_end_of_the_calendar_ends_a_rule(unit):
    rule = Recurrence(1000, unit, datetime(2026, 1, 1))
    found = list(rec.windows(rule, utc(2026, 1, 1), datetime(9999, 12, 31)))
    assert all(window.end.year <= 9999 for window in found)
    assert rec.next_window(rule, datetime(9999, 12, 30)) is None


# --- Properties --------------------------------------------------------------------

MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
HALF_HOURS = st.integers(0, 47).map(lambda half: half / 2)


@st.composite
def recurrences(draw, units=rec.UNITS, zones=ZONES, **fixed):
    """Draw any rule that makes sense."""
    unit = draw(st.sampled_from(units))
    numbers = st.integers(1, 24) if unit == "hour" else st.integers(1, 14)
    values = {
        "number": draw(numbers),
        "unit": unit,
        "anchor": draw(MOMENTS),
        "window": draw(st.none() | st.timedeltas(timedelta(minutes=1))),
        "day_rule": draw(st.sampled_from(rec.DAY_RULES)),
        "work_start": draw(HALF_HOURS),
        "work_end": draw(HALF_HOURS),
        "shift_starts": tuple(draw(st.sets(HALF_HOURS, min_size=1, max_size=4))),
        "tz": draw(st.sampled_from(zones)),
    }
    return Recurrence(**{**values, **fixed})


@given(recurrences(), MOMENTS)
def test_windows_ascend_and_never_overlap(rule, after):
    found = list(islice(rec.windows(rule, after, datetime(2060, 1, 1)), 60))
    assert all(window.start < window.end for window in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    if rule.window:
        assert all(window.end - window.start <= rule.window for window in found)


@given(recurrences(), MOMENTS)
def test_nothing_starts_before_the_anchor_or_the_moment_asked_for(rule, after):
    found = rec.next_window(rule, after)
    assume(found is not None)
    assert found.start >= after
    assert local(found.start, rule.tz) >= rule.anchor


@given(recurrences(), MOMENTS)
def test_one_by_one_gives_the_same_windows_as_all_at_once(rule, after):
    all_at_once = list(islice(rec.windows(rule, after, datetime(2060, 1, 1)), 30))
    one_by_one = []
    for _window in all_at_once:
        found = rec.next_window(rule, after)
        one_by_one.append(found)
        after = found.start + timedelta(microseconds=1)
    assert one_by_one == all_at_once


@given(recurrences(), MOMENTS, st.timedeltas(timedelta(0), timedelta(days=800)))
def test_no_window_is_passed_over(rule, after, earlier):
    found = rec.next_window(rule, after)
    assume(found is not None)
    since = list(rec.windows(rule, after - earlier, found.end))
    assert found in since
    assert not [w for w in since if after <= w.start < found.start]


@given(recurrences(), MOMENTS, st.integers(0, 999))
def test_the_current_window_holds_every_moment_of_it_and_no_other(rule, after, part):
    found = list(islice(rec.windows(rule, after, datetime(2060, 1, 1)), 2))
    assume(len(found) == 2)
    first, second = found
    inside = first.start + (first.end - first.start) * part // 1000
    assert rec.current_window(rule, inside) == first
    between = first.end + (second.start - first.end) * part // 1000
    if between < second.start:
        assert rec.current_window(rule, between) is None


@given(recurrences(), MOMENTS)
def test_a_day_that_the_rule_refuses_has_no_start(rule, after):
    wanted = {"every": (True, False), "working": (True,), "non_working": (False,)}
    night = timedelta(0)
    if rule.unit == "hour" and rule.work_end <= rule.work_start:
        night = timedelta(hours=rule.work_start)
    for window in islice(rec.windows(rule, after, datetime(2060, 1, 1)), 30):
        moment = local(window.start, rule.tz)
        # Where clocks went forward the start may be later than its grid.
        assume(local(window.start - timedelta(days=1), rule.tz).date() != moment.date())
        day = (moment - night).date()
        assert rec.is_weekday(day) in wanted[rule.day_rule]


@given(recurrences(units=("hour",), zones=("Asia/Shanghai",)), MOMENTS)
def test_an_hour_rule_stays_inside_working_hours(rule, after):
    length = (rule.work_end - rule.work_start) % 24 or 24
    for window in islice(rec.windows(rule, after, datetime(2060, 1, 1)), 30):
        begin = local(window.start) - timedelta(hours=rule.work_start)
        into = timedelta(hours=begin.hour, minutes=begin.minute)
        assert into + (window.end - window.start) <= timedelta(hours=length)


@given(
    st.sampled_from([1, 2, 3, 4, 6, 8, 12, 24]),
    MOMENTS,
    st.integers(0, 5000),
)
def test_an_hour_rule_that_divides_the_day_goes_on_without_a_break(
    number, anchor, index
):
    rule = Recurrence(number, "hour", anchor)
    period = timedelta(hours=number)
    start = anchor - timedelta(hours=8) + index * period
    assert rec.next_window(rule, start).start == start
    assert rec.next_window(rule, start + timedelta(minutes=1)).start == start + period


@given(recurrences(units=("month", "quarter", "year"), day_rule="every"), MOMENTS)
def test_months_keep_the_day_of_the_anchor_or_end_with_the_month(rule, after):
    found = rec.next_window(rule, after)
    start = local(found.start, rule.tz)
    tomorrow = start + timedelta(days=1)
    assert start.day == rule.anchor.day or (
        tomorrow.day == 1 and start.day < rule.anchor.day
    )
    months = {"month": 1, "quarter": 3, "year": 12}[rule.unit] * rule.number
    passed = (start.year - rule.anchor.year) * 12 + start.month - rule.anchor.month
    assert passed % months == 0


@pytest.mark.parametrize("unit", rec.UNITS)
def test_the_cost_does_not_grow_with_the_distance_from_the_anchor(unit):
    rule = Recurrence(1, unit, datetime(1990, 1, 1, 8))

    def cost(year):
        start = time.perf_counter()
        for minute in range(2000):
            rec.next_window(rule, datetime(year, 3, 1) + timedelta(minutes=minute))
        return time.perf_counter() - start

    near = min(cost(1991) for _ in range(3))
    far = min(cost(2500) for _ in range(3))
    assert far < 20 * near
