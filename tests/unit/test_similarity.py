import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools.similarity import (
    ALIKE,
    most_alike,
    pairs,
    similarity,
)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Flange of pump P-301 leaks", "P-301 pump flange leaking"),
        ("泵P-301法兰泄漏", "P-301泵的法兰有泄漏"),
        ("Guard rail loose", "guard-rail LOOSE!"),
    ],
)
def test_the_same_in_other_words_is_alike(one, two):
    assert similarity(one, two) >= ALIKE


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Flange of pump P-301 leaks", "Guard rail of the stairs is loose"),
        ("泵P-301法兰泄漏", "楼梯护栏松动"),
        ("", ""),
        ("a", "a"),
        (None, "Flange leaks"),
    ],
)
def test_something_else_or_nothing_is_not(one, two):
    assert similarity(one, two) < ALIKE


def test_the_most_alike_come_first():
    known = {1: "Guard rail loose", 2: "Flange leaks at P-301", 3: "Flange leaks"}
    assert most_alike("Flange leaks", known) == [3, 2]


texts = st.text(max_size=40)


@given(texts, texts)
def test_it_is_symmetric_and_between_0_and_1(one, two):
    assert similarity(one, two) == similarity(two, one)
    assert 0 <= similarity(one, two) <= 1


@given(texts)
def test_a_text_is_its_own_equal(text):
    assert similarity(text, text) == (1.0 if pairs(text) else 0.0)
