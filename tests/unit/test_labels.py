"""Labels lie inside their page, and what they say inside the label."""

import pytest

from odoo.addons.double_prevention.tools import labels

LONG = labels.Content(
    code="LONG-CODE-12345678-ABCDEFGH",
    name="Relief valve of the synthesis reactor, upper platform, north side, " * 3,
    notes=("A company with quite a long name, Ltd.", "Next check: 2026-11-24"),
    url="https://safety.chemical-plant.example.com/dp/q/AbCdEfGhIjKlMnOpQrStUv",
)
CHINESE = labels.Content(
    code="R-301",
    name="合成反应器安全阀及其附属管线（二层平台北侧）" * 2,
    notes=("浙江东海化工有限公司",),
    url=LONG.url,
)


@pytest.mark.parametrize("size", labels.SIZES.values(), ids=labels.SIZES)
def test_all_labels_of_a_full_page_lie_on_it_and_apart(size):
    places = labels.positions(size.per_page, size)
    width, height = size.page_size
    assert {page for page, _x, _y in places} == {0}
    assert len(set(places)) == size.per_page
    for _page, x, y in places:
        assert 0 <= x <= width - size.width
        assert 0 <= y <= height - size.height


def test_a_begun_sheet_goes_on_at_its_start_and_then_on_the_next():
    size = labels.SIZES["a4_8"]
    pages = [page for page, _x, _y in labels.positions(9, size, start=8)]
    assert pages == [0] + [1] * 8
    first = labels.positions(1, size, start=1)
    assert labels.positions(9, size, start=8)[1][1:] == first[0][1:]


@pytest.mark.parametrize("start", [0, -1, 9])
def test_a_start_that_is_no_place_of_the_sheet_is_refused(start):
    with pytest.raises(ValueError, match="not between 1 and 8"):
        labels.positions(1, labels.SIZES["a4_8"], start=start)


def test_a_roll_has_a_page_a_label():
    places = labels.positions(3, labels.SIZES["roll_50x50"])
    assert places == [(0, 0, 0), (1, 0, 0), (2, 0, 0)]


@pytest.mark.parametrize("size", labels.SIZES.values(), ids=labels.SIZES)
@pytest.mark.parametrize("content", [LONG, CHINESE], ids=["long", "chinese"])
def test_what_a_label_says_stays_on_it_and_off_the_code(content, size):
    box_x, box_y, side = labels.code_box(size)
    assert box_x >= 0 and box_y >= 0
    assert box_x + side <= size.width and box_y + side <= size.height
    lines = labels.texts(content, size)
    assert content.code in [line.text for line in lines]
    for line in lines:
        right = line.x + labels.text_width(line.text, line.size, line.bold)
        assert line.x >= 0 and right <= size.width + 0.01
        assert line.size <= line.y <= size.height
        beside = line.x >= box_x + side
        below = line.y - line.size >= box_y + side * 0.9
        assert beside or below


@pytest.mark.parametrize("size", labels.SIZES.values(), ids=labels.SIZES)
def test_lines_do_not_lie_on_each_other(size):
    lines = sorted(labels.texts(LONG, size), key=lambda line: line.y)
    for above, below in zip(lines, lines[1:], strict=False):
        assert below.y - above.y >= below.size * 0.9


def test_chinese_breaks_anywhere_and_english_between_words():
    assert labels.wrap("安全阀检查", 3, 1) == ["安全阀", "检查"]
    assert labels.wrap("relief valve", 5, 1) == ["relief", "valve"]
    assert labels.wrap("", 5, 1) == []


def test_what_is_too_long_ends_with_an_ellipsis():
    lines = labels.texts(LONG, labels.SIZES["roll_30x30"])
    assert any(line.text.endswith("…") for line in lines)
