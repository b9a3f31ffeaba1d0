"""Every tier from the control tier down to the post has one duty, and it stays so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import cascade

LEVELS = ("1", "2", "3", "4")
EVERYTHING = {(level, tier): "all" for level in LEVELS for tier in cascade.TIERS}

tiers = st.sampled_from(cascade.TIERS)
measures = st.lists(
    st.builds(cascade.Measure, st.integers(1, 9), st.booleans(), tiers),
    max_size=5,
    unique_by=lambda measure: measure.id,
)
duties = st.lists(
    st.builds(
        cascade.Duty, st.integers(1, 99), st.integers(1, 9), tiers, st.booleans()
    ),
    max_size=12,
    unique_by=lambda duty: duty.id,
)
defaults = st.dictionaries(
    st.tuples(st.sampled_from(LEVELS), tiers), st.sampled_from(cascade.SCOPES)
)


def carry_out(plan, existing):
    """Return the duties after a plan was carried out."""
    kept = [duty for duty in existing if duty.id not in plan.superfluous]
    new = [
        cascade.Duty(1000 + number, measure, tier, generated=True)
        for number, (measure, tier) in enumerate(plan.missing)
    ]
    return kept + new


@pytest.mark.parametrize(
    ("control", "lowest", "expected"),
    [
        ("1", "4", ("1", "2", "3", "4")),
        ("2", "4", ("2", "3", "4")),
        ("4", "4", ("4",)),
        ("1", "3", ("1", "2", "3")),
        # carried out above the tier that controls: where it is carried out
        ("3", "2", ("2",)),
    ],
)
def test_tiers_run_from_the_control_tier_down(control, lowest, expected):
    assert cascade.tiers_of(control, lowest) == expected


def test_leaders_look_at_what_is_critical():
    known = [cascade.Measure(1), cascade.Measure(2, critical=True)]
    scopes = {"1": "critical", "4": "all"}
    assert cascade.wanted("1", known, scopes) == ((1, "4"), (2, "1"), (2, "4"))


def test_without_a_critical_measure_leaders_look_at_the_first():
    known = [cascade.Measure(1), cascade.Measure(2)]
    assert cascade.wanted("1", known, {"1": "critical"}) == ((1, "1"),)


def test_what_is_not_assessed_is_not_judged():
    made = [cascade.Duty(1, 1, "1", generated=True)]
    known = [cascade.Measure(1)]
    assert cascade.plan(None, "1", known, made, EVERYTHING) == cascade.Plan()
    assert cascade.plan("1", None, known, made, EVERYTHING) == cascade.Plan()


def test_a_lower_control_tier_leaves_the_upper_duty_superfluous():
    made = [
        cascade.Duty(number, 1, str(number), generated=True) for number in (1, 2, 3, 4)
    ]
    plan = cascade.plan("3", "3", [cascade.Measure(1)], made, EVERYTHING)
    assert plan == cascade.Plan((), (1, 2))


@given(level=st.sampled_from(LEVELS), control=tiers, known=measures, existing=duties)
def test_every_tier_down_to_the_post_has_exactly_one_duty(
    level, control, known, existing
):
    mine = [one for one in existing if one.generated]
    after = carry_out(cascade.plan(level, control, known, mine, EVERYTHING), mine)
    for measure in known:
        found = sorted(one.tier for one in after if one.measure_id == measure.id)
        assert found == list(cascade.tiers_of(control, measure.lowest))


@given(
    level=st.sampled_from(LEVELS),
    control=tiers,
    known=measures,
    existing=duties,
    some=defaults,
)
def test_doing_it_twice_adds_nothing(level, control, known, existing, some):
    after = carry_out(cascade.plan(level, control, known, existing, some), existing)
    assert cascade.plan(level, control, known, after, some) == cascade.Plan()


@given(
    level=st.sampled_from(LEVELS),
    control=tiers,
    known=measures,
    existing=duties,
    some=defaults,
)
def test_what_a_person_set_by_hand_stays(level, control, known, existing, some):
    plan = cascade.plan(level, control, known, existing, some)
    by_hand = {duty.id for duty in existing if not duty.generated}
    assert not by_hand & set(plan.superfluous)


@given(control=tiers, known=measures, existing=duties, some=defaults)
def test_the_order_of_duties_does_not_matter(control, known, existing, some):
    one = cascade.plan("2", control, known, existing, some)
    other = cascade.plan("2", control, known, existing[::-1], some)
    assert one == other
