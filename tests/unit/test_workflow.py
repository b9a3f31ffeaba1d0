from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import workflow
from odoo.addons.double_prevention.tools.workflow import Facts, InspectionFacts, judge

LI, WANG, ZHAO = 1, 2, 3

# For each event and state: facts with which it happens, and where it leads.
HAPPENS = [
    (
        "accept",
        Facts("reported", has_responsible=True, has_deadline=True),
        "rectifying",
    ),
    *(
        (
            "plan",
            Facts(state, "major", has_criterion=True, has_responsible=True),
            "planning",
        )
        for state in ("reported", "rectifying", "verifying")
    ),
    (
        "approve_plan",
        Facts(
            "planning",
            "major",
            actor=LI,
            planner=WANG,
            has_responsible=True,
            has_deadline=True,
        ),
        "rectifying",
    ),
    (
        "fix_on_spot",
        Facts("reported", actor=LI, has_before_photo=True, has_after_photo=True),
        "verifying",
    ),
    (
        "rectify",
        Facts("rectifying", actor=LI, has_measures_taken=True, has_after_photo=True),
        "verifying",
    ),
    (
        "rectify",
        Facts(
            "rectifying",
            "major",
            actor=LI,
            has_measures_taken=True,
            has_after_photo=True,
            plan_approved=True,
        ),
        "verifying",
    ),
    (
        "verify",
        Facts("verifying", actor=LI, rectifiers=frozenset({WANG, ZHAO})),
        "closed",
    ),
    (
        "verify",
        Facts(
            "verifying",
            "major",
            actor=LI,
            rectifiers=frozenset({WANG}),
            plan_approved=True,
        ),
        "closed",
    ),
    (
        "verify_first",
        Facts(
            "verifying",
            "major",
            actor=LI,
            rectifiers=frozenset({WANG}),
            plan_approved=True,
            needs_review=True,
        ),
        "verifying",
    ),
    (
        "review",
        Facts(
            "verifying",
            "major",
            actor=LI,
            rectifiers=frozenset({WANG}),
            plan_approved=True,
            needs_review=True,
            verified_by=ZHAO,
        ),
        "closed",
    ),
    ("send_back", Facts("verifying", reason=True), "rectifying"),
    (
        "plan",
        Facts("reported", "major", suspected=True, has_responsible=True),
        "planning",
    ),
    ("suspect", Facts("reported"), "reported"),
    ("suspect", Facts("rectifying"), "rectifying"),
    ("suspect", Facts("verifying"), "verifying"),
    *(
        (
            "confirm",
            Facts(
                state,
                grade,
                suspected=grade == "major",
                actor_may_judge=True,
                has_judgement=True,
                has_criterion=True,
            ),
            "planning",
        )
        for grade in ("general", "major")
        for state in ("reported", "planning", "rectifying", "verifying")
    ),
    *(
        (
            "downgrade",
            Facts(
                state,
                "major",
                suspected=suspected,
                actor_may_judge=True,
                has_judgement=True,
                reason=True,
            ),
            "reported" if state == "planning" else state,
        )
        for suspected in (True, False)
        for state in ("reported", "planning", "rectifying", "verifying")
    ),
    ("reject", Facts("reported", reason=True), "rejected"),
    ("reject", Facts("reported", actor_is_responsible=True, reason=True), "rejected"),
    ("reject", Facts("reported", "major", reason=True), "rejected"),
    ("reopen", Facts("closed", reason=True), "reported"),
    ("reopen", Facts("rejected", reason=True), "reported"),
]


def happens(event):
    """Return facts with which ``event`` happens."""
    return next(facts for name, facts, _target in HAPPENS if name == event)


@pytest.mark.parametrize(("event", "facts", "target"), HAPPENS)
def test_an_event_leads_to_its_state(event, facts, target):
    verdict = judge(event, facts)
    assert verdict == workflow.Verdict(target, ())
    assert verdict.ok
    assert event in workflow.allowed_events(facts)


