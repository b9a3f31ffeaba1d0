import math
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import tokens


def test_a_token_has_128_bits_and_goes_into_a_url_as_it_is():
    token = tokens.new_token()
    assert set(token) <= set(string.ascii_letters + string.digits)
    assert len(token) * math.log2(62) >= 128
    assert tokens.is_token(token)


def test_tokens_do_not_repeat_and_use_the_whole_alphabet():
    made = {tokens.new_token() for _ in range(2000)}
    assert len(made) == 2000
    assert len(set("".join(made))) == 62


@pytest.mark.parametrize(
    "text",
    [
        None,
        False,
        "",
        "short",
        "a" * 21,
        "a" * 23,
        "a" * 21 + "-",
        "a" * 21 + "é",
        "a" * 22 + "\n",
        "٣" * 22,
        "../../../../etc/passwd",
    ],
)
def test_what_does_not_look_like_a_token_is_known_at_once(text):
    assert not tokens.is_token(text)


def test_a_readable_code_has_groups_and_no_letters_that_look_alike():
    code = tokens.readable_code()
    assert [len(part) for part in code.split("-")] == [4, 4]
    assert not set("".join(tokens.readable_code() for _ in range(500))) & set("ILOU")
    assert len(tokens.readable_code(10, 5).replace("-", "")) == 10


@pytest.mark.parametrize(
    "typed",
    ["7k01-m2zd", "7KOI M2ZD", "7KoLM2ZD", " 7 K 0 1 M 2 Z D ", "7ko1--m2zd-"],
)
def test_a_code_is_found_however_it_is_typed(typed):
    assert tokens.normalise_code(typed) == "7K01-M2ZD"


@given(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=1))
def test_a_code_as_it_is_written_stays_as_it_is(code):
    written = tokens.normalise_code(code)
    assert tokens.normalise_code(written) == written
    assert written.replace("-", "") == code


@pytest.mark.parametrize("text", [None, "", "  ", "7K3U", "七K3Q", "7K3Q_M2ZD"])
def test_what_cannot_be_a_code_is_empty(text):
    assert tokens.normalise_code(text) == ""
