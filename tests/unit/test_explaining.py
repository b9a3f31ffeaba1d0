from itertools import combinations

import pytest
from hypothesis import given

from odoo.addons.double_prevention.tools import explaining, health
from odoo.addons.double_prevention.tools.levels import LEVELS, is_worse

from .test_health import (
    ALARM,
    DRILL,
    NOW,
    PARAMETERS,
    REACTOR,
    RELIEF,
    ROUTE,
    UNITS,
    against,
    floor,
    thorough,
)


def level(events, acting, parameters=health.DEFAULT):
    return health.unit_state(events, acting, NOW, parameters).level


@pytest.mark.parametrize(
    ("now", "residual", "expected"),
    [
        ("1", "4", ("2", "4")),
        ("2", "3", ("3",)),
        ("3", "3", ()),
        ("4", "3", ()),
        (None, None, ()),
        ("2", None, ()),
    ],
)
def test_the_levels_to_reach_are_a_step_down_and_the_residual(now, residual, expected):
    assert explaining.targets(now, residual) == expected


def test_the_failed_critical_barrier_alone_has_to_be_repaired():
    reasons = [against(RELIEF), against(DRILL), against(ROUTE, "check_missed")]
    assert explaining.relief([REACTOR], reasons, NOW, "3") == (
        "check_failed relief valve",
    )


def test_of_several_weak_barriers_the_fewest_are_named():
    # Together they reach level 3; without the alarm it is 4 again.
    reasons = [against(ALARM), against(DRILL), against(ROUTE, "check_missed")]
    assert explaining.relief([REACTOR], reasons, NOW, "4") == (
        "check_failed level alarm",
    )


def test_both_reasons_of_one_measure_have_to_end():
    reasons = [against(RELIEF), against(RELIEF, "hazard_major")]
    assert set(explaining.relief([REACTOR], reasons, NOW, "4")) == {
        "check_failed relief valve",
        "hazard_major relief valve",
    }


def test_nothing_helps_where_the_assessment_itself_is_worse():
    event = health.Event("e", "1", "2")
    assert explaining.relief([event], [floor("1")], NOW, "3") is None


def test_each_measure_takes_its_share_of_the_barriers_of_its_event():
    reasons = [against(RELIEF), against(ALARM, "check_missed"), floor("2")]
    assert explaining.losses([REACTOR], reasons) == {
        "check_failed relief valve": 8 / 15,
        "check_missed level alarm": 2 / 15,
    }


def test_many_reasons_are_answered_by_a_set_in_which_each_is_needed():
    measures = tuple(health.Measure(number, "operation") for number in range(30))
    event = health.Event("e", "1", "4", measures=measures)
    reasons = [against(one, penalty=0.1 + one.id / 40) for one in measures]
    ended = explaining.relief([event], reasons, NOW, "4")
    left = [one for one in reasons if one.id not in ended]
    assert level([event], left) == "4"
    for one in reasons:
        if one.id in ended:
            assert is_worse(level([event], [*left, one]), "4")


@thorough
@given(UNITS, PARAMETERS)
def test_relief_reaches_its_target_with_the_fewest_ends(unit, parameters):
    events, contributions = unit
    acting = health.active(contributions, NOW, parameters)
    for target in LEVELS:
        ended = explaining.relief(events, contributions, NOW, target, parameters)
        if ended is None:
            assert is_worse(level(events, (), parameters), target)
            continue
        left = [one for one in acting if one.id not in ended]
        assert not is_worse(level(events, left, parameters), target)
        for fewer in combinations(acting, max(len(ended) - 1, 0)):
            if len(fewer) < len(ended):
                rest = [one for one in acting if one not in fewer]
                assert is_worse(level(events, rest, parameters), target)
