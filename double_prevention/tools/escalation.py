"""When something that waits goes to the next tier, and to whom.

A step is due once its condition has lasted for a delay. Delays may count working days
only: a day off then adds nothing, a working day all of its hours. Moments are naive
UTC datetimes; days are those of the plant.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST_HOLIDAY = 60
"""Days off in a row after which the delay counts all the same, so that it ends."""


def threshold(now, delay, zone, is_working_day=None):
    """Return the latest moment since which ``delay`` has passed at ``now``.

    :param delay: timedelta, not negative
    :param zone: name of the time zone of the plant
    :param is_working_day: function of a date; None counts every day
    """
    if is_working_day is None:
        return now - delay
    plant = ZoneInfo(zone)
    cursor, left, skipped = now, delay, 0
    while left > timedelta():
        # The day that ends at the cursor: a midnight belongs to the day before it.
        day = _local(cursor - timedelta(microseconds=1), plant).date()
        start = _midnight(day, plant)
        if is_working_day(day) or skipped >= LONGEST_HOLIDAY:
            taken = min(left, cursor - start)
            left -= taken
            cursor -= taken
            skipped = 0
        else:
            cursor = start
            skipped += 1
    return cursor


def _local(moment, plant):
    return moment.replace(tzinfo=UTC).astimezone(plant)


def _midnight(day, plant):
    local = datetime.combine(day, time.min, tzinfo=plant)
    return local.astimezone(UTC).replace(tzinfo=None)


def receiver(people, tier, told):
    """Return ``(tier, person)`` of who is told next, the person None if nobody is.

    The person of the wanted tier, else of the next higher one, skipping those who
    know already: the responsible person and whom an earlier step went to.

    :param people: ``{tier: person}``, tiers '1' company to '4' post
    :param tier: the tier the step goes to
    :param told: collection of persons
    """
    for step in range(int(tier), 0, -1):
        person = people.get(str(step))
        if person and person not in told:
            return str(step), person
    return tier, None