@pytest.mark.parametrize(
    ("event", "change", "problem"),
    [
        ("accept", {"grade": "major"}, "major_needs_plan"),
        ("accept", {"has_responsible": False}, "responsible_missing"),
        ("accept", {"has_deadline": False}, "deadline_missing"),
        ("plan", {"grade": "general"}, "not_major"),
        ("plan", {"has_criterion": False}, "not_judged"),
        ("plan", {"has_responsible": False}, "responsible_missing"),
        ("approve_plan", {"missing_plan_parts": ("funds",)}, "plan_incomplete"),
        ("approve_plan", {"suspected": True}, "suspicion_open"),
        ("approve_plan", {"has_deadline": False}, "deadline_missing"),
        ("approve_plan", {"has_responsible": False}, "responsible_missing"),
        ("approve_plan", {"planner": LI}, "approver_is_planner"),
        ("approve_plan", {"planner": None}, "planner_unknown"),
        ("approve_plan", {"actor": None}, "actor_unknown"),
        ("fix_on_spot", {"grade": "major"}, "major_needs_plan"),
        ("fix_on_spot", {"has_before_photo": False}, "before_photo_missing"),
        ("fix_on_spot", {"has_after_photo": False}, "after_photo_missing"),
        ("fix_on_spot", {"actor": None}, "actor_unknown"),
        ("rectify", {"has_measures_taken": False}, "measures_taken_missing"),
        ("rectify", {"has_after_photo": False}, "after_photo_missing"),
        ("rectify", {"grade": "major"}, "plan_not_approved"),
        ("rectify", {"suspected": True}, "suspicion_open"),
        ("rectify", {"actor": None}, "actor_unknown"),
        ("verify", {"actor": WANG}, "verifier_is_rectifier"),
        ("verify", {"actor": ZHAO}, "verifier_is_rectifier"),
        ("verify", {"actor": None}, "actor_unknown"),
        ("verify", {"rectifiers": frozenset()}, "rectifier_unknown"),
        ("verify", {"open_maintenance": True}, "maintenance_open"),
        ("verify", {"grade": "major"}, "plan_not_approved"),
        ("verify", {"suspected": True}, "suspicion_open"),
        ("verify_first", {"actor": WANG}, "verifier_is_rectifier"),
        ("verify_first", {"needs_review": False}, "review_not_required"),
        ("verify_first", {"missing_file_steps": ("workers",)}, "file_incomplete"),
        ("review", {"needs_review": False}, "review_not_required"),
        ("review", {"verified_by": None}, "verification_missing"),
        ("review", {"verified_by": LI}, "reviewer_is_verifier"),
        ("review", {"actor": WANG}, "verifier_is_rectifier"),
        ("review", {"missing_file_steps": ("regulator",)}, "file_incomplete"),
        ("suspect", {"grade": "major"}, "already_major"),
        ("confirm", {"grade": "major"}, "already_confirmed"),
        ("confirm", {"actor_may_judge": False}, "judge_unqualified"),
        ("confirm", {"has_judgement": False}, "judgement_missing"),
        ("confirm", {"has_criterion": False}, "criterion_missing"),
        ("downgrade", {"actor_may_judge": False}, "judge_unqualified"),
        ("downgrade", {"has_judgement": False}, "judgement_missing"),
        ("downgrade", {"actor_is_responsible": True}, "responsible_rejects_major"),
        ("reject", {"suspected": True}, "suspicion_open"),
        ("send_back", {"reason": False}, "reason_missing"),
        ("send_back", {"grade": "major"}, "plan_not_approved"),
        ("downgrade", {"grade": "general"}, "not_major"),
        ("downgrade", {"reason": False}, "reason_missing"),
        ("reject", {"reason": False}, "reason_missing"),
        (
            "reject",
            {"grade": "major", "actor_is_responsible": True},
            "responsible_rejects_major",
        ),
        ("reopen", {"reason": False}, "reason_missing"),
    ],
)
def test_what_is_missing_is_named_and_nothing_moves(event, change, problem):
    facts = replace(happens(event), **change)
    assert judge(event, facts) == workflow.Verdict(None, (problem,))
    assert event not in workflow.allowed_events(facts)


