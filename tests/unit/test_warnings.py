"""What an early warning becomes."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import warnings as law
from odoo.addons.double_prevention.tools.levels import LEVELS

START = datetime(2026, 3, 2, 8)


def after(days):
    return START + timedelta(days=days)


# DOMAIN.md 4.5: an overdue hazard is orange, and one level worse per three days
@pytest.mark.parametrize(
    ("days", "expected"), [(0, "2"), (2.9, "2"), (3, "1"), (6, "1"), (100, "1")]
)
def test_an_overdue_hazard_climbs_every_three_days(days, expected):
    rule = law.Rule(1, level="2", step_days=3)
    assert law.level(rule, unit_levels=[], since=START, now=after(days)) == expected


# DOMAIN.md 4.5: a second consecutive miss goes to the workshop
@pytest.mark.parametrize(
    ("count", "told"), [(1, {"3"}), (2, {"2", "3"}), (7, {"2", "3"})]
)
def test_a_second_miss_goes_to_the_workshop(count, told):
    rule = law.Rule(1, tiers=("3",), step_count=2, step_tier="2")
    step = law.steps(rule, count=count, since=START, now=START)
    assert law.tiers(rule, level="3", step=step) == told


@pytest.mark.parametrize("level", LEVELS)
def test_the_tier_that_controls_the_level_is_told(level):
    rule = law.Rule(1, to_control_tier=True)
    assert law.tiers(rule, level=level, step=0) == {level}


@pytest.mark.parametrize(
    ("units", "expected"), [([], "3"), (["4", "2"], "2"), ([None, "1"], "1")]
)
def test_the_worst_place_gives_the_level(units, expected):
    rule = law.Rule(1, level="3", level_of_unit=True)
    assert law.level(rule, unit_levels=units, since=START, now=START) == expected


@pytest.mark.parametrize(
    ("company", "level", "expected"),
    [(7, "1", True), (7, "2", False), (7, None, False), (8, "1", False)],
)
def test_whom_a_rule_concerns(company, level, expected):
    rule = law.Rule(1, company_id=7, place_level="1")
    assert law.concerns(rule, company_id=company, unit_level=level) is expected


@pytest.mark.parametrize(
    ("hours", "told", "expected"),
    [(24, None, False), (0, START, False), (24, START, True), (25, START, False)],
)
def test_when_it_is_told_again(hours, told, expected):
    rule = law.Rule(1, repeat_hours=hours)
    assert law.needs_repeat(rule, told, after(1)) is expected


keys = st.dictionaries(st.integers(), st.sampled_from("abc"), max_size=30)


@given(keys=keys, limit=st.integers(1, 8), data=st.data())
def test_every_cause_is_told_once(keys, limit, data):
    live = set(data.draw(st.lists(st.sampled_from(sorted(keys) or [0]))))
    bundled = set(data.draw(st.lists(st.sampled_from("abc"))))
    alone, together = law.bundle(keys, limit, live, bundled)
    told = alone + [key for group in together.values() for key in group]
    assert sorted(told) == sorted(keys)
    assert not live & {key for group in together.values() for key in group}
    loose = [key for key in alone if key not in live]
    for group in "abc":
        assert len([key for key in loose if keys[key] == group]) <= limit
        if group not in bundled and group in together:
            assert len(together[group]) > limit


@given(
    level=st.sampled_from(LEVELS),
    days=st.integers(0, 400),
    period=st.integers(0, 30),
)
def test_a_warning_never_gets_better_with_time(level, days, period):
    rule = law.Rule(1, level=level, step_days=period)
    now = law.level(rule, unit_levels=[], since=START, now=after(days))
    later = law.level(rule, unit_levels=[], since=START, now=after(days + 1))
    assert later <= now <= level
