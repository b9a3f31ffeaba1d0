from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import relevance


def test_the_clause_that_shares_the_rare_words_comes_first():
    clauses = [
        "Is the safety of the plant managed?",
        "Are safety valves out of service?",
        "Is dust not cleaned up?",
    ]
    order = relevance.rank("Safety valve V-301 seized", clauses)
    assert order == [1, 0, 2]


def test_chinese_is_compared_by_pairs_of_characters():
    clauses = ["粉尘清理制度未落实", "安全阀、爆破片未正常投用"]
    assert relevance.rank("V-301安全阀卡死", clauses) == [1, 0]


def test_nothing_in_common_keeps_the_order():
    assert relevance.rank("", ["one", "two", "three"]) == [0, 1, 2]


@given(st.text(), st.lists(st.text(), max_size=8))
def test_every_clause_is_there_once(text, clauses):
    assert sorted(relevance.rank(text, clauses)) == list(range(len(clauses)))