def test_a_major_hazard_closes_only_with_its_file_and_its_second_review():
    facts = next(
        facts for name, facts, _ in HAPPENS if name == "verify" and facts.is_major
    )
    lacking = replace(facts, missing_file_steps=("regulator", "evaluate"))
    assert judge("verify", lacking).problems == ("file_incomplete",)
    strict = replace(facts, needs_review=True)
    assert judge("verify", strict).problems == ("review_required",)


def test_all_that_is_missing_is_named_at_once():
    verdict = judge("accept", Facts("reported", "major"))
    assert verdict.problems == (
        "major_needs_plan",
        "responsible_missing",
        "deadline_missing",
    )


def test_an_event_from_another_state_is_refused_whatever_else_is_there():
    legal = {(event, facts.state) for event, facts, _target in HAPPENS}
    for event, state in product(workflow.HAZARD_TRANSITIONS, workflow.STATES):
        if (event, state) in legal:
            continue
        facts = replace(happens(event), state=state)
        terminal = state in ("closed", "rejected")
        expected = "terminal_state" if terminal else "wrong_state"
        assert judge(event, facts).problems == (expected,), (event, state)


def test_an_unknown_event_is_refused():
    assert judge("teleport", Facts("reported")).problems == ("unknown_event",)
    assert judge("submit", Facts("reported")).problems == ("unknown_event",)
    assert judge("accept", InspectionFacts("planned")).problems == ("unknown_event",)


def test_every_problem_has_an_explanation_and_is_used():
    tables = (workflow.HAZARD_TRANSITIONS, workflow.INSPECTION_TRANSITIONS)
    used = {
        code for table in tables for rule in table.values() for code in rule.problems
    }
    assert used | {"unknown_event", "terminal_state", "wrong_state"} == set(
        workflow.PROBLEMS
    )


def test_a_screen_offers_the_events_that_start_from_the_state():
    assert workflow.events_from("verifying") == (
        "plan",
        "verify",
        "verify_first",
        "review",
        "send_back",
        "suspect",
        "confirm",
        "downgrade",
    )
    assert workflow.events_from("planned", inspection=True) == (
        "start",
        "miss",
        "cancel",
    )


def test_evidence_is_frozen_and_work_is_not():
    frozen = {"closed", "rejected", "done", "missed", "cancelled"}
    for state in (*workflow.STATES, *workflow.INSPECTION_STATES):
        assert workflow.is_frozen(state) is (state in frozen)


def test_reopening_leaves_the_old_record_as_it_is():
    assert {"reopen"} == workflow.NEW_RECORD_EVENTS
    for state in workflow.TERMINAL_STATES:
        assert set(workflow.events_from(state)) == workflow.NEW_RECORD_EVENTS


# --- Rounds ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "facts", "expected"),
    [
        ("start", InspectionFacts("planned"), "in_progress"),
        ("submit", InspectionFacts("in_progress"), "done"),
        ("submit", InspectionFacts("in_progress", unanswered=1), "lines_unanswered"),
        ("submit", InspectionFacts("in_progress", incomplete=2), "lines_incomplete"),
        ("submit", InspectionFacts("planned"), "wrong_state"),
        ("submit", InspectionFacts("done"), "terminal_state"),
        ("miss", InspectionFacts("planned", window_over=True), "missed"),
        ("miss", InspectionFacts("in_progress", window_over=True), "missed"),
        ("miss", InspectionFacts("planned"), "window_open"),
        ("miss", InspectionFacts("missed", window_over=True), "terminal_state"),
        ("miss", InspectionFacts("done", window_over=True), "terminal_state"),
        ("cancel", InspectionFacts("planned", reason=True), "cancelled"),
        ("cancel", InspectionFacts("in_progress", reason=True), "cancelled"),
        ("cancel", InspectionFacts("planned"), "reason_missing"),
        ("cancel", InspectionFacts("missed", reason=True), "terminal_state"),
        ("start", InspectionFacts("in_progress"), "wrong_state"),
    ],
)
def test_a_round_moves_by_its_table(event, facts, expected):
    verdict = judge(event, facts)
    assert (verdict.next_state or verdict.problems[0]) == expected


