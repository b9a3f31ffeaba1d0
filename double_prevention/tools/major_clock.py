"""The duties a major hidden hazard brings, each with its clock.

Law names the duties (Work Safety Law, art. 41: the double report; order 16 of the State
Administration of Work Safety, art. 14, 15 and 18: report, plan in six parts, evaluation
of the rectification), hardly ever their time: how long each may take is the setting of
an enterprise or its region. All moments are naive UTC datetimes; hours run through the
night, days are calendar days of the plant and end at 17:00 (``tools/deadlines``).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .deadlines import deadline_after

JUDGE = "judge"
LIST = "list"
REGULATOR = "regulator"
WORKERS = "workers"
PLAN = "plan"
EVALUATE = "evaluate"
VERIFY = "verify"
REVIEW = "review"
STEPS = (JUDGE, LIST, REGULATOR, WORKERS, PLAN, EVALUATE, VERIFY, REVIEW)

NEEDED_TO_CLOSE = (REGULATOR, WORKERS, EVALUATE)
"""What the file must hold before the last verification; plan and judgement are asked
for by the transitions themselves, and listing is not everywhere the custom."""

WAITING = "waiting"  # what starts it has not happened yet
RUNNING = "running"
LATE = "late"
DONE = "done"
DONE_LATE = "done_late"
STATUSES = (WAITING, RUNNING, LATE, DONE, DONE_LATE)

HOUR = "hour"
DAY = "day"

STARTS = {
    JUDGE: "suspected",
    LIST: "confirmed",
    REGULATOR: "confirmed",
    WORKERS: "confirmed",
    PLAN: "confirmed",
    EVALUATE: "rectified",
    VERIFY: "rectified",
    REVIEW: "verified",
}
"""The moment each clock starts from, and in ENDS the one that stops it."""

ENDS = {
    JUDGE: "judged",
    LIST: "listed",
    REGULATOR: "regulator",
    WORKERS: "workers",
    PLAN: "planned",
    EVALUATE: "evaluated",
    VERIFY: "verified",
    REVIEW: "reviewed",
}


@dataclass(frozen=True)
class Moments:
    """When what happened; None as long as it has not.

    ``planned`` is the approval of the plan; ``rectified`` the last time the work was
    handed over for verification. ``judged`` is the judgement, ``confirmed`` the same
    when it found the hazard major; without an earlier suspicion all three are one.
    """

    suspected: datetime | None = None
    judged: datetime | None = None
    confirmed: datetime | None = None
    listed: datetime | None = None
    regulator: datetime | None = None
    workers: datetime | None = None
    planned: datetime | None = None
    rectified: datetime | None = None
    evaluated: datetime | None = None
    verified: datetime | None = None
    reviewed: datetime | None = None


@dataclass(frozen=True)
class Allowed:
    """How long a step may take: a number of hours or days; 0: it has no clock."""

    amount: int
    unit: str = DAY


@dataclass(frozen=True)
class Duty:
    """One step with its clock; ``due`` is None while it waits or has no limit."""

    step: str
    due: datetime | None
    done: datetime | None
    status: str


def due_moment(start, allowed, zone):
    """Return until when a step that began at ``start`` has to be done, or None."""
    if not start or not allowed.amount:
        return None
    if allowed.unit == HOUR:
        return start + timedelta(hours=allowed.amount)
    return deadline_after(start, allowed.amount, zone)


def duties(moments, allowed, now, zone, *, needs_review=False):
    """Return the duties of a major hidden hazard in their order.

    :param moments: :class:`Moments`
    :param allowed: ``{step: Allowed}``; a step without an entry has no clock
    :param now: the present, to tell what is late
    :param zone: time zone of the plant
    :param needs_review: a second person reviews the verification
    :return: tuple of :class:`Duty`, without ``REVIEW`` unless it is needed
    """
    return tuple(
        _duty(step, moments, allowed.get(step, Allowed(0)), now, zone)
        for step in STEPS
        if step != REVIEW or needs_review
    )


def _duty(step, moments, allowed, now, zone):
    start = getattr(moments, STARTS[step])
    done = getattr(moments, ENDS[step])
    due = due_moment(start, allowed, zone)
    if done:
        status = DONE_LATE if due and done > due else DONE
    elif not start:
        status = WAITING
    else:
        status = LATE if due and now >= due else RUNNING
    return Duty(step, due, done, status)


def missing_to_close(moments):
    """Return the steps whose proof the file still lacks before it may be closed."""
    return tuple(step for step in NEEDED_TO_CLOSE if not getattr(moments, ENDS[step]))


def next_due(known):
    """Return the earliest moment at which an open duty is due, or None."""
    return min((duty.due for duty in known if not duty.done and duty.due), default=None)
