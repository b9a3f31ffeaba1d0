from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools.workload import (
    WorkloadError,
    checks_per_week,
    share,
)

UNITS = ["hour", "shift", "day", "week", "month", "quarter", "year"]


@pytest.mark.parametrize(
    ("number", "unit", "options", "expected"),
    [
        (1, "hour", {}, 168),
        (2, "hour", {"hours": 8}, 28),
        (1, "hour", {"hours": 8, "day_rule": "working"}, 40),
        (1, "shift", {}, 21),
        (1, "shift", {"shifts": 2, "day_rule": "working"}, 10),
        (1, "day", {}, 7),
        (1, "day", {"day_rule": "working"}, 5),
        (1, "day", {"day_rule": "non_working"}, 2),
        (2, "week", {}, Fraction(1, 2)),
        (1, "month", {}, Fraction(12, 52)),
        (1, "quarter", {}, Fraction(4, 52)),
        (1, "year", {}, Fraction(1, 52)),
    ],
)
def test_checks_a_week_follow_from_the_interval(number, unit, options, expected):
    assert checks_per_week(number, unit, **options) == expected


@given(st.integers(1, 50), st.sampled_from(UNITS))
def test_twice_the_interval_is_half_the_work(number, unit):
    assert checks_per_week(2 * number, unit) * 2 == checks_per_week(number, unit)


@given(st.integers(1, 50))
def test_a_longer_unit_is_never_more_work(number):
    work = [checks_per_week(number, unit) for unit in UNITS]
    assert work == sorted(work, reverse=True)


@pytest.mark.parametrize(
    ("number", "unit", "options"),
    [
        (0, "day", {}),
        (1, "decade", {}),
        (1, "day", {"day_rule": "sometimes"}),
        (1, "hour", {"hours": 0}),
        (1, "hour", {"hours": 25}),
        (1, "shift", {"shifts": 0}),
    ],
)
def test_an_impossible_interval_is_refused(number, unit, options):
    with pytest.raises(WorkloadError):
        checks_per_week(number, unit, **options)


def test_nothing_due_has_no_share_and_only_all_of_it_is_a_hundred():
    assert share(0, 0) is None
    assert share(199, 200) == 99
    assert share(3, 3) == 100