@given(st.lists(st.sampled_from(list(workflow.INSPECTION_TRANSITIONS)), max_size=12))
def test_a_round_ends_once_and_for_ever(events):
    state, ends = "planned", 0
    for event in events:
        verdict = judge(event, InspectionFacts(state, window_over=True, reason=True))
        if verdict.ok:
            assert not workflow.is_frozen(state)
            state = verdict.next_state
            ends += workflow.is_frozen(state)
    assert ends <= 1


# --- Properties over random histories ----------------------------------------------


COMPLETE = {
    "has_responsible": True,
    "has_deadline": True,
    "has_criterion": True,
    "missing_plan_parts": (),
    "has_before_photo": True,
    "has_after_photo": True,
    "has_measures_taken": True,
    "reason": True,
    "open_maintenance": False,
    "actor_is_responsible": False,
    "actor_may_judge": True,
    "has_judgement": True,
    "missing_file_steps": (),
}
INCOMPLETE = {
    name: ("funds",) if value == () else not value for name, value in COMPLETE.items()
}


ROAD = {
    "planning": "approve_plan",
    "rectifying": "rectify",
    "verifying": "verify",
    "closed": "reopen",
    "rejected": "reopen",
}
"""The event that leads on; from reported it depends on the grade."""


def step(choice, actor, planner, missing):
    """Return which event is tried (0: the one that leads on) and its circumstances."""
    lacking = {name: INCOMPLETE[name] for name in missing}
    return choice, {"actor": actor, "planner": planner, **COMPLETE, **lacking}


GRADES_AFTER = {
    "suspect": ("major", True),
    "confirm": ("major", False),
    "downgrade": ("general", False),
}
"""Grade and suspicion after the events that change them."""

PEOPLE = st.sampled_from([LI, WANG, ZHAO, None])
STEPS = st.builds(
    step,
    st.sampled_from([0, 0, 0, *range(1, 9)]),
    PEOPLE,
    PEOPLE,
    st.sampled_from([(), (), (), *((name,) for name in COMPLETE)]),
)
HISTORIES = st.lists(STEPS, min_size=12, max_size=32)
GRADES = st.sampled_from(["general", "major"])


def choose(choice, facts):
    """Return the event that is tried; 0 chooses the one that leads on."""
    possible = workflow.events_from(facts.state)
    if choice:
        return possible[choice % len(possible)]
    if facts.suspected:
        return "confirm"
    event = ROAD.get(facts.state, "plan" if facts.is_major else "accept")
    if event == "verify" and facts.is_major and facts.needs_review:
        return "review" if facts.verified_by else "verify_first"
    return event


def replay(history, grade):
    """Yield ``(event, before, after)`` of what happens, as a model would store it.

    Events that do not start from the state at all are left out: they have their test.
    """
    facts = Facts("reported", grade, suspected=grade == "major")
    needs_review = history[0][0] == 0
    for choice, circumstances in history:
        facts = replace(facts, **circumstances, needs_review=needs_review)
        event = choose(choice, facts)
        verdict = judge(event, facts)
        if not verdict.ok:
            continue
        before, facts = facts, replace(facts, state=verdict.next_state)
        if event in workflow.PLAN_APPROVAL_CLEARED_BY:
            facts = replace(facts, plan_approved=False)
        if event == "approve_plan":
            facts = replace(facts, plan_approved=True)
        if event in GRADES_AFTER:
            grade, suspected = GRADES_AFTER[event]
            facts = replace(facts, grade=grade, suspected=suspected)
        if event == "verify_first":
            facts = replace(facts, verified_by=facts.actor)
        if event in ("confirm", "plan", "send_back"):
            facts = replace(facts, verified_by=None)
        if event in ("rectify", "fix_on_spot"):
            facts = replace(facts, rectifiers=facts.rectifiers | {facts.actor})
        yield event, before, facts
        if event in workflow.NEW_RECORD_EVENTS:
            return


