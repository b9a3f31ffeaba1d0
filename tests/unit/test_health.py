from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import health
from odoo.addons.double_prevention.tools.health import (
    Contribution,
    Event,
    Measure,
    Parameters,
)
from odoo.addons.double_prevention.tools.levels import LEVELS, worst

from . import methods

NOW = datetime(2026, 3, 3, 6, 10)
HOUR = timedelta(hours=1)

RELIEF = Measure("relief valve", "engineering", critical=True)
ALARM = Measure("level alarm", "engineering")
ROUTE = Measure("patrol", "operation")
DRILL = Measure("drill", "emergency")

REACTOR = Event("overpressure", "1", "4", measures=(RELIEF, ALARM, ROUTE, DRILL))


def against(measure, kind="check_failed", penalty=None, **values):
    """Return a contribution against ``measure``, open since an hour."""
    penalty = health.DEFAULT.penalty(kind) if penalty is None else penalty
    values = {"date_from": NOW - HOUR, "id": f"{kind} {measure.id}", **values}
    return Contribution(kind=kind, penalty=penalty, measure_id=measure.id, **values)


def floor(level, **values):
    """Return a contribution that puts a floor under the unit, open since an hour."""
    values = {"date_from": NOW - HOUR, "id": f"floor {level}", **values}
    return Contribution(kind="hazard_open", floor_level=level, **values)


# --- Measures ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("penalties", "expected"),
    [
        ((), 1.0),
        ((0.3,), 0.7),
        ((0.3, 0.5, 0.1), 0.5),
        ((0.6, 0.6), 0.4),
        ((1.0, 0.3), 0.0),
        ((0.0,), 1.0),
    ],
)
def test_the_heaviest_penalty_is_the_health_of_a_measure(penalties, expected):
    contributions = [against(ALARM, penalty=penalty) for penalty in penalties]
    assert health.measure_health(contributions) == expected


# --- Events ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "kind", "level", "state_health"),
    [
        # Weights: relief 8 (critical), alarm 4, patrol 2, drill 1; three steps apart.
        (ALARM, "check_failed", "3", 11 / 15),
        (ALARM, "check_missed", "4", 13 / 15),
        (ALARM, "hazard_open", "4", 13.8 / 15),
        (ROUTE, "check_failed", "4", 13 / 15),
        (DRILL, "check_failed", "4", 14 / 15),
        (RELIEF, "check_missed", "3", 11 / 15),
        (RELIEF, "hazard_open", "4", 12.6 / 15),
        (RELIEF, "hazard_overdue", "3", 10.2 / 15),
        (RELIEF, "check_failed", "1", 7 / 15),
        (DRILL, "hazard_major", "1", 14 / 15),
    ],
)
def test_a_weak_barrier_moves_the_event_towards_its_inherent_level(
    measure, kind, level, state_health
):
    contribution = against(measure, kind)
    state = health.event_state(REACTOR, [contribution])
    assert state.level == level
    assert state.health == pytest.approx(state_health, abs=1e-12)
    assert state.causes == ((contribution.id,) if level != "4" else ())


def test_all_barriers_lost_is_the_inherent_level():
    event = replace(REACTOR, measures=(ALARM, ROUTE, DRILL))
    contributions = [against(measure) for measure in event.measures]
    assert health.event_state(event, contributions).level == "1"
    assert health.event_state(event, contributions).health == 0.0
    assert health.event_state(event, contributions[:2]).level == "1"
    assert health.event_state(event, contributions[1:]).level == "3"


@pytest.mark.parametrize(
    ("inherent", "residual", "penalty", "level"),
    [
        ("3", "4", 0.499999, "4"),
        ("3", "4", 0.5, "3"),
        ("1", "4", 0.166666, "4"),
        ("1", "4", 0.166667, "3"),
        ("1", "4", 0.499999, "3"),
        ("1", "4", 0.5, "2"),
        ("1", "4", 0.833333, "2"),
        ("1", "4", 0.833334, "1"),
        ("2", "2", 1.0, "2"),
        ("1", "1", 0.5, "1"),
    ],
)
def test_a_level_is_worse_only_when_half_of_the_step_is_reached(
    inherent, residual, penalty, level
):
    event = Event(1, inherent, residual, measures=(ALARM,))
    state = health.event_state(event, [against(ALARM, penalty=penalty)])
    assert state.level == level


