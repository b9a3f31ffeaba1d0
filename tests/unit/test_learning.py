"""When facts lead to a proposal to assess again, by table and by random history."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools.learning import (
    ACCEPTED,
    DECLINED,
    OPEN,
    Decision,
    Evidence,
    Known,
    Rule,
    decide,
)

NOW = datetime(2026, 3, 2, 8)
DAY = timedelta(days=1)
THREE = Rule(3, 90 * DAY)


def facts(*days, prefix="f"):
    return [Evidence(f"{prefix}{day}", NOW - day * DAY) for day in days]


def keys(*days):
    return frozenset(f"f{day}" for day in days)


@pytest.mark.parametrize(
    ("days", "known", "opens", "written"),
    [
        # never proposed: the threshold inside the window
        ((1, 2), None, False, ""),
        ((1, 2, 3), None, True, "3 2 1"),
        ((1, 2, 91), None, False, ""),
        ((1, 2, 90), None, True, "90 2 1"),
        # an open one takes whatever is new
        ((1, 2, 3, 4), Known(OPEN, keys(2, 3, 4)), False, "1"),
        ((2, 3, 4), Known(OPEN, keys(2, 3, 4)), False, ""),
        # accepted: what was weighed is answered for good
        ((1, 2, 3, 4), Known(ACCEPTED, keys(2, 3, 4)), False, ""),
        ((1, 2, 3, 4, 5, 6), Known(ACCEPTED, keys(4, 5, 6)), True, "3 2 1"),
        # declined, inside the cool-down: silent until it grew by the threshold
        ((1, 2, 3, 4, 5), Known(DECLINED, keys(3, 4, 5), NOW + DAY), False, ""),
        ((0, 1, 2, 3, 4), Known(DECLINED, keys(3, 4, 5), NOW + DAY), True, "2 1 0"),
        # declined, after it: everything in the window counts
        ((3, 4, 5), Known(DECLINED, keys(3, 4, 5), NOW), True, "5 4 3"),
        ((3, 4), Known(DECLINED, keys(3, 4, 5), NOW), False, ""),
    ],
)
def test_decision(days, known, opens, written):
    answer = decide(facts(*days), known, THREE, NOW)
    expected = tuple(facts(*map(int, written.split())))
    assert answer == Decision(opens, expected)


def test_a_fact_that_lasts_has_no_window_and_needs_no_second_one():
    lasting = [Evidence("level", NOW - 400 * DAY)]
    assert decide(lasting, None, Rule(), NOW).opens


def test_the_same_fact_told_twice_counts_once():
    assert not decide(facts(1, 1, 2), None, THREE, NOW)


@pytest.mark.parametrize("threshold", [0, -3])
def test_nothing_is_proposed_without_evidence(threshold):
    assert not decide([], None, Rule(threshold), NOW)


class Story:
    """A cause of one event as the product keeps it: its proposals and their facts."""

    def __init__(self, rule):
        self.rule = rule
        self.proposals = []  # [state, keys, silent_until]

    def known(self):
        if not self.proposals:
            return None
        state, _keys, silent_until = self.proposals[-1]
        weighed = frozenset().union(*(one[1] for one in self.proposals))
        return Known(state, weighed, silent_until)

    def learn(self, evidence, now):
        answer = decide(evidence, self.known(), self.rule, now)
        found = {fact.key for fact in answer.evidence}
        if answer.opens:
            self.proposals.append([OPEN, found, None])
        elif answer:
            self.proposals[-1][1] |= found
        return answer

    def close(self, state, silent_until):
        if self.proposals and self.proposals[-1][0] == OPEN:
            self.proposals[-1][0] = state
            self.proposals[-1][2] = silent_until


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["fact", "fact", "fact", "accept", "decline"]),
        st.integers(0, 20),
    ),
    max_size=60,
)


@given(STEPS, st.integers(1, 4), st.one_of(st.none(), st.integers(1, 60)))
def test_random_histories_keep_the_law(steps, threshold, window):
    story = Story(Rule(threshold, window and window * DAY))
    now, evidence = NOW, []
    for step, days in steps:
        now += days * DAY
        if step == "fact":
            evidence.append(Evidence(f"f{len(evidence)}", now))
        elif step == "accept":
            story.close(ACCEPTED, None)
        else:
            story.close(DECLINED, now + 30 * DAY)
        before = [set(one[1]) for one in story.proposals]
        last = story.proposals[-1][:] if story.proposals else None
        answer = story.learn(evidence, now)
        # one open proposal at most, and only the latest may be open
        assert all(one[0] != OPEN for one in story.proposals[:-1])
        # evidence only grows
        for old, one in zip(before, story.proposals, strict=False):
            assert old <= one[1]
        if answer.opens:
            assert last is None or last[0] != OPEN
            assert len(answer.evidence) >= threshold
            if last and (last[0] == ACCEPTED or now < last[2]):
                weighed = set().union(*before)
                assert not weighed & {fact.key for fact in answer.evidence}
        # said twice it changes nothing
        assert not story.learn(evidence, now)