def test_random_histories_get_everywhere():
    """The properties below are about something: every step is taken."""
    taken = set()

    @given(HISTORIES, GRADES)
    def collect(history, grade):
        for event, before, after in replay(history, grade):
            taken.add((event, before.state, after.grade, after.state))

    collect()
    assert {step[:2] for step in taken} == {
        (event, state)
        for event, rule in workflow.HAZARD_TRANSITIONS.items()
        for state in rule.target
    }
    assert {step[2:] for step in taken} >= {
        *product(["general"], ["reported", "rectifying", "verifying", "closed"]),
        *product(["major"], set(workflow.STATES) - {"rejected"}),
    }


@given(HISTORIES, GRADES)
def test_nothing_closes_without_a_verifier_who_did_not_rectify(history, grade):
    rectifiers = set()
    for event, before, after in replay(history, grade):
        if event in ("rectify", "fix_on_spot"):
            rectifiers.add(before.actor)
        if after.state == "closed":
            assert event in ("verify", "review")
            assert rectifiers
            assert before.actor
            assert before.actor not in rectifiers


@given(HISTORIES, GRADES)
def test_no_major_hazard_is_worked_on_without_an_approved_plan(history, grade):
    approved_by_another = False
    for event, before, after in replay(history, grade):
        if event in ("plan", "confirm"):
            approved_by_another = False
        if event == "approve_plan":
            approved_by_another = before.actor != before.planner
        assert approved_by_another or not after.plan_approved
        worked_on = after.state in ("rectifying", "verifying", "closed")
        if after.is_major and not after.suspected and worked_on:
            assert approved_by_another
        if before.suspected and event in ("rectify", "approve_plan"):
            raise AssertionError("worked on before it was judged")


@given(HISTORIES, GRADES)
def test_the_grade_moves_by_suspicion_and_judgement_only(history, grade):
    known = ("general", False) if grade == "general" else ("major", True)
    for event, before, after in replay(history, grade):
        assert (before.grade, before.suspected) == known
        if (after.grade, after.suspected) != known:
            assert event in GRADES_AFTER
            assert event == "suspect" or (
                before.actor_may_judge and before.has_judgement
            )
        known = (after.grade, after.suspected)


@given(HISTORIES, GRADES)
def test_a_suspected_hazard_ends_only_after_its_judgement(history, grade):
    for _event, before, after in replay(history, grade):
        if after.state in workflow.TERMINAL_STATES:
            assert not before.suspected


@given(HISTORIES, GRADES)
def test_a_second_review_is_by_a_third_person(history, grade):
    for event, before, _after in replay(history, grade):
        if event == "review":
            assert before.verified_by
            assert before.actor not in {before.verified_by, *before.rectifiers}


@given(HISTORIES, GRADES)
def test_a_closed_or_rejected_hazard_has_no_way_out(history, grade):
    ended = False
    for event, before, _after in replay(history, grade):
        assert not ended or event in workflow.NEW_RECORD_EVENTS
        ended = before.state in workflow.TERMINAL_STATES


@given(HISTORIES, GRADES)
def test_every_event_goes_where_the_table_says_and_is_offered(history, grade):
    for event, before, after in replay(history, grade):
        assert event in workflow.allowed_events(before)
        assert event in workflow.events_from(before.state)
        assert workflow.HAZARD_TRANSITIONS[event].target[before.state] == after.state


@pytest.mark.parametrize("grade", ["general", "major"])
@pytest.mark.parametrize("state", workflow.STATES)
def test_no_state_is_a_dead_end_until_it_is_closed_or_rejected(state, grade):
    """With the right people and papers, every hazard can be closed."""
    reached, todo = set(), [state]
    while todo:
        now = todo.pop()
        reached.add(now)
        facts = Facts(
            now,
            grade,
            actor=LI,
            rectifiers=frozenset({WANG}),
            has_responsible=True,
            has_deadline=True,
            has_criterion=True,
            plan_approved=True,
            planner=WANG,
            has_before_photo=True,
            has_after_photo=True,
            has_measures_taken=True,
            reason=True,
        )
        for event in workflow.allowed_events(facts):
            target = judge(event, facts).next_state
            if event not in workflow.NEW_RECORD_EVENTS and target not in reached:
                todo.append(target)
    assert reached == {state} if workflow.is_frozen(state) else "closed" in reached
