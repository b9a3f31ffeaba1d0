"""Special work: which permits are in each other's way, and how long one may last.

Two works conflict when their kinds may not meet, their places lie on one line of the
tree (one holds the other), and their times overlap. Times are half-open: a work that
begins at the moment another one ends does not meet it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from . import levels


@dataclass(frozen=True)
class Work:
    """A piece of work: its ``kind``, its half-open time and its ``place``, the path
    of the node of the tree, such as ``"1/4/9/"``."""

    id: object
    kind: object
    start: datetime
    end: datetime
    place: str


def pair(kind, other):
    """Return the two kinds in no order, as ``conflicts`` wants them."""
    return frozenset((kind, other))


def overlaps(work, other):
    """Say whether the two are under way at one moment; an empty time never is."""
    return max(work.start, other.start) < min(work.end, other.end)


def on_one_line(place, other):
    """Say whether one of the two nodes holds the other, or they are one."""
    return bool(place and other) and (
        place.startswith(other) or other.startswith(place)
    )


def conflicts(work, other, pairs):
    """Say whether two works are in each other's way; a work never is in its own.

    :param pairs: set of :func:`pair` of kinds that may not meet
    """
    return (
        work.id != other.id
        and pair(work.kind, other.kind) in pairs
        and overlaps(work, other)
        and on_one_line(work.place, other.place)
    )


def conflicting(works: Iterable, others: Iterable, pairs):
    """Return ``{id of work: [ids of others in its way]}``, each in their order."""
    others = list(others)
    return {
        work.id: [other.id for other in others if conflicts(work, other, pairs)]
        for work in works
    }


def conflict_floor(floor, others):
    """Return the floor under a place where works meet: one step worse than the worst
    of them (simultaneous operations), None when none of them has a floor.

    :param floor: floor of the work itself, may be None
    :param others: floors of the works it meets
    """
    worst = levels.worst((floor, *others))
    return worst and levels.higher(worst)


def is_too_long(start, end, max_hours):
    """Say whether the time is longer than its kind allows; 0 hours means no limit."""
    return bool(max_hours) and end - start > timedelta(hours=max_hours)