@pytest.mark.parametrize(
    ("penalty", "level"),
    [
        (0.0, "4"),  # 45
        (0.111111, "4"),  # 69.99997: the boundary of 70 is 25 of 225 on the way
        (0.111112, "3"),
        (0.3, "3"),  # 112.5
        (0.511111, "3"),
        (0.511112, "2"),  # 160 is 115 of 225 on the way
        (0.6, "2"),  # 180
        (1.0, "2"),  # 270
    ],
)
def test_where_scores_are_known_the_score_moves_and_the_method_says_the_level(
    penalty, level
):
    event = Event(1, "2", "4", 270, 45, methods.LEC_CLASSIC, (ALARM,))
    state = health.event_state(event, [against(ALARM, penalty=penalty)])
    assert state.level == level


@pytest.mark.parametrize(("low", "level"), [(20, "3"), (22, "3"), (19.99, "4")])
def test_a_score_on_the_boundary_is_exact(low, level):
    """Half of the way from 20 to 120 is 70 to the last digit: yellow."""
    event = Event(1, "3", "4", 120, low, methods.LEC_CLASSIC, (ALARM,))
    state = health.event_state(event, [against(ALARM, penalty=0.5)])
    assert state.level == level


def test_a_third_of_the_way_is_exact():
    thirds = (ALARM, Measure("b", "engineering"), Measure("c", "engineering"))
    event = Event(1, "3", "4", 130, 40, methods.LEC_CLASSIC, thirds)
    assert health.event_state(event, [against(ALARM)]).level == "3"
    below = replace(event, residual_score=39.99)
    assert health.event_state(below, [against(ALARM)]).level == "4"


def test_scores_the_wrong_way_round_fall_back_to_the_levels():
    event = Event(1, "1", "4", 10, 400, methods.LEC_CLASSIC, (ALARM,))
    assert health.event_state(event, [against(ALARM, penalty=0.5)]).level == "2"


@pytest.mark.parametrize(
    ("high", "low", "bands"),
    [
        (None, None, methods.LEC_CLASSIC),
        (400, None, methods.LEC_CLASSIC),
        (None, 10, methods.LEC_CLASSIC),
        (False, False, methods.LEC_CLASSIC),
        (400, 10, ()),
    ],
)
def test_without_both_scores_and_their_bands_the_level_itself_moves(high, low, bands):
    event = Event(1, "1", "4", high, low, bands, (ALARM,))
    assert health.event_state(event, [against(ALARM, penalty=0.5)]).level == "2"


def test_a_level_that_overrides_its_score_stays_the_bound():
    """A risk determined as major directly keeps its score of 90 (yellow)."""
    event = Event(1, "1", "4", 90, 18, methods.LEC_CLASSIC, (ALARM,))
    assert health.event_state(event, [against(ALARM, penalty=0.9)]).level == "3"
    assert health.event_state(event, [against(ALARM)]).level == "1"
    certain = replace(event, inherent_level="2", residual_level="2")
    assert health.event_state(certain, [against(ALARM, penalty=0.9)]).level == "2"


@pytest.mark.parametrize(
    ("inherent", "residual", "untouched", "lost"),
    [
        ("2", None, "2", "2"),
        (None, "3", "3", "3"),
        (None, None, None, None),
        (False, False, None, None),
        ("4", "2", "2", "2"),
    ],
)
def test_a_missing_assessment_is_that_of_the_other_stage(
    inherent, residual, untouched, lost
):
    event = Event(1, inherent, residual, measures=(RELIEF,))
    assert health.event_state(event, []).level == untouched
    assert health.event_state(event, [against(RELIEF)]).level == lost


def test_an_event_without_measures_is_at_its_residual_level():
    assert health.event_state(Event(1, "1", "3"), []).level == "3"


def test_contributions_of_other_measures_do_not_concern_an_event():
    stranger = against(Measure("elsewhere"))
    assert health.event_state(REACTOR, [stranger]) == health.event_state(REACTOR, [])


def test_a_measure_without_weight_still_counts_when_it_is_critical():
    parameters = Parameters(weights={"engineering": 0.0}, default_weight=0.0)
    event = Event(1, "1", "4", measures=(RELIEF,))
    state = health.event_state(event, [against(RELIEF)], parameters)
    assert (state.level, state.causes) == ("1", ("check_failed relief valve",))
    half = health.event_state(event, [against(RELIEF, penalty=0.5)], parameters)
    assert (half.level, half.health) == ("4", 1.0)


