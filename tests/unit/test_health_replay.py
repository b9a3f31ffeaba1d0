"""Levels kept up to date by every fact equal those computed from all facts at once."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import health
from odoo.addons.double_prevention.tools.health import (
    Contribution,
    Event,
    Measure,
    Parameters,
)
from odoo.addons.double_prevention.tools.levels import LEVELS, is_worse

START = datetime(2026, 3, 1)
MINUTE = timedelta(minutes=1)
MEASURES = tuple(
    Measure(number, weight_class, critical)
    for number, (weight_class, critical) in enumerate(
        [("engineering", True), ("operation", False), ("ppe", False), ("", True)]
    )
)
EVENTS = (
    Event("fire", "1", "4", measures=MEASURES[:2]),
    Event("leak", "2", "3", measures=MEASURES[2:]),
)
KINDS = ("check_failed", "check_missed", "hazard_open", "hazard_major")
HELD = Parameters(holds={"check_failed": 900, "hazard_open": 60})


@st.composite
def contributions(draw):
    """Draw contributions that overlap, with or without an end, some on no measure."""
    number = draw(st.integers(0, 12))
    found = []
    for key in range(number):
        begin = draw(st.integers(0, 120))
        length = draw(st.none() | st.integers(0, 60))
        on_measure = draw(st.booleans())
        found.append(
            Contribution(
                key,
                draw(st.sampled_from(KINDS)),
                penalty=draw(st.sampled_from([0.1, 0.3, 0.5, 1.0])),
                floor_level=draw(st.none() | st.sampled_from(LEVELS)),
                measure_id=draw(st.integers(0, 4)) if on_measure else None,
                date_from=START + begin * MINUTE,
                date_to=None if length is None else START + (begin + length) * MINUTE,
            )
        )
    return found


def known_at(facts, moment):
    """Return the facts as a plant knows them at a moment: ends to come are unknown."""
    return [
        fact
        if fact.date_to and fact.date_to <= moment
        else Contribution(
            fact.id,
            fact.kind,
            fact.penalty,
            fact.floor_level,
            fact.measure_id,
            date_from=fact.date_from,
        )
        for fact in facts
        if fact.date_from <= moment
    ]


def replay(facts, parameters):
    """Play the facts one by one, waking up when a hold ends, as the product does.

    :return: ``[(moment, level)]``, a row whenever the level changed
    """
    waiting = {fact.date_from for fact in facts}
    waiting |= {fact.date_to for fact in facts if fact.date_to}
    history, level = [], health.unit_state(EVENTS, [], START, parameters).level
    while waiting:
        now = min(waiting)
        waiting.discard(now)
        known = known_at(facts, now)
        fresh = health.unit_state(EVENTS, known, now, parameters).level
        if fresh != level:
            history.append((now, fresh))
            level = fresh
        if wake := health.next_change(known, now, parameters):
            waiting.add(wake)
    return history


def shown(history, moment):
    """Return the level that a history says was shown at a moment."""
    level = health.unit_state(EVENTS, [], START, HELD).level
    for since, one in history:
        if since <= moment:
            level = one
    return level


@settings(max_examples=300, deadline=None)
@given(contributions(), st.sampled_from([health.DEFAULT, HELD]), st.integers(-5, 300))
def test_a_replayed_history_equals_the_computation_for_any_moment(
    facts, parameters, minutes
):
    moment = START + minutes * MINUTE
    level = health.unit_state(EVENTS, facts, moment, parameters).level
    assert shown(replay(facts, parameters), moment) == level


@settings(max_examples=200, deadline=None)
@given(contributions(), st.randoms(use_true_random=False), st.integers(0, 300))
def test_the_order_in_which_facts_arrive_does_not_matter(facts, random, minutes):
    shuffled = list(facts)
    random.shuffle(shuffled)
    moment = START + minutes * MINUTE
    expected = health.unit_state(EVENTS, facts, moment, HELD)
    assert health.unit_state(EVENTS, shuffled, moment, HELD) == expected
    assert replay(shuffled, HELD) == replay(facts, HELD)


@settings(max_examples=200, deadline=None)
@given(contributions())
def test_a_fact_that_arrives_late_leaves_the_history_of_one_in_time(facts):
    in_time = replay(facts, HELD)
    for late in range(len(facts)):
        others = facts[:late] + facts[late + 1 :]
        assert replay([*others, facts[late]], HELD) == in_time


@settings(max_examples=200, deadline=None)
@given(contributions())
def test_up_at_once_and_down_only_when_something_ended_and_was_held(facts):
    before = health.unit_state(EVENTS, [], START, HELD).level
    begins = {fact.date_from for fact in facts}
    ends = {fact.until(HELD) for fact in facts if fact.date_to}
    for moment, level in replay(facts, HELD):
        assert moment in (begins if is_worse(level, before) else ends)
        before = level


@settings(max_examples=100, deadline=None)
@given(contributions())
def test_no_row_of_history_repeats_the_level_before_it(facts):
    levels = [health.unit_state(EVENTS, [], START, HELD).level]
    levels += [level for _moment, level in replay(facts, HELD)]
    assert all(one != two for one, two in zip(levels, levels[1:], strict=False))


def test_a_missed_check_takes_a_step_for_every_quarter_that_has_begun():
    day = 24 * 60 * MINUTE
    steps = [health.missed_step(minutes * MINUTE, day) for minutes in range(3000)]
    assert steps[0] == 1
    assert [steps[at] for at in (360, 361, 720, 721, 1080, 1081)] == [1, 2, 2, 3, 3, 4]
    assert steps == sorted(steps)
    assert steps[-1] == health.MISSED_STEPS
    assert health.missed_penalty(0.5, 4) == 0.5
    assert health.missed_penalty(0.5, 1) == 0.125
