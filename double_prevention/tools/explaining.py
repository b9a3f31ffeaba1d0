"""Explaining a level: what takes how much, and what would bring it down.

Works on the facts of ``health`` and asks it alone: whatever is proposed here is what
the level would be if it were done.
"""

from itertools import combinations

from . import health
from .levels import LEVELS, is_worse

EXHAUSTIVE = 12
"""Reasons up to which the smallest set is searched among all sets (4096 of them)."""


def targets(level, residual):
    """Return the levels worth reaching from ``level``: a step down, and the residual.

    Empty when the level is the residual one already, or when nothing is assessed.
    """
    if not level or not residual or not is_worse(level, residual):
        return ()
    step = LEVELS[LEVELS.index(level) + 1]
    return tuple(dict.fromkeys((step, residual)))


def relief(events, contributions, at, target, parameters=health.DEFAULT):
    """Return the fewest contributions whose end makes the unit ``target`` or better.

    What alone is enough to be worse than ``target`` must end whatever else does. Among
    the rest the smallest set is found by trying, up to ``EXHAUSTIVE`` of them; beyond
    that the heaviest are taken until it is enough and then those given back that
    were not needed, so that every one of the set is needed.

    :param contributions: all of the unit, over or not; ``at`` chooses
    :return: tuple of ids, heaviest first; None when the assessments themselves are
        worse than ``target``
    """
    acting = health.active(contributions, at, parameters)

    def too_bad(left):
        state = health.unit_state(events, left, at, parameters)
        return is_worse(state.level, target)

    if too_bad(()):
        return None
    must = [one for one in acting if too_bad((one,))]
    rest = [one for one in acting if one not in must]
    ended = {one.id for one in must}
    if too_bad(rest):
        ended |= {one.id for one in _fewest(rest, events, at, parameters, too_bad)}
    causes = health.unit_state(events, acting, at, parameters).causes
    # what a heavier one hides is no cause yet
    order = dict.fromkeys((*causes, *(one.id for one in acting)))
    return tuple(cause for cause in order if cause in ended)


def _fewest(rest, events, at, parameters, too_bad):
    """Return the fewest of ``rest`` without which it is no longer ``too_bad``."""
    if len(rest) <= EXHAUSTIVE:
        for size in range(1, len(rest) + 1):
            for ended in combinations(rest, size):
                if not too_bad([one for one in rest if one not in ended]):
                    return ended
    left, ended = list(rest), []
    while too_bad(left):
        heaviest = health.unit_state(events, left, at, parameters).deciding[0]
        ended += [one for one in left if one.id == heaviest]
        left = [one for one in left if one.id != heaviest]
    for one in tuple(ended):
        if not too_bad([*left, one]):
            left.append(one)
            ended.remove(one)
    return ended


def losses(events, contributions, parameters=health.DEFAULT):
    """Return ``{contribution id: share}`` of the barriers of its event that it takes.

    The share is 0..1 of the weighted health of all measures of the event; a reason
    without a measure takes none.

    :param contributions: those that count now (see ``health.active``)
    """
    shares = {}
    for event in events:
        weights = {one.id: parameters.weight(one) for one in event.measures}
        total = sum(weights.values())
        for one in contributions:
            if total and one.measure_id in weights:
                shares[one.id] = weights[one.measure_id] * one.penalty / total
    return shares