def test_causes_are_ordered_by_what_they_take():
    contributions = [
        against(DRILL, "check_failed", id=1),
        against(ALARM, "hazard_open", id=2),
        against(ALARM, "check_failed", id=3),
        against(ROUTE, "check_missed", id=4, date_from=NOW - 2 * HOUR),
        against(RELIEF, "hazard_open", id=5),
        against(ROUTE, penalty=0.0, id=6),
    ]
    state = health.event_state(REACTOR, contributions)
    # 3: 4, 5: 8 x 0.3, 2: 4 x 0.3, then 4 and 1 take 1 each, the older one first.
    assert state.causes == (3, 5, 2, 4, 1)


def test_what_settles_the_level_alone_comes_first():
    contributions = [
        against(ALARM, id=1),
        against(DRILL, "hazard_major", id=2),
    ]
    assert health.event_state(REACTOR, contributions).causes == (2, 1)


def test_a_floor_on_a_measure_holds_for_its_event():
    contribution = against(DRILL, "hazard_open", floor_level="2")
    state = health.event_state(REACTOR, [contribution])
    assert (state.level, state.causes) == ("2", (contribution.id,))
    above_inherent = replace(REACTOR, inherent_level="3")
    assert health.event_state(above_inherent, [contribution]).level == "2"


# --- Units -------------------------------------------------------------------------


def test_a_unit_is_as_bad_as_its_worst_event():
    other = Event("spill", "2", "3")
    state = health.unit_state([REACTOR, other], [], NOW)
    assert (state.level, state.causes, state.residual) == ("3", (), "3")
    failed = against(RELIEF)
    state = health.unit_state([REACTOR, other], [failed], NOW)
    assert (state.level, state.causes) == ("1", (failed.id,))
    assert state.events["overpressure"].measures["relief valve"] == 0.0
    assert state.events["spill"].level == "3"


@pytest.mark.parametrize(
    ("events", "contributions", "level"),
    [
        ([], [], None),
        ([Event(1)], [], None),
        ([], [floor("3")], "3"),
        ([Event(1)], [floor("2"), floor("3")], "2"),
        ([REACTOR], [floor("3")], "3"),
        ([Event(1, "2", "2")], [floor("3")], "2"),
    ],
)
def test_a_hazard_without_a_measure_puts_a_floor_under_the_unit(
    events, contributions, level
):
    assert health.unit_state(events, contributions, NOW).level == level


@pytest.mark.parametrize(
    ("kind", "level"),
    [("hazard_open", "3"), ("hazard_overdue", "2"), ("hazard_major", "1")],
)
def test_the_default_floors_are_by_the_kind_of_hazard(kind, level):
    assert health.DEFAULT.floor(kind) == level
    assert health.DEFAULT.floor("check_failed") is None


def test_only_floors_that_bind_are_causes():
    contributions = [floor("3", id=1), floor("2", id=2), floor("2", id=3)]
    state = health.unit_state([REACTOR], contributions, NOW)
    assert (state.level, state.causes) == ("2", (2, 3))
    state = health.unit_state([Event(1, "1", "2")], contributions, NOW)
    assert (state.level, state.causes) == ("2", ())


def test_what_decides_the_level_of_the_unit_comes_first():
    small = Event("slip", "3", "4", measures=(ROUTE,))
    contributions = [against(ROUTE, id=1), against(RELIEF, id=2), floor("3", id=3)]
    state = health.unit_state([small, REACTOR], contributions, NOW)
    assert (state.level, state.causes, state.deciding) == ("1", (2, 1), (2,))
    covered = Event("fire", "1", "1")
    state = health.unit_state([small, REACTOR, covered], contributions, NOW)
    assert (state.level, state.causes, state.deciding) == ("1", (2, 1), ())


def test_a_hazard_of_an_archived_measure_holds_for_the_unit():
    gone = Measure("archived")
    contribution = against(gone, "hazard_major", floor_level="1")
    assert health.unit_state([REACTOR], [contribution], NOW).level == "1"
    without_floor = replace(contribution, floor_level=None)
    assert health.unit_state([REACTOR], [without_floor], NOW).level == "4"


def test_a_measure_with_three_reasons_is_named_once():
    contributions = [
        against(ALARM, "hazard_overdue", id=1),
        against(ALARM, "check_failed", id=2),
        against(ALARM, "check_missed", id=3),
        against(ROUTE, "check_failed", id=4),
        floor("3", id=5),
        floor("3", id=6),
    ]
    state = health.unit_state([REACTOR], contributions, NOW)
    assert state.level == "3"
    assert state.causes == (5, 6, 2, 1, 3, 4)
    assert health.leading_causes(state.causes, contributions) == (5, 6, 2, 4)


