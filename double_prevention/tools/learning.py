"""When facts contradict an assessment: which proposals they lead to.

A cause (the same measure fails, hazards gather, ...) becomes a proposal to assess an
event again when enough evidence lies inside its window. The law:

- One proposal is open per cause and event; what is found later is added to it, and
  evidence is never taken away.
- Evidence that was weighed once, in a proposal that was accepted or declined, does
  not lead to a proposal again by itself.
- Accepted: a new proposal needs as much new evidence as the first one.
- Declined: until the cool-down is over a new proposal needs as much new evidence as
  the first one, too. Afterwards what was declined counts again as long as it lies
  inside the window, so that a fact that lasts is brought up once more.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"


@dataclass(frozen=True)
class Rule:
    """How much evidence a cause needs.

    :param threshold: pieces of evidence, at least one
    :param window: how far back evidence counts; None: as long as it is a fact
    """

    threshold: int = 1
    window: timedelta | None = None


@dataclass(frozen=True)
class Evidence:
    """One fact, told apart from others by its key."""

    key: str
    date: datetime


@dataclass(frozen=True)
class Known:
    """The latest proposal of a cause for an event.

    :param weighed: keys of all evidence of all proposals of this cause and event
    :param silent_until: end of the cool-down of a declined proposal
    """

    state: str
    weighed: frozenset = field(default_factory=frozenset)
    silent_until: datetime | None = None


@dataclass(frozen=True)
class Decision:
    """What to do with evidence: open a proposal with it, or add it to the open one.

    ``evidence`` is what is to be written, from the oldest on; empty: nothing to do.
    """

    opens: bool
    evidence: tuple = ()

    def __bool__(self):
        return bool(self.evidence)


def decide(evidence, known, rule, now):
    """Decide what the facts of one cause mean for one event.

    :param evidence: iterable of :class:`Evidence`: every fact known at present
    :param known: :class:`Known`, or None where this cause was never proposed
    :param rule: :class:`Rule`
    :param now: datetime, of the same kind as the dates of the evidence
    :rtype: Decision
    """
    facts = _in_window(evidence, rule, now)
    weighed = known.weighed if known else frozenset()
    fresh = tuple(fact for fact in facts if fact.key not in weighed)
    if known and known.state == OPEN:
        return Decision(opens=False, evidence=fresh)
    counted = facts if _may_repeat(known, now) else fresh
    if len(counted) >= max(1, rule.threshold):
        return Decision(opens=True, evidence=counted)
    return Decision(opens=False)


def _may_repeat(known, now):
    """Say whether evidence that was weighed counts again."""
    return (
        known is None
        or known.state == DECLINED
        and (known.silent_until is None or known.silent_until <= now)
    )


def _in_window(evidence, rule, now):
    """Return the facts that count, each key once, from the oldest on."""
    since = now - rule.window if rule.window else None
    by_key = {
        fact.key: fact for fact in evidence if since is None or fact.date >= since
    }
    return tuple(sorted(by_key.values(), key=lambda fact: (fact.date, fact.key)))
