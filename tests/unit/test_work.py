"""Which special works are in each other's way."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import work

NOON = datetime(2026, 3, 2, 12)
PAIRS = {work.pair("hot", "confined"), work.pair("lifting", "lifting")}


def make(id_, kind="hot", start=0, end=4, place="1/2/"):
    hours = timedelta(hours=1)
    return work.Work(id_, kind, NOON + start * hours, NOON + end * hours, place)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (make(2, "confined"), True),
        (make(2, "hot"), False),
        (make(2, "confined", 4, 8), False),
        (make(2, "confined", -4, 0), False),
        (make(2, "confined", 3, 4), True),
        (make(2, "confined", 2, 2), False),
        (make(2, "confined", place="1/"), True),
        (make(2, "confined", place="1/2/7/"), True),
        (make(2, "confined", place="1/20/"), False),
        (make(2, "confined", place="1/3/"), False),
        (make(2, "confined", place=""), False),
        (make(1, "confined"), False),
    ],
)
def test_works_conflict_by_kind_time_and_place(other, expected):
    assert work.conflicts(make(1), other, PAIRS) is expected


def test_two_works_of_one_kind_conflict_only_when_the_kind_says_so():
    assert work.conflicts(make(1, "lifting"), make(2, "lifting"), PAIRS)
    assert not work.conflicts(make(1, "hot"), make(2, "hot"), PAIRS)


def test_each_work_is_told_what_is_in_its_way():
    works = [make(1), make(2, "confined"), make(3, "confined", 9, 10)]
    assert work.conflicting(works, works, PAIRS) == {1: [2], 2: [1], 3: []}


@pytest.mark.parametrize(
    ("floor", "others", "expected"),
    [
        ("3", ["3"], "2"),
        ("2", ["3"], "1"),
        ("3", ["1"], "1"),
        (None, ["4"], "3"),
        (None, [None], None),
    ],
)
def test_where_works_meet_the_level_is_one_step_worse(floor, others, expected):
    assert work.conflict_floor(floor, others) == expected


@pytest.mark.parametrize(
    ("hours", "most", "expected"),
    [(8, 8, False), (8.01, 8, True), (900, 0, False), (72, 72, False), (73, 72, True)],
)
def test_a_time_has_the_limit_of_its_kind(hours, most, expected):
    assert work.is_too_long(NOON, NOON + timedelta(hours=hours), most) is expected


works = st.builds(
    make,
    st.integers(1, 5),
    st.sampled_from(["hot", "confined", "lifting"]),
    st.integers(0, 6),
    st.integers(0, 6),
    st.sampled_from(["1/", "1/2/", "1/2/3/", "1/20/", "2/"]),
)


@given(works, works)
def test_a_conflict_is_mutual(one, other):
    assert work.conflicts(one, other, PAIRS) == work.conflicts(other, one, PAIRS)


@given(works)
def test_no_work_is_in_its_own_way(one):
    assert not work.conflicts(one, one, PAIRS)


@given(works, works, st.integers(-48, 48))
def test_a_conflict_does_not_depend_on_the_day(one, other, hours):
    def moved(a):
        shift = timedelta(hours=hours)
        return work.Work(a.id, a.kind, a.start + shift, a.end + shift, a.place)

    assert work.conflicts(one, other, PAIRS) == work.conflicts(
        moved(one), moved(other), PAIRS
    )