# --- Time --------------------------------------------------------------------------

HELD = Parameters(holds={"check_failed": 3600})


@pytest.mark.parametrize(
    ("minutes", "counts"),
    [(-61, False), (-60, True), (0, True), (29, True), (30, False)],
)
def test_a_contribution_counts_from_its_beginning_until_its_end(minutes, counts):
    contribution = against(ALARM, date_to=NOW + HOUR / 2)
    at = NOW + timedelta(minutes=minutes)
    assert bool(health.active([contribution], at)) is counts


@pytest.mark.parametrize(
    ("kind", "minutes", "counts"),
    [
        ("check_failed", 89, True),
        ("check_failed", 90, False),
        ("check_missed", 29, True),
        ("check_missed", 30, False),
    ],
)
def test_a_level_comes_down_only_after_the_hold_of_its_kind(kind, minutes, counts):
    contribution = against(ALARM, kind, date_to=NOW + HOUR / 2)
    at = NOW + timedelta(minutes=minutes)
    assert bool(health.active([contribution], at, HELD)) is counts


def test_an_open_contribution_counts_for_ever():
    assert health.active([against(ALARM)], datetime(9999, 1, 1))


@pytest.mark.parametrize(
    ("contributions", "expected"),
    [
        ([], None),
        ([against(ALARM)], None),
        ([against(ALARM, date_from=NOW)], None),
        ([against(ALARM, date_from=NOW + HOUR)], NOW + HOUR),
        ([against(ALARM, date_to=NOW - HOUR / 2)], NOW + HOUR / 2),
        ([against(ALARM, date_to=NOW - 2 * HOUR, date_from=NOW - 3 * HOUR)], None),
        ([against(ALARM, date_to=NOW + HOUR)], NOW + 2 * HOUR),
        ([against(ALARM, "check_missed", date_to=NOW + HOUR)], NOW + HOUR),
        (
            [
                against(ALARM, date_to=NOW + HOUR),
                against(ALARM, date_from=NOW + HOUR / 2),
            ],
            NOW + HOUR / 2,
        ),
        ([against(ALARM, date_from=NOW + 3 * HOUR, date_to=NOW + HOUR)], None),
    ],
)
def test_the_next_change_is_the_first_beginning_or_end_to_come(contributions, expected):
    assert health.next_change(contributions, NOW, HELD) == expected


# --- Parameters --------------------------------------------------------------------


def test_the_default_parameters_are_those_of_the_model():
    assert dict(health.DEFAULT.weights) == {
        "engineering": 4,
        "maintenance": 2,
        "operation": 2,
        "management": 2,
        "training": 1,
        "ppe": 1,
        "emergency": 1,
    }
    assert dict(health.DEFAULT.penalties) == {
        "check_failed": 1.0,
        "check_missed": 0.5,
        "hazard_open": 0.3,
        "hazard_overdue": 0.6,
        "hazard_major": 1.0,
        "bypass": 1.0,
        "duty_unassigned": 0.3,
    }
    assert health.DEFAULT.critical_factor == 2
    assert health.DEFAULT.penalty("unheard of") == 0.0
    assert hash(health.DEFAULT) == hash(Parameters())


def test_a_class_without_a_weight_has_the_default_one():
    event = Event(1, "1", "4", measures=(Measure(1, "engineering"), Measure(2, "?")))
    state = health.event_state(event, [against(Measure(2))])
    assert state.health == pytest.approx(4 / 5)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"weights": {"engineering": -1}}, "bad_weight"),
        ({"weights": {"engineering": float("nan")}}, "bad_weight"),
        ({"critical_factor": -2}, "bad_weight"),
        ({"penalties": {"check_failed": 1.1, "other": 0.5}}, "bad_penalty"),
        ({"floors": {"hazard_open": "5", "other": "4"}}, "bad_floor"),
        ({"holds": {"check_failed": -1, "other": 0}}, "bad_hold"),
    ],
)
def test_parameters_out_of_range_are_refused(values, code):
    with pytest.raises(health.HealthError) as caught:
        Parameters(**values)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"penalty": 1.01}, "bad_penalty"),
        ({"penalty": -0.1}, "bad_penalty"),
        ({"penalty": float("nan")}, "bad_penalty"),
        ({"floor_level": "0"}, "bad_floor"),
    ],
)
def test_a_contribution_out_of_range_is_refused(values, code):
    with pytest.raises(health.HealthError) as caught:
        Contribution(1, "x", date_from=NOW, **values)
    assert caught.value.code == code


