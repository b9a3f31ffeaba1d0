"""When a repeated check is due: windows of time from a rule, without a database.

A rule has a grid of starts in local wall-clock time, and each start opens a window
that lasts until the next start of the grid (for hours at most until the end of work),
or for ``window`` where that is shorter. Windows never overlap and never repeat.

- hour: the grid of a day has the phase of the anchor's time of day, or begins with
  ``work_start`` where the anchor lies outside the working hours; only starts inside
  ``[work_start, work_end)`` count, and every day begins anew. ``work_end`` at or
  before ``work_start`` means the next morning (night work); the whole night then
  belongs to the day on which it began. More than 24 hours must be whole days.
- shift: every ``number``-th start of ``shift_starts``, counted from the first one at
  or after the anchor.
- day, week: every ``number`` days or weeks from the anchor.
- month, quarter, year: the anchor's day of the month, clipped to the length of the
  month (31 January, 28 February, 31 March).

``day_rule`` keeps to working days or to the others: a start on a day that does not
fit moves to the first day that fits, at the same time of day, as long as it stays
before the next start of the grid (a monthly check on a Sunday is due on Monday), and
drops out otherwise (a daily check on a Sunday is not due at all).

Where clocks change, a start that does not exist is at the moment of the change, one
that exists twice is the first of the two, and a window left without any duration
drops out. What is asked and answered is naive UTC.
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import count
from zoneinfo import ZoneInfo

HORIZON_DAYS = 400
"""Days in a row that may be refused by the day rule before a search gives up."""

UNITS = ("hour", "shift", "day", "week", "month", "quarter", "year")
DAY_RULES = ("every", "working", "non_working")

_DAY_MINUTES = 24 * 60
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}


class RecurrenceError(ValueError):
    """A rule makes no sense.

    ``code`` is stable and says why: ``number_not_positive``, ``unknown_unit``,
    ``unknown_day_rule``, ``unknown_timezone``, ``anchor_not_naive``,
    ``window_not_positive``, ``bad_working_hours``, ``bad_shifts``,
    ``hours_not_whole_days``.
    """

    def __init__(self, code, detail=""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True)
class Recurrence:
    """A rule: every ``number`` ``unit`` from ``anchor`` on.

    :param unit: hour, shift, day, week, month, quarter or year
    :param anchor: first start, naive, in local time of ``tz``; nothing starts earlier
        (hours and shifts begin on whole minutes, its seconds do not count there)
    :param window: longest duration of a window, or None for the whole period
    :param day_rule: every, working or non_working
    :param work_start: and ``work_end``: hours of the day (8.5 is 8:30), for ``hour``
    :param shift_starts: hours of the day at which shifts begin, in any order
    :param tz: name of the time zone
    :raise RecurrenceError: see there
    """

    number: int
    unit: str
    anchor: datetime
    window: timedelta | None = None
    day_rule: str = "every"
    work_start: float = 0.0
    work_end: float = 24.0
    shift_starts: tuple = (8.0, 16.0, 0.0)
    tz: str = "Asia/Shanghai"

    def __post_init__(self):
        for code, wrong in (
            ("unknown_unit", self.unit not in UNITS),
            ("number_not_positive", self.number < 1 or self.number != int(self.number)),
            ("unknown_day_rule", self.day_rule not in DAY_RULES),
            ("anchor_not_naive", self.anchor.tzinfo is not None),
            ("window_not_positive", self.window is not None and not self._has_window()),
            ("bad_working_hours", not self._has_working_hours()),
            ("bad_shifts", self.unit == "shift" and not self._has_shifts()),
            (
                "hours_not_whole_days",
                self.unit == "hour" and self.number > 24 and self.number % 24 != 0,
            ),
        ):
            if wrong:
                raise RecurrenceError(code, repr(self))
        _zone(self.tz)

    def _has_window(self):
        return self.window > timedelta(0)

    def _has_working_hours(self):
        return 0 <= self.work_start < 24 and 0 <= self.work_end <= 24

    def _has_shifts(self):
        starts = self.shift_starts
        return (
            bool(starts)
            and all(0 <= start < 24 for start in starts)
            and len({_minutes(start) for start in starts}) == len(starts)
        )


@dataclass(frozen=True)
class Window:
    """A stretch of time ``[start, end)``, both naive UTC."""

    start: datetime
    end: datetime

    def __contains__(self, moment):
        return self.start <= moment < self.end


def next_window(recurrence, after, is_working_day=None):
    """Return the first window that starts at or after ``after``, None without one.

    The cost does not depend on how far ``after`` is from the anchor.

    :param after: naive UTC
    :param is_working_day: ``date -> bool`` on local dates; Monday to Friday without it
    :return: a :class:`Window`; None when ``HORIZON_DAYS`` days in a row do not fit
        the day rule, or at the end of the calendar
    """
    plan = _plan(recurrence)
    for window in plan.windows(plan.index(plan.local(after)), is_working_day):
        if window.start >= after:
            return window
    return None


def windows(recurrence, start, end, is_working_day=None):
    """Yield the windows whose start lies in ``[start, end)``, ascending.

    Arguments and bounds as in :func:`next_window`.
    """
    plan = _plan(recurrence)
    for window in plan.windows(plan.index(plan.local(start)), is_working_day):
        if window.start >= end:
            return
        if window.start >= start:
            yield window


def current_window(recurrence, at, is_working_day=None):
    """Return the window open at the moment ``at`` (naive UTC), None between two.

    Arguments and bounds as in :func:`next_window`.
    """
    plan = _plan(recurrence)
    for window in plan.windows(plan.index(plan.local(at)), is_working_day):
        if window.start > at:
            return None
        if at < window.end:
            return window
    return None


def is_weekday(day):
    """Say whether ``day`` (a date) is one of Monday to Friday."""
    return day.weekday() < 5


@lru_cache(maxsize=256)
def _zone(name):
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise RecurrenceError("unknown_timezone", repr(name)) from None


@lru_cache(maxsize=16384)
def _plan(recurrence):
    if recurrence.unit in ("hour", "shift"):
        return _SlotPlan(recurrence)
    if recurrence.unit in _DAYS:
        return _DayPlan(recurrence)
    return _MonthPlan(recurrence)


def _minutes(hours):
    return round(hours * 60)


class _Plan:
    """A grid of starts in local time, numbered from 0, and its windows in UTC.

    A subclass numbers its starts: ``nominal(index)`` is the start of that number with
    the day it belongs to, ``index(local)`` the number of the last one at or before a
    local time, 0 before the first.
    """

    def __init__(self, recurrence):
        self.anchor = recurrence.anchor.replace(fold=0)
        self.zone = _zone(recurrence.tz)
        self.longest = recurrence.window
        self.day_rule = recurrence.day_rule

    def nominal(self, index):
        raise NotImplementedError

    def index(self, local):
        raise NotImplementedError

    def last_end(self, day, end):
        """Return until when a window of ``day`` may last that the grid ends at."""
        return end

    def local(self, moment):
        """Return the local wall-clock time of a naive UTC ``moment``."""
        return (
            moment.replace(tzinfo=timezone.utc)
            .astimezone(self.zone)
            .replace(tzinfo=None)
        )

    def utc(self, local):
        """Return the naive UTC moment of a local time; never decreases with it."""
        offset = self.zone.utcoffset(local)
        later = self.zone.utcoffset(local.replace(fold=1))
        if later > offset:
            return self._change(local - later, local - offset)
        return local - offset

    def _change(self, before, after):
        """Return the moment between two naive UTC ones at which clocks go forward."""
        offset = self.local(before) - before
        while after - before > timedelta(seconds=1):
            middle = before + (after - before) // 2
            if self.local(middle) - middle == offset:
                before = middle
            else:
                after = middle
        return after.replace(microsecond=0)

    def windows(self, first, is_working_day):
        """Yield the windows of the starts numbered ``first`` and on."""
        fits = _Fits(self.day_rule, is_working_day)
        try:
            for index in count(first):
                start, day = self.nominal(index)
                end, _next_day = self.nominal(index + 1)
                found = self._move(start, day, end, fits)
                if fits.exhausted:
                    return
                window = found and self._window(*found, end)
                if window and window.start < window.end:
                    yield window
        except OverflowError:
            # The calendar ends with the year 9999.
            return

    @staticmethod
    def _move(start, day, end, fits):
        """Return the first start, and its day, that fits before ``end``."""
        while start < end and not fits.exhausted:
            if fits(day):
                return start, day
            start += timedelta(days=1)
            day += timedelta(days=1)
        return None

    def _window(self, start, day, end):
        begin = self.utc(start)
        finish = self.utc(self.last_end(day, end))
        if self.longest and finish - begin > self.longest:
            finish = begin + self.longest
        return Window(begin, finish)


class _Fits:
    """The day rule as a callable; counts the days it refuses in a row."""

    def __init__(self, day_rule, is_working_day):
        self.wanted = {"working": True, "non_working": False}.get(day_rule)
        self.is_working_day = is_working_day or is_weekday
        self.refused = 0
        self.last_day, self.last_answer = None, True

    @property
    def exhausted(self):
        return self.refused >= HORIZON_DAYS

    def __call__(self, day):
        if self.wanted is None:
            return True
        if day != self.last_day:
            self.last_day = day
            self.last_answer = bool(self.is_working_day(day)) is self.wanted
            self.refused = 0 if self.last_answer else self.refused + 1
        return self.last_answer


class _DayPlan(_Plan):
    """Every so many days from the anchor."""

    def __init__(self, recurrence):
        super().__init__(recurrence)
        self.step = timedelta(days=recurrence.number * _DAYS[recurrence.unit])

    def nominal(self, index):
        start = self.anchor + index * self.step
        return start, start.date()

    def index(self, local):
        return max(0, (local - self.anchor) // self.step)


class _MonthPlan(_Plan):
    """Every so many months from the anchor, on its day of the month."""

    def __init__(self, recurrence):
        super().__init__(recurrence)
        self.step = recurrence.number * _MONTHS[recurrence.unit]
        self.origin = self.anchor.year * 12 + self.anchor.month - 1

    def nominal(self, index):
        year, month = divmod(self.origin + index * self.step, 12)
        if year > date.max.year:
            raise OverflowError
        day = min(self.anchor.day, monthrange(year, month + 1)[1])
        start = self.anchor.replace(year=year, month=month + 1, day=day)
        return start, start.date()

    def index(self, local):
        months = local.year * 12 + local.month - 1 - self.origin
        index = max(0, months // self.step)
        if index and self.nominal(index)[0] > local:
            return index - 1
        return index


class _SlotPlan(_Plan):
    """Starts at the same times every day: shifts, and hours inside working hours.

    The times are minutes after midnight of the day they belong to; with night work
    they may exceed 24 hours, but never reach the first one of the next day.
    """

    def __init__(self, recurrence):
        super().__init__(recurrence)
        self.anchor = self.anchor.replace(second=0, microsecond=0)
        self.work_end = None
        if recurrence.unit == "shift":
            self.minutes = sorted(map(_minutes, recurrence.shift_starts))
            self.step = recurrence.number
        else:
            self.minutes = self._hours(recurrence)
            self.step = max(1, recurrence.number // 24)
        self.base = self._slot_after(self.anchor)

    def _hours(self, recurrence):
        """Return the starts of one day of an hour rule and note the end of work."""
        start, end = _minutes(recurrence.work_start), _minutes(recurrence.work_end)
        if end <= start:
            end += _DAY_MINUTES
        self.work_end = end
        step = min(recurrence.number * 60, _DAY_MINUTES)
        anchor = self.anchor.hour * 60 + self.anchor.minute
        if anchor < start:
            anchor += _DAY_MINUTES
        if anchor < end:
            start += (anchor - start) % step
        return range(start, end, step)

    def _position(self, local):
        """Return the day whose slots ``local`` lies among, and its minutes there."""
        shifted = local - timedelta(minutes=self.minutes[0])
        day = shifted.toordinal()
        into = (
            shifted - datetime.combine(shifted, datetime.min.time())
        ).total_seconds()
        return day, into / 60 + self.minutes[0]

    def _slot_after(self, local):
        """Return the number of the first slot at or after ``local``."""
        day, minutes = self._position(local)
        return day * len(self.minutes) + bisect_left(self.minutes, minutes)

    def nominal(self, index):
        day, slot = divmod(self.base + index * self.step, len(self.minutes))
        if day > date.max.toordinal():
            raise OverflowError
        day = date.fromordinal(day)
        midnight = datetime(day.year, day.month, day.day)
        return midnight + timedelta(minutes=self.minutes[slot]), day

    def index(self, local):
        day, minutes = self._position(local)
        slot = day * len(self.minutes) + bisect_right(self.minutes, minutes) - 1
        return max(0, (slot - self.base) // self.step)

    def last_end(self, day, end):
        if self.work_end is None:
            return end
        midnight = datetime(day.year, day.month, day.day)
        return min(end, midnight + timedelta(minutes=self.work_end))
