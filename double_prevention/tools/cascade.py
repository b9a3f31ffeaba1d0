"""Who has to control a risk at which tier: the law of the cascade.

What a higher tier controls, every lower tier controls too, down to the post
(DB37/T 2882-2016 4.6; DOMAIN 2.10). Nothing here knows of Odoo.
"""

from collections import defaultdict
from dataclasses import dataclass

TIERS = ("1", "2", "3", "4")
"""Company, department, team, post: the smaller, the higher."""
POST = TIERS[-1]
SCOPES = ("all", "critical")
"""Measures a tier looks at: each one, or those on which the risk hangs."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure people check; ``lowest`` is the tier that carries it out."""

    id: int
    critical: bool = False
    lowest: str = POST


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty that exists; ``generated`` and not touched by a person since."""

    id: int
    measure_id: int
    tier: str
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is ``missing``, pairs (measure id, tier), and ``superfluous``, duty ids."""

    missing: tuple = ()
    superfluous: tuple = ()


def tiers_of(control_tier, lowest=POST):
    """Return the tiers that control a measure, from ``control_tier`` to ``lowest``.

    A measure carried out above the control tier is controlled where it is carried out.
    """
    highest = min(control_tier, lowest)
    return tuple(tier for tier in TIERS if highest <= tier <= lowest)


def wanted(control_tier, measures, scopes):
    """Return the pairs (measure id, tier) an event asks for, in order.

    :param control_tier: the highest tier that controls the event
    :param measures: ``Measure`` of the event, the first one first
    :param scopes: ``{tier: scope}``; a tier that isn't there gets no duty
    """
    some_critical = any(measure.critical for measure in measures)
    pairs = []
    for place, measure in enumerate(measures):
        # Without a critical measure the first one stands for the event, so that no
        # tier is left without anything to look at.
        leading = measure.critical if some_critical else place == 0
        for tier in tiers_of(control_tier, measure.lowest):
            scope = scopes.get(tier)
            if scope == "all" or (scope == "critical" and leading):
                pairs.append((measure.id, tier))
    return tuple(pairs)


def plan(level, control_tier, measures, duties, defaults):
    """Return the ``Plan`` of an event: what to add, and what nobody asks for.

    What a person set by hand counts as there and is never superfluous. An event
    without level or tier isn't judged: nothing is missing and nothing too much.

    :param level: "1" major to "4" low, None while it isn't assessed
    :param duties: the ``Duty`` of these measures that are in force
    :param defaults: ``{(level, tier): scope}``
    """
    if not (level and control_tier):
        return Plan()
    scopes = {
        tier: defaults[level, tier] for tier in TIERS if (level, tier) in defaults
    }
    asked = wanted(control_tier, measures, scopes)
    there = defaultdict(list)
    for duty in duties:
        there[duty.measure_id, duty.tier].append(duty)
    superfluous = []
    for pair, found in there.items():
        # Of several the one set by hand stays, then the oldest.
        found.sort(key=lambda duty: (duty.generated, duty.id))
        kept = 1 if pair in asked else 0
        superfluous += [duty.id for duty in found[kept:] if duty.generated]
    return Plan(
        missing=tuple(pair for pair in asked if pair not in there),
        superfluous=tuple(sorted(superfluous)),
    )
