"""What an early warning becomes: its level, its steps and what is told together.

DOMAIN.md 4.5: one live warning per cause; it climbs while nobody acts, and a storm of
causes is told as one.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from .levels import LEVELS, higher, worst


@dataclass(frozen=True)
class Rule:
    """A rule of early warning as the evaluation reads it.

    :param level: of the warning when it is raised
    :param level_of_unit: the current level of the place decides instead
    :param place_level: only causes at places of this level or a worse one
    :param group_above: more causes than so many in one department are one warning
    :param step_count: from so many times on the next tier is told, 0: never
    :param step_days: one level worse for each so many days, 0: never
    :param step_tier: who is told from the first step on
    :param repeat_hours: told again while nobody has taken it up, 0: never
    :param cooldown_hours: after its end the same cause is not told of again
    """

    id: int
    company_id: int | None = None
    level: str = "3"
    level_of_unit: bool = False
    place_level: str | None = None
    group_above: int = 5
    step_count: int = 0
    step_days: int = 0
    step_tier: str | None = None
    repeat_hours: float = 0.0
    cooldown_hours: float = 0.0
    urgent: bool = False
    channel: str | None = None
    tiers: tuple = ()
    to_person: bool = False
    to_manager: bool = False
    to_control_tier: bool = False
    user_ids: tuple = ()


def concerns(rule, *, company_id, unit_level):
    """Say whether a rule holds for a cause.

    :param company_id: of the cause
    :param unit_level: current level of its place, None when it has none
    """
    if rule.company_id not in (None, company_id):
        return False
    return not rule.place_level or bool(unit_level and unit_level <= rule.place_level)


def days_late(rule, since, now):
    """Return how many steps a warning has climbed with time."""
    if not rule.step_days:
        return 0
    return max(0, (now - since) // timedelta(days=rule.step_days))


def steps(rule, *, count, since, now):
    """Return the number of steps: by repetition at most one, and one per period."""
    again = bool(rule.step_count) and count >= rule.step_count
    return int(again) + days_late(rule, since, now)


def level(rule, *, unit_levels, since, now):
    """Return the level of a warning now: never better than when it was raised.

    :param unit_levels: current levels of the places concerned
    """
    base = rule.level
    if rule.level_of_unit:
        base = worst(unit_levels) or rule.level
    return higher(base, days_late(rule, since, now))


def tiers(rule, *, level, step):
    """Return the tiers to be told, as a set.

    :param level: of the warning; where the rule says so, the tier that controls risks
        of this level is told (DOMAIN.md 2.10: red company, orange department, yellow
        team, blue post)
    :param step: as of :func:`steps`
    """
    told = set(rule.tiers)
    if rule.to_control_tier:
        told.add(level)
    if step and rule.step_tier:
        told.add(rule.step_tier)
    return told & set(LEVELS)


def needs_repeat(rule, told, now):
    """Say whether a warning nobody has taken up is told again.

    :param told: when it was told last, None when never
    """
    if not (rule.repeat_hours and told):
        return False
    return now - told >= timedelta(hours=rule.repeat_hours)


def bundle(keys, limit, live=(), bundled=()):
    """Say which causes are told together: ``(alone, {group: keys})``.

    A cause that has a warning of its own keeps it. The others of a group become one
    warning when there are more than ``limit``, or when the group has one already.

    :param keys: ``{key of a cause: key of its group}``
    :param live: keys of causes with an open warning
    :param bundled: keys of groups with an open warning
    """
    alone, groups = [], defaultdict(list)
    for key, group in keys.items():
        if key in live:
            alone.append(key)
        else:
            groups[group].append(key)
    together = {}
    for group, members in groups.items():
        if len(members) > limit or group in bundled:
            together[group] = members
        else:
            alone += members
    return alone, together
