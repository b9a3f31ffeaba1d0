import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from odoo.addons.double_prevention.tools import qr, tokens

TEXT = "https://odoo.example.com/dp/q/aB3dE6gH9jK2mN5pQ8sT1v"
SVG = "{http://www.w3.org/2000/svg}"


def painted(svg):
    """Return the size of an SVG and the set of its dark modules, from its path."""
    root = etree.fromstring(svg)
    (path,) = root.findall(f"{SVG}path")
    dark = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path.get("d")):
        dark |= {(int(x) + step, int(y)) for step in range(int(width))}
    return int(root.get("viewBox").split()[2]), dark


def test_the_vector_paints_exactly_the_modules_of_the_code():
    size, dark = painted(qr.svg(TEXT))
    modules = qr.matrix(TEXT, border=4)
    assert size == len(modules) == len(modules[0])
    assert dark == {
        (x, y) for y, row in enumerate(modules) for x, on in enumerate(row) if on
    }


@settings(max_examples=50)
@given(st.text(min_size=1, max_size=60), st.sampled_from("LMQH"), st.integers(0, 6))
def test_the_border_is_light_and_the_three_eyes_are_in_their_corners(
    text, correction, border
):
    size, dark = painted(qr.svg(text, correction, border))
    inner = range(border, size - border)
    assert {x for x, _y in dark} <= set(inner)
    assert {y for _x, y in dark} <= set(inner)
    last = size - border - 7
    for left, top in ((border, border), (last, border), (border, last)):
        assert {(left + step, top) for step in range(7)} <= dark
        assert (left + 1, top + 1) not in dark


def test_the_background_is_white_whatever_it_is_put_on():
    root = etree.fromstring(qr.svg(TEXT))
    background = root.find(f"{SVG}rect")
    size = root.get("viewBox").split()[2]
    assert background.attrib == {"width": size, "height": size, "fill": "#fff"}
    assert list(root)[0] is background


def test_more_correction_needs_more_modules():
    sizes = [len(qr.matrix(TEXT, correction)) for correction in "LMQH"]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_a_code_of_a_url_with_a_token_stays_small_enough_for_a_label():
    url = f"https://dp.example.com/dp/q/{tokens.new_token()}"
    assert len(qr.matrix(url)) <= 37
    assert len(qr.svg(url)) < 8000


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("",), "empty_text"),
        ((None,), "empty_text"),
        (("x" * 5000,), "text_too_long"),
        (("x", "Z"), "unknown_correction"),
        (("x", "Q", -1), "bad_border"),
    ],
)
def test_what_cannot_be_a_code_is_refused(arguments, code):
    for function in (qr.svg, qr.matrix):
        with pytest.raises(qr.QrError) as caught:
            function(*arguments)
        assert caught.value.code == code