# --- Properties --------------------------------------------------------------------

PENALTIES = st.sampled_from([0.3, 0.5, 0.6, 1.0, 1.0]) | st.floats(0, 1)
KINDS = st.sampled_from([*health.DEFAULT.penalties, "other"])


ROOM = st.sampled_from(
    [("1", "4"), ("1", "3"), ("2", "4"), ("3", "4"), ("2", "2"), ("4", "2")]
    + [(None, "3"), ("2", None), (None, None)]
)
SCORES = st.sampled_from(
    [None] * 4 + [(270, 45), (400.5, 18), (120, 20), (90, 90), (10, 400)]
)


@st.composite
def events(draw, number):
    """Draw an event; its measures are numbered from 3 x ``number`` on."""
    classes = st.sampled_from([*health.DEFAULT.weights, "none of them"])
    measures = tuple(
        Measure(number * 3 + index, draw(classes), draw(st.booleans()))
        for index in range(draw(st.sampled_from([3, 2, 1, 0])))
    )
    event = Event(number, *draw(ROOM), measures=measures)
    scores = draw(SCORES)
    if not scores:
        return event
    high, low = scores
    return replace(
        event, inherent_score=high, residual_score=low, bands=methods.LEC_CLASSIC
    )


@st.composite
def contributions(draw, number, measures):
    """Draw contribution ``number``: mostly in force, mostly against a measure."""
    begin, end = draw(
        st.sampled_from([(-30, None), (-20, None), (-20, 7), (-9, 0), (-9, -1), (5, 9)])
    )
    return Contribution(
        id=number,
        kind=draw(KINDS),
        penalty=draw(PENALTIES),
        floor_level=draw(st.sampled_from([None] * 12 + [*LEVELS])),
        measure_id=draw(st.sampled_from([*measures * 3, "elsewhere", None])),
        date_from=NOW + begin * HOUR,
        date_to=None if end is None else NOW + end * HOUR,
    )


@st.composite
def units(draw):
    """Draw the events of a unit and the contributions to it."""
    count = draw(st.sampled_from([1, 2]))
    drawn = [draw(events(number)) for number in range(count)]
    measures = [measure.id for event in drawn for measure in event.measures]
    numbers = range(draw(st.sampled_from([2, 4, 6])))
    return drawn, [draw(contributions(number, measures)) for number in numbers]


UNITS = units()
thorough = settings(max_examples=600)
PARAMETERS = st.sampled_from([health.DEFAULT, HELD])


def rank(level):
    """Return a number that grows with the risk; no level is 0."""
    return 5 - int(level) if level else 0


@thorough
@given(UNITS, PARAMETERS)
def test_another_contribution_never_improves_anything(unit, parameters):
    events, (*facts, more) = unit
    before = health.unit_state(events, facts, NOW, parameters)
    after = health.unit_state(events, [*facts, more], NOW, parameters)
    assert rank(after.level) >= rank(before.level)
    for event, state in before.events.items():
        now = after.events[event]
        assert rank(now.level) >= rank(state.level)
        assert now.health <= state.health
        assert all(now.measures[id] <= value for id, value in state.measures.items())


@thorough
@given(UNITS, PENALTIES, PARAMETERS)
def test_a_heavier_penalty_never_improves_anything(unit, penalty, parameters):
    events, facts = unit
    heavier = [replace(c, penalty=max(c.penalty, penalty)) for c in facts]
    before = health.unit_state(events, facts, NOW, parameters)
    after = health.unit_state(events, heavier, NOW, parameters)
    assert rank(after.level) >= rank(before.level)


@thorough
@given(UNITS, st.randoms())
def test_the_order_of_facts_does_not_matter(unit, random):
    events, facts = unit
    shuffled = random.sample(facts, len(facts))
    turned = [
        replace(
            event, measures=tuple(random.sample(event.measures, len(event.measures)))
        )
        for event in random.sample(events, len(events))
    ]
    assert health.unit_state(events, facts, NOW) == health.unit_state(
        turned, shuffled, NOW
    )


@thorough
@given(UNITS)
def test_the_same_facts_give_the_same_answer_and_stay_as_they_are(unit):
    events, facts = unit
    kept = list(facts)
    first = health.unit_state(events, facts, NOW)
    assert facts == kept
    assert health.unit_state(events, facts, NOW) == first


