"""Barrier health: from assessments and dated contributions to current levels.

A pure function of facts (DOMAIN.md 4.4). Every measure is a barrier whose health is 1
as long as nothing contributes against it, and 0 when it has failed. The healths of
the measures of an event, weighted by class, say how far its risk has moved from the
residual assessment (all barriers work) towards the inherent one (none does). The
current level of a unit is the worst of its events and of the floors put under it.

A level is never better than the residual one and never worse than the worst of the
inherent one and the floors. Assessments themselves are never changed.

Penalties and weights are read as multiples of one millionth and added as integers, so
the answer does not depend on the order of the contributions nor on binary fractions.
All moments are naive UTC datetimes.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from .levels import GENERAL, LARGER, LEVELS, MAJOR, distance, higher, worst
from .scoring import exact, level_of

_UNIT = 1_000_000
MISSED_STEPS = 4  # in which a missed check comes to its whole penalty


class HealthError(ValueError):
    """A fact or a parameter is out of its range; ``code`` says which."""

    def __init__(self, code, detail=""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


def _micro(number):
    """Return ``number`` as an integer count of millionths."""
    return round(number * _UNIT)


def _table(**values):
    return field(default_factory=lambda: MappingProxyType(values), hash=False)


@dataclass(frozen=True)
class Parameters:
    """The numbers of the model; the defaults are those of DOMAIN.md 4.4.

    - ``weights``: how much a measure counts, by its class; a class that is not named
      counts ``default_weight``
    - ``critical_factor``: multiplies the weight of a critical measure
    - ``penalties``: penalty 0..1 on a measure, by kind of contribution
    - ``floors``: level at best of a unit, by kind of contribution without a measure
    - ``holds``: seconds a contribution goes on counting after its end, by kind; what
      is not named ends at once
    - ``inherent_kinds``: kinds that bring the event of their measure to its inherent
      level even where the measure is not critical
    - ``version``: name of the set, kept with what was computed from it

    :raise HealthError: ``bad_weight``, ``bad_penalty``, ``bad_floor``, ``bad_hold``
    """

    weights: Mapping = _table(
        engineering=4.0,
        maintenance=2.0,
        operation=2.0,
        management=2.0,
        training=1.0,
        ppe=1.0,
        emergency=1.0,
    )
    critical_factor: float = 2.0
    default_weight: float = 1.0
    penalties: Mapping = _table(
        check_failed=1.0,
        check_missed=0.5,
        hazard_open=0.3,
        hazard_overdue=0.6,
        hazard_major=1.0,
        bypass=1.0,
        duty_unassigned=0.3,
    )
    floors: Mapping = _table(
        hazard_open=GENERAL,
        hazard_overdue=LARGER,
        hazard_major=MAJOR,
        assessment_stale=GENERAL,
        special_work=GENERAL,
        work_conflict=LARGER,
    )
    holds: Mapping = _table()
    inherent_kinds: frozenset = frozenset({"hazard_major"})
    version: str = "1"

    def __post_init__(self):
        weights = [*self.weights.values(), self.default_weight, self.critical_factor]
        if not all(0 <= weight <= _UNIT for weight in weights):
            raise HealthError("bad_weight", repr(weights))
        if not all(0 <= penalty <= 1 for penalty in self.penalties.values()):
            raise HealthError("bad_penalty", repr(self.penalties))
        if not set(self.floors.values()) <= set(LEVELS):
            raise HealthError("bad_floor", repr(self.floors))
        if not all(hold >= 0 for hold in self.holds.values()):
            raise HealthError("bad_hold", repr(self.holds))

    @cached_property
    def _micro_weights(self):
        """Integer weight by (class, critical)."""
        return {
            (name, critical): _micro(
                weight * self.critical_factor if critical else weight
            )
            for name, weight in [*self.weights.items(), (None, self.default_weight)]
            for critical in (False, True)
        }

    def weight(self, measure):
        """Return the weight of a :class:`Measure`, in millionths."""
        weights = self._micro_weights
        critical = bool(measure.critical)
        key = measure.weight_class, critical
        return weights[key] if key in weights else weights[None, critical]

    def penalty(self, kind):
        """Return the penalty of a contribution of ``kind`` on a measure, 0 if none."""
        return self.penalties.get(kind, 0.0)

    def floor(self, kind):
        """Return the floor a contribution of ``kind`` puts under a unit, or None."""
        return self.floors.get(kind)


DEFAULT = Parameters()
"""The parameters of DOMAIN.md 4.4."""


@dataclass(frozen=True)
class Measure:
    """A barrier of an event.

    ``weight_class`` is a key of ``Parameters.weights``, ``critical`` says that the
    event is at its inherent level as soon as this barrier has failed.
    """

    id: object
    weight_class: str = ""
    critical: bool = False


@dataclass(frozen=True)
class Event:
    """A risk event as it was assessed.

    A missing level is taken from the other stage. ``bands`` (see ``scoring.Band``)
    are those of the method both scores come from; leave them out when the two stages
    were scored by different methods or without a score.
    """

    id: object
    inherent_level: str | None = None
    residual_level: str | None = None
    inherent_score: object = None
    residual_score: object = None
    bands: tuple = ()
    measures: tuple = ()


@dataclass(frozen=True)
class Contribution:
    """A dated reason that weakens a measure or puts a floor under a level.

    With ``measure_id`` it takes ``penalty`` (0..1) from the health of the measure; a
    ``floor_level`` then holds for the event of the measure. Without a measure the
    floor holds for the unit. It counts from ``date_from`` until ``date_to`` (open
    when None), plus the hold of its kind.

    :raise HealthError: ``bad_penalty``, ``bad_floor``
    """

    id: object
    kind: str
    penalty: float = 0.0
    floor_level: str | None = None
    measure_id: object = None
    date_from: datetime = field(kw_only=True)
    date_to: datetime | None = field(default=None, kw_only=True)

    def __post_init__(self):
        if not 0 <= self.penalty <= 1:
            raise HealthError("bad_penalty", repr(self.penalty))
        if self.floor_level and self.floor_level not in LEVELS:
            raise HealthError("bad_floor", repr(self.floor_level))

    def until(self, parameters=DEFAULT):
        """Return the moment from which it no longer counts, None while it is open."""
        if not self.date_to:
            return None
        return self.date_to + timedelta(seconds=parameters.holds.get(self.kind, 0))


@dataclass(frozen=True)
class EventState:
    """The state of an event: ``health`` 0..1 of its barriers together, by measure in
    ``measures``, and its current ``level`` (None when nothing was assessed).

    ``causes`` are ids of contributions, heaviest first; empty as long as the level is
    the ``residual`` one.
    """

    level: str | None
    health: float
    measures: dict
    causes: tuple = ()
    residual: str | None = None


@dataclass(frozen=True)
class UnitState:
    """The state of a unit: its current ``level`` and the states of its ``events``.

    ``causes`` are ids of contributions that raised any event of the unit, and of
    floors that bind; those that explain the level of the unit come first and are
    alone in ``deciding``, which is empty while the level is the ``residual`` one.
    """

    level: str | None
    events: dict
    causes: tuple = ()
    deciding: tuple = ()
    residual: str | None = None


def missed_step(overdue, cycle):
    """Return the step 1..``MISSED_STEPS`` that a missed check has reached.

    DOMAIN.md 4.4 lets the penalty of a missed check grow by ``min(1, overdue /
    cycle)``: here a step for every quarter of the cycle that has begun, so that
    history has a few rows and not one a minute.

    :param overdue: timedelta since the check fell due
    :param cycle: timedelta from one check to the next, positive
    """
    begun = -(-MISSED_STEPS * overdue // cycle)
    return max(1, min(MISSED_STEPS, begun))


def missed_penalty(full, step):
    """Return the penalty of a missed check at ``step``, ``full`` at the last one."""
    return full * step / MISSED_STEPS


def active(contributions, at, parameters=DEFAULT):
    """Return the contributions that count at the moment ``at``, as a list.

    They count from ``date_from`` on, up at once, and until the end of their hold,
    down only after it; the last moment itself no longer counts.
    """
    return [
        contribution
        for contribution in contributions
        if contribution.date_from <= at
        and not _ended(contribution.until(parameters), at)
    ]


def _ended(until, at):
    return until is not None and until <= at


def next_change(contributions, at, parameters=DEFAULT):
    """Return the first moment after ``at`` at which the answer may change by itself.

    That is when a contribution begins, or when its end and its hold are over.
    ``None`` when only a new fact can change the answer.
    """
    moments = []
    for contribution in contributions:
        until = contribution.until(parameters)
        if until is None or until > contribution.date_from:
            moments.append(contribution.date_from)
            moments.append(until)
    return min((moment for moment in moments if moment and moment > at), default=None)


def measure_health(contributions):
    """Return the health 0..1 of one measure: 1 less its heaviest penalty.

    :param contributions: those that count now and concern the measure
    """
    return (_UNIT - _loss(contributions)) / _UNIT


def _loss(contributions):
    """Return what the heaviest of ``contributions`` takes, in millionths."""
    return max((_micro(c.penalty) for c in contributions), default=0)


def event_state(event, contributions, parameters=DEFAULT):
    """Return the :class:`EventState` of ``event``.

    The level lies between the residual and the inherent one, as far as the weighted
    loss of health reaches: by score and bands where both stages have a score, else by
    the number of the level, worse by a step only when at least half of the step is
    reached. A critical measure without health, an open contribution of
    ``Parameters.inherent_kinds`` and the loss of all measures mean the inherent
    level. Floors of contributions on its measures come on top.

    :param contributions: those that count now (see :func:`active`); those of other
        measures are ignored
    """
    state, _effects = _event_state(event, _by_measure(contributions), parameters)
    return state


def _by_measure(contributions):
    grouped = defaultdict(list)
    for contribution in contributions:
        grouped[contribution.measure_id].append(contribution)
    return grouped


def _event_state(event, by_measure, parameters):
    """Return the state of ``event`` and the effects behind it (see _effects)."""
    residual = event.residual_level or event.inherent_level or None
    healths, lost, total, concerned, decisive = {}, 0, 0, [], set()
    for measure in event.measures:
        weight = parameters.weight(measure)
        total += weight * _UNIT
        own = by_measure.get(measure.id, ())
        loss = _loss(own)
        lost += weight * loss
        healths[measure.id] = (_UNIT - loss) / _UNIT
        for contribution in own:
            concerned.append((weight * _micro(contribution.penalty), contribution))
            if _is_decisive(contribution, measure, parameters):
                decisive.add(contribution.id)
    if not concerned:
        return EventState(residual, 1.0, healths, (), residual), []
    barriers = _level(event, residual, lost, total, bool(decisive))
    level = worst((barriers, *(c.floor_level for _loss, c in concerned)))
    effects = _effects(concerned, decisive, total, (level, barriers, residual))
    health = (total - lost) / total if total else 1.0
    return EventState(level, health, healths, _ordered(effects), residual), effects


def _is_decisive(contribution, measure, parameters):
    """Say whether ``contribution`` alone brings the event to its inherent level."""
    if contribution.kind in parameters.inherent_kinds:
        return contribution.penalty > 0
    return measure.critical and _micro(contribution.penalty) == _UNIT


def _level(event, residual, lost, total, decisive):
    """Return the level of ``event`` when ``lost`` of ``total`` is lost, no floors."""
    if residual is None:
        return None
    inherent = worst((event.inherent_level, residual))
    if decisive or (total and lost == total):
        return inherent
    if not lost or inherent == residual:
        return residual
    reached = _interpolated(event, inherent, residual, lost, total)
    return max(inherent, min(reached, residual))


def _interpolated(event, inherent, residual, lost, total):
    """Return the level ``lost / total`` of the way from residual to inherent."""
    if event.bands and _is_score(event.inherent_score, event.residual_score):
        top, bottom = exact(event.inherent_score), exact(event.residual_score)
        if top >= bottom:
            way = Fraction(lost, total)
            # Multiplied first: exact wherever the quotient is a finite decimal.
            moved = (top - bottom) * way.numerator / way.denominator
            return level_of(bottom + moved, event.bands)
    steps = distance(inherent, residual)
    return higher(residual, (2 * steps * lost + total) // (2 * total))


def _is_score(*scores):
    return all(score is not None and score is not False for score in scores)


def _effects(concerned, decisive, total, levels):
    """Return ``[(effect, contribution)]`` of what made an event worse than residual.

    An effect sorts by whether the contribution settles the level alone (a floor, a
    critical barrier lost), then by its share of the weighted loss.

    :param levels: level reached, level reached without floors, residual level
    """
    level, barriers, residual = levels
    effects = []
    for loss, contribution in concerned:
        binds = level != residual and contribution.floor_level == level
        weakens = barriers != residual and contribution.penalty > 0
        if binds or weakens:
            settles = binds or contribution.id in decisive
            share = Fraction(loss, total) if total else Fraction(0)
            effects.append(((settles, share), contribution))
    return effects


def _ordered(effects):
    """Return the ids of ``[(effect, contribution)]``: heaviest, oldest, id."""
    ordered = sorted(effects, key=lambda pair: (pair[1].date_from, pair[1].id))
    ordered.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(dict.fromkeys(contribution.id for _effect, contribution in ordered))


def unit_state(events, contributions, at, parameters=DEFAULT):
    """Return the :class:`UnitState` of a unit at the moment ``at``.

    The level is the worst of the events and of the floors of contributions without a
    measure; ``None`` when nothing was assessed and nothing contributes. The floor of
    a contribution whose measure belongs to none of ``events`` (it was archived) holds
    for the unit, so that an open hazard never drops out of sight.

    :param contributions: all of the unit, over or not; ``at`` chooses
    """
    by_measure = _by_measure(active(contributions, at, parameters))
    states, raised = {}, []
    for event in events:
        states[event.id], effects = _event_state(event, by_measure, parameters)
        raised.append((states[event.id], effects))
        for measure in event.measures:
            by_measure.pop(measure.id, None)
    floors = [c for own in by_measure.values() for c in own if c.floor_level]
    residual = worst(state.residual for state in states.values())
    level = worst(
        (*(state.level for state in states.values()), *(c.floor_level for c in floors))
    )
    deciding, others = [], []
    for state, effects in raised:
        (deciding if state.level == level != residual else others).extend(effects)
    if level != residual:
        deciding += [
            ((True, Fraction(1)), floor)
            for floor in floors
            if floor.floor_level == level
        ]
    first = _ordered(deciding)
    return UnitState(
        level=level,
        events=states,
        causes=tuple(dict.fromkeys((*first, *_ordered(others)))),
        deciding=first,
        residual=residual,
    )


def leading_causes(causes, contributions):
    """Return ``causes`` with the heaviest contribution of each measure only.

    A measure that is weakened for three reasons is then named once. Contributions
    without a measure all stay.

    :param causes: ids as in ``UnitState.causes``, heaviest first
    :param contributions: at least the contributions with these ids
    """
    by_id = {contribution.id: contribution for contribution in contributions}
    named, leading = set(), []
    for cause in causes:
        measure = by_id[cause].measure_id
        if measure is None or measure not in named:
            leading.append(cause)
            named.add(measure)
    return tuple(leading)
