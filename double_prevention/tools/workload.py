"""How much work duties ask for: checks a week, from how often each is due.

Used to compare people, not to plan: a month counts 52/12 weeks, a quarter three
months, a shift a third of a day, and duties of working days five days a week.
"""

from fractions import Fraction

HOURS_OF_DAY = 24
_WEEKS_OF_MONTH = Fraction(52, 12)
_DAYS_OF_WEEK = {"every": 7, "working": 5, "non_working": 2}


class WorkloadError(ValueError):
    """An interval or a day rule is not known; the message names it."""


def checks_per_week(number, unit, day_rule="every", hours=HOURS_OF_DAY, shifts=3):
    """Return how often a week a check is due, as an exact Fraction.

    :param number: every how many units, at least 1
    :param unit: ``hour``, ``shift``, ``day``, ``week``, ``month``, ``quarter``,
        ``year``
    :param day_rule: ``every``, ``working`` (Monday to Friday) or ``non_working``
    :param hours: hours a day in which an hourly check is due, above 0 to 24
    :param shifts: shifts a day
    :raise WorkloadError: the number, the unit, the day rule or the hours are
        impossible
    """
    if number < 1 or not 0 < hours <= HOURS_OF_DAY or shifts < 1:
        raise WorkloadError(f"{number} {unit}, {hours} h, {shifts} shifts")
    if day_rule not in _DAYS_OF_WEEK:
        raise WorkloadError(day_rule)
    days = _DAYS_OF_WEEK[day_rule]
    per_week = {
        "hour": Fraction(hours) * days,
        "shift": Fraction(shifts) * days,
        "day": Fraction(days),
        "week": Fraction(1),
        "month": 1 / _WEEKS_OF_MONTH,
        "quarter": 1 / (3 * _WEEKS_OF_MONTH),
        "year": 1 / (12 * _WEEKS_OF_MONTH),
    }
    if unit not in per_week:
        raise WorkloadError(unit)
    return per_week[unit] / number


def share(part, whole):
    """Return ``part`` of ``whole`` in whole percent, None where there is no whole.

    Rounded down: 100 % means all of it.
    """
    return int(100 * part // whole) if whole else None
