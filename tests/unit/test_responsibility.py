"""Who is responsible: the law of the resolution, by table and by property."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import responsibility as law
from odoo.addons.double_prevention.tools.responsibility import (
    Department,
    Holder,
    Organisation,
    Person,
    Policy,
    Resolver,
    Rule,
)

BACK = datetime(2026, 3, 20)
# Plant (1) > Production (2) > Team (3); the boss manages 1, the chief 2.
BOSS, CHIEF, WORKER, MATE, OTHER = 10, 20, 30, 31, 40
OPERATOR = 7
PRINCIPAL = 1
PEOPLE = (
    Person(BOSS, 1, 1),
    Person(CHIEF, 1, 2, deputy=MATE),
    Person(WORKER, 1, 3, OPERATOR, deputy=MATE),
    Person(MATE, 1, 3),
    Person(OTHER, 1, 2),
)
DEPARTMENTS = (Department(1, 0, BOSS), Department(2, 1, CHIEF), Department(3, 2))


def organisation(*changed, departments=DEPARTMENTS, **more):
    people = {person.id: person for person in (*PEOPLE, *changed)}
    return Organisation(
        people, {one.id: one for one in departments}, jobs={OPERATOR: 3}, **more
    )


def away(person):
    return person._replace(absent_until=BACK)


def gone(person):
    return person._replace(gone=True)


BOSS_P, CHIEF_P, WORKER_P, MATE_P, _OTHER_P = PEOPLE
NAMED = Rule("employee", employee=WORKER, company=1)
BY_JOB = Rule("job", job=OPERATOR, department=1, company=1)
BY_MANAGER = Rule("manager", department=3, company=1)


@pytest.mark.parametrize(
    ("rule", "changed", "employee", "way", "passed", "why"),
    [
        (NAMED, (), WORKER, "held", 0, ""),
        (NAMED, (away(WORKER_P),), MATE, "deputy", WORKER, "absent"),
        (NAMED, (away(WORKER_P), away(MATE_P)), CHIEF, "above", WORKER, "absent"),
        (NAMED, (gone(WORKER_P),), CHIEF, "above", WORKER, "gone"),
        (NAMED, (WORKER_P._replace(company=2),), CHIEF, "above", WORKER, "gone"),
        # a deputy who is gone hands on to his own
        (
            NAMED,
            (away(WORKER_P), gone(MATE_P)._replace(deputy=OTHER)),
            OTHER,
            "deputy",
            WORKER,
            "absent",
        ),
        # a circle of deputies ends at the manager
        (
            NAMED,
            (away(WORKER_P), away(MATE_P)._replace(deputy=WORKER)),
            CHIEF,
            "above",
            WORKER,
            "absent",
        ),
        (BY_JOB, (), WORKER, "held", 0, ""),
        (BY_JOB, (WORKER_P._replace(job=0),), BOSS, "above", 0, "vacant"),
        (BY_JOB, (WORKER_P._replace(department=0),), BOSS, "above", 0, "vacant"),
        (BY_MANAGER, (), CHIEF, "above", 0, "vacant"),
        (BY_MANAGER, (away(CHIEF_P),), MATE, "deputy", CHIEF, "absent"),
        (BY_MANAGER, (gone(CHIEF_P),), BOSS, "above", CHIEF, "gone"),
        (BY_MANAGER, (gone(CHIEF_P), gone(BOSS_P)), 0, "nobody", CHIEF, "gone"),
    ],
)
def test_who_it_is(rule, changed, employee, way, passed, why):
    answer = Resolver(organisation(*changed)).answer(rule)
    assert answer[:4] == (employee, way, passed, why)


def test_the_end_of_the_leave_is_said():
    assert Resolver(organisation(away(WORKER_P))).answer(NAMED).until == BACK


def test_a_circle_of_departments_ends():
    circle = (Department(1, 3), Department(2, 1), Department(3, 2))
    answer = Resolver(organisation(departments=circle)).answer(BY_MANAGER)
    assert (answer.employee, answer.way) == (0, "nobody")


def test_a_role_is_held_at_the_nearest_unit_else_for_the_company():
    rule = Rule("role", role=PRINCIPAL, company=1, unit=9)
    holders = [Holder(PRINCIPAL, BOSS, 1), Holder(PRINCIPAL, OTHER, 1, unit=8)]
    more = {"holders": holders, "unit_paths": {9: (9, 8, 5), 6: (6, 5)}}
    assert Resolver(organisation(**more)).answer(rule).employee == OTHER
    elsewhere = rule._replace(unit=6)
    assert Resolver(organisation(**more)).answer(elsewhere).employee == BOSS
    left = organisation(gone(PEOPLE[4]), **more)
    assert Resolver(left).answer(rule).employee == BOSS


TWO = (Person(50, 1, 3, OPERATOR), Person(51, 1, 3, OPERATOR))
IN_TEAM = Rule("job", job=OPERATOR, department=3, company=1)


def test_the_least_loaded_gets_what_nobody_has_and_keeps_it():
    resolver = Resolver(organisation(*TWO), {WORKER: 3, 50: 1, 51: 0})
    answers = resolver.assign([(key, IN_TEAM, 0, True) for key in range(4)])
    assert [answers[key].employee for key in range(4)] == [51, 50, 51, 50]
    assert resolver.answer(IN_TEAM, current=WORKER).employee == WORKER


def test_the_rota_takes_turns_and_skips_who_is_away():
    who = []
    for turn in range(4):
        away_50 = organisation(
            TWO[1], away(TWO[0]), policies={1: Policy(law.ROTA, turn)}
        )
        who.append(Resolver(away_50).answer(IN_TEAM).employee)
    assert who == [WORKER, 51, 51, WORKER]


# ----------------------------------------------------------------------
# RANDOM ORGANISATIONS
# ----------------------------------------------------------------------

IDS = st.integers(0, 8)
PERSONS = st.builds(
    Person,
    id=st.integers(1, 8),
    company=st.integers(1, 2),
    department=IDS,
    job=st.integers(0, 3),
    deputy=IDS,
    gone=st.booleans(),
    absent_until=st.sampled_from([None, None, BACK]),
)
ORGANISATIONS = st.builds(
    lambda people, departments, holders, turn, choice: Organisation(
        {person.id: person for person in people},
        {one.id: one for one in departments},
        {1: 2, 2: 5, 3: 0},
        holders,
        {1: (1,), 2: (2, 1), 3: (3, 2, 1)},
        {1: Policy(choice, turn)},
    ),
    st.lists(PERSONS, max_size=8),
    st.lists(st.builds(Department, st.integers(1, 8), IDS, IDS), max_size=8),
    st.lists(
        st.builds(Holder, st.integers(1, 2), IDS, st.integers(1, 2), st.integers(0, 3)),
        max_size=4,
    ),
    st.integers(0, 10),
    st.sampled_from([law.LOAD, law.ROTA]),
)
RULES = st.builds(
    Rule,
    st.sampled_from([law.EMPLOYEE, law.JOB, law.MANAGER, law.ROLE]),
    IDS,
    st.integers(0, 3),
    IDS,
    st.integers(1, 2),
    st.integers(0, 2),
    st.integers(0, 3),
)
ITEMS = st.lists(st.tuples(RULES, IDS, st.booleans()), max_size=12).map(
    lambda rows: [(number, *row) for number, row in enumerate(rows)]
)
LOADS = st.dictionaries(st.integers(1, 8), st.integers(0, 5))


@given(ORGANISATIONS, ITEMS, LOADS)
def test_it_ends_with_somebody_who_may_have_it_or_with_nobody(org, items, loads):
    answers = Resolver(org, loads).assign(items)
    for key, rule, _current, _counts in items:
        answer = answers[key]
        assert (answer.employee == 0) == (answer.way == law.NOBODY)
        if answer.employee:
            person = org.people[answer.employee]
            assert person.company == rule.company
            assert not person.gone
            assert not person.absent_until


@given(ORGANISATIONS, ITEMS, LOADS, st.randoms(use_true_random=False))
def test_it_does_not_depend_on_the_order_of_what_was_read(org, items, loads, random):
    shuffled = Organisation(
        dict(random.sample(list(org.people.items()), len(org.people))),
        org.departments,
        org.jobs,
        random.sample(org.holders, len(org.holders)),
        org.unit_paths,
        org.policies,
    )
    answers = Resolver(org, loads).assign(items)
    assert answers == Resolver(org, loads).assign(items)
    assert answers == Resolver(shuffled, loads).assign(items)


@given(ORGANISATIONS, ITEMS, LOADS)
def test_in_batch_it_is_the_same_as_one_by_one(org, items, loads):
    at_once = Resolver(org, loads).assign(items)
    for item in items:
        single = Resolver(org, loads)
        key, _rule, current, counts = item
        answer = single.assign([item])[key]
        assert answer == at_once[key]
        loads = dict(single.loads)


@given(ORGANISATIONS, ITEMS, LOADS)
def test_asked_again_it_moves_nothing(org, items, loads):
    resolver = Resolver(org, loads)
    answers = resolver.assign(items)
    again = [
        (key, rule, answers[key].employee, counts) for key, rule, _, counts in items
    ]
    assert resolver.assign(again) == answers


@given(ORGANISATIONS, PERSONS, ITEMS, LOADS)
def test_a_simulated_change_answers_as_the_changed_organisation(
    org, person, items, loads
):
    """What if equals reality: the same law over the changed snapshot."""
    before = Resolver(org, loads).assign(items)
    real = Organisation(
        {**org.people, person.id: person},
        org.departments,
        org.jobs,
        org.holders,
        org.unit_paths,
        org.policies,
    )
    simulated = Resolver(org.with_people([person]), loads).assign(items)
    assert simulated == Resolver(real, loads).assign(items)
    assert before == Resolver(org, loads).assign(items)