@thorough
@given(UNITS)
def test_without_contributions_a_unit_is_at_its_residual_level(unit):
    events, facts = unit
    state = health.unit_state(events, [], NOW)
    assert state.level == worst(e.residual_level or e.inherent_level for e in events)
    assert state.causes == state.deciding == ()
    assert all(event.health == 1.0 for event in state.events.values())
    ended = [replace(c, date_to=NOW) for c in facts]
    assert health.unit_state(events, ended, NOW) == state


@thorough
@given(UNITS)
def test_a_level_lies_between_residual_and_the_worst_of_inherent_and_floors(unit):
    events, facts = unit
    state = health.unit_state(events, facts, NOW)
    floors = [c.floor_level for c in health.active(facts, NOW)]
    for event in events:
        level = state.events[event.id].level
        own = [event.inherent_level, event.residual_level]
        assert rank(level) >= rank(event.residual_level)
        assert rank(level) <= rank(worst([*own, *floors]))
    inherent = [level for e in events for level in (e.inherent_level, e.residual_level)]
    assert rank(state.level) <= rank(worst([*inherent, *floors]))


@thorough
@given(UNITS)
def test_a_critical_measure_that_failed_means_the_inherent_level(unit):
    events, facts = unit
    state = health.unit_state(events, facts, NOW)
    for event in events:
        reached = state.events[event.id]
        if any(m.critical and reached.measures[m.id] == 0 for m in event.measures):
            assert rank(reached.level) >= rank(event.inherent_level)


@thorough
@given(UNITS)
def test_without_the_causes_the_level_is_the_residual_one(unit):
    """What is named explains all of it, and what is named is in force."""
    events, facts = unit
    state = health.unit_state(events, facts, NOW)
    in_force = {c.id for c in health.active(facts, NOW)}
    assert set(state.causes) <= in_force
    assert len(set(state.causes)) == len(state.causes)
    assert set(state.deciding) <= set(state.causes)
    assert bool(state.deciding) == (state.level != state.residual)
    rest = [c for c in facts if c.id not in state.causes]
    without = health.unit_state(events, rest, NOW)
    assert rank(without.level) < rank(state.level) or state.level == state.residual


def millionths(number):
    return Fraction(round(number, 6)).limit_denominator(10**6)


@thorough
@given(UNITS)
def test_the_level_of_an_event_equals_a_plain_computation(unit):
    """The model once more, in fractions and in the words of the definition."""
    events, facts = unit
    state = health.unit_state(events, facts, NOW)
    now = health.active(facts, NOW)
    for event in events:
        if not event.inherent_level or not event.residual_level or event.bands:
            continue
        own = {m.id: [c for c in now if c.measure_id == m.id] for m in event.measures}
        weigh = {
            m.id: Fraction(health.DEFAULT.weights.get(m.weight_class, 1))
            * (2 if m.critical else 1)
            for m in event.measures
        }
        lost = {
            m: max(
                [Fraction(round(c.penalty, 6)).limit_denominator(10**6) for c in cs]
                or [0]
            )
            for m, cs in own.items()
        }
        total = sum(weigh.values())
        share = sum(weigh[m] * lost[m] for m in own) / total if total else 0
        bottom = int(event.residual_level)
        top = min(int(event.inherent_level), bottom)
        level = bottom - int((bottom - top) * share + Fraction(1, 2))
        if any(m.critical and lost[m.id] == 1 for m in event.measures) or any(
            c.kind == "hazard_major" and c.penalty for cs in own.values() for c in cs
        ):
            level = top
        floors = [
            int(c.floor_level) for cs in own.values() for c in cs if c.floor_level
        ]
        assert state.events[event.id].level == str(min([level, *floors]))
        assert state.events[event.id].health == pytest.approx(float(1 - share))


@thorough
@given(UNITS, PARAMETERS)
def test_nothing_changes_by_itself_before_the_next_change(unit, parameters):
    events, facts = unit
    until = health.next_change(facts, NOW, parameters)
    state = health.unit_state(events, facts, NOW, parameters)
    for hours in range(1, 60):
        at = NOW + hours * HOUR - timedelta(minutes=1)
        if until is None or at < until:
            assert health.unit_state(events, facts, at, parameters) == state
    if until is not None:
        counted = health.active(facts, NOW, parameters)
        assert health.active(facts, until, parameters) != counted
