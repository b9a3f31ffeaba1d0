from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import scoring
from odoo.addons.double_prevention.tools.scoring import Band

from . import methods

LEC_L = ("10", "6", "3", "1", "0.5", "0.2", "0.1")
LEC_E = ("10", "6", "3", "2", "1", "0.5")
LEC_C = ("100", "40", "15", "7", "3", "1")

DECIMALS = st.decimals(0, 100_000, places=4)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, "0.1"),
        (0.1 + 0.2, "0.3"),
        (159.999, "159.999"),
        (320.0, "320"),
        ("0.50", "0.5"),
        (7, "7"),
        (Decimal("1.10"), "1.1"),
        (1e20, "100000000000000000000"),
        (-0.25, "-0.25"),
    ],
)
def test_a_number_is_read_as_a_person_would_write_it(value, expected):
    assert scoring.exact(value) == Decimal(expected)


@pytest.mark.parametrize(
    "value", [None, True, "", "many", float("nan"), float("inf"), "NaN", [], b"1"]
)
def test_what_is_not_a_number_is_refused(value):
    with pytest.raises(scoring.ScoringError) as caught:
        scoring.exact(value)
    assert caught.value.code == "not_a_number"


@given(st.decimals(-(10**9), 10**9, places=5))
def test_a_float_of_up_to_15_digits_gives_its_decimal_back(number):
    assert scoring.exact(float(number)) == number


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0.1, 0.5, 1), "0.05"),
        ((3, 6, 15), "270"),
        ((0.2, 0.5, 3), "0.3"),
        ((5, 4), "20"),
        (("0.1", Decimal("0.5"), 1.0), "0.05"),
        ((0, 10, 100), "0"),
        ((0.1,) * 6, "0.000001"),
    ],
)
def test_a_product_is_exact(values, expected):
    assert scoring.product_score(values) == Decimal(expected)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=4), st.randoms())
def test_a_product_does_not_depend_on_the_order_of_factors(values, random):
    shuffled = random.sample(values, len(values))
    assert scoring.product_score(values) == scoring.product_score(shuffled)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ((), "no_values"),
        ((1, -1), "negative_value"),
        ((1, None), "not_a_number"),
        ((99, "1" * 99), "too_many_digits"),
        (("9e999999", "9e999999"), "too_many_digits"),
    ],
)
def test_a_product_of_bad_factors_is_refused(values, code):
    with pytest.raises(scoring.ScoringError) as caught:
        scoring.product_score(values)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("method", "score", "level"),
    [
        ("LEC_CLASSIC", 320.001, "1"),
        ("LEC_CLASSIC", 320, "2"),
        ("LEC_CLASSIC", 319.5, "2"),
        ("LEC_CLASSIC", 160, "2"),
        ("LEC_CLASSIC", 159.999, "3"),
        ("LEC_CLASSIC", 159.5, "3"),
        ("LEC_CLASSIC", 70, "3"),
        ("LEC_CLASSIC", 69.999, "4"),
        ("LEC_CLASSIC", 20, "4"),
        ("LEC_CLASSIC", 19.9, "4"),
        ("LEC_CLASSIC", "0.05", "4"),
        ("LEC_CLASSIC", 0, "4"),
        ("LEC_COAL", 10000, "1"),
        ("LEC_COAL", 320, "1"),
        ("LEC_COAL", 319.5, "2"),
        ("LEC_COAL", 319.9999999999, "2"),
        ("LEC_COAL", 160, "2"),
        ("LEC_COAL", 159.999, "3"),
        ("LEC_COAL", 70, "3"),
        ("LEC_COAL", 69.5, "4"),
        ("LEC_COAL", 20, "4"),
        ("LEC_COAL", 0, "4"),
        ("LEC_GRID", 400, "1"),
        ("LEC_GRID", 399.9, "2"),
        ("LEC_GRID", 200, "2"),
        ("LEC_GRID", 199.9, "3"),
        ("LEC_GRID", 70, "3"),
        ("LEC_GRID", 69.9, "4"),
        ("MES_PERSONS", 180, "1"),
        ("MES_PERSONS", 179.5, "2"),
        ("MES_PERSONS", 90, "2"),
        ("MES_PERSONS", 89, "3"),
        ("MES_PERSONS", 50, "3"),
        ("MES_PERSONS", 49.5, "4"),
        ("MES_PERSONS", 20, "4"),
        ("MES_PERSONS", 18, "4"),
        ("MES_PROPERTY", 30, "1"),
        ("MES_PROPERTY", 29, "2"),
        ("MES_PROPERTY", 20, "2"),
        ("MES_PROPERTY", 19, "3"),
        ("MES_PROPERTY", 8, "3"),
        ("MES_PROPERTY", 7.5, "4"),
        ("MES_PROPERTY", 3, "4"),
        ("LS_COAL_6X6", 36, "1"),
        ("LS_COAL_6X6", 30, "1"),
        ("LS_COAL_6X6", 25, "2"),
        ("LS_COAL_6X6", 18, "2"),
        ("LS_COAL_6X6", 16, "3"),
        ("LS_COAL_6X6", 9, "3"),
        ("LS_COAL_6X6", 8, "4"),
    ],
)
def test_a_score_has_the_level_its_method_prints(method, score, level):
    assert scoring.level_of(score, methods.ALL[method]) == level


# Every product a 5x5 matrix can have, with its level in variants A to D.
@pytest.mark.parametrize(
    ("score", "levels"),
    [
        (1, "4444"),
        (2, "4444"),
        (3, "4444"),
        (4, "4344"),
        (5, "4343"),
        (6, "4343"),
        (8, "4343"),
        (9, "3243"),
        (10, "3232"),
        (12, "3232"),
        (15, "2222"),
        (16, "2222"),
        (20, "1111"),
        (25, "1111"),
    ],
)
def test_each_product_of_a_5x5_matrix_has_its_level_in_every_variant(score, levels):
    variants = (methods.LS_A, methods.LS_B, methods.LS_C, methods.LS_D)
    assert "".join(scoring.level_of(score, bands) for bands in variants) == levels


def test_every_combination_of_lec_values_has_exactly_one_level():
    for values in product(LEC_L, LEC_E, LEC_C):
        score = scoring.product_score(values)
        expected = "1" if score > 320 else "2" if score >= 160 else "3"
        expected = expected if score >= 70 else "4"
        assert scoring.level_of(score, methods.LEC_CLASSIC) == expected


@pytest.mark.parametrize("name", methods.ALL)
def test_the_bands_of_published_methods_are_sound(name):
    assert scoring.check_bands(methods.ALL[name]) == []


@pytest.mark.parametrize("name", methods.ALL)
@given(low=DECIMALS, high=DECIMALS)
def test_a_higher_score_never_has_a_better_level(name, low, high):
    low, high = sorted((low, high))
    bands = methods.ALL[name]
    assert scoring.level_of(high, bands) <= scoring.level_of(low, bands)


@given(score=DECIMALS, random=st.randoms())
def test_the_order_in_which_bands_are_given_does_not_matter(score, random):
    bands = methods.LEC_CLASSIC
    shuffled = random.sample(bands, len(bands))
    assert scoring.level_of(score, shuffled) == scoring.level_of(score, bands)


def test_the_grade_of_a_score_is_named_by_its_band():
    bands = [Band("4", 0, name="5E"), Band("4", 20, name="4D"), Band("3", 70)]
    assert scoring.band_of(19.99, bands).name == "5E"
    assert scoring.band_of(20, bands).name == "4D"


@pytest.mark.parametrize(
    ("score", "bands", "code"),
    [
        (5, (), "no_bands"),
        (0.5, methods.bands(("1", 10), ("4", 1)), "below_lowest_band"),
        (1, methods.bands(("4", 1, False)), "below_lowest_band"),
        (-1, methods.LS_A, "below_lowest_band"),
        ("x", methods.LS_A, "not_a_number"),
    ],
)
def test_a_score_without_a_band_is_refused(score, bands, code):
    with pytest.raises(scoring.ScoringError) as caught:
        scoring.level_of(score, bands)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([], ["no_bands"]),
        ([("1", 20), ("2", 10), ("3", 5), ("4", 1)], ["missing_lowest"]),
        ([("1", 20), ("4", 0, False)], ["gap", "missing_lowest"]),
        ([("1", 20), ("3", 10), ("4", 0)], ["gap"]),
        ([("2", 20), ("1", 10), ("3", 5), ("4", 0)], ["not_descending"]),
        ([("1", 20), ("2", 20), ("3", 5), ("4", 0)], ["duplicated_boundary"]),
        ([("1", 20), ("7", 10), ("4", 0)], ["unknown_level", "not_descending", "gap"]),
        ([("4", 0), ("3", 5), ("2", 10), ("1", 20)], []),
        ([("3", 5), ("4", 0)], []),
        ([("4", 0)], []),
    ],
)
def test_unsound_bands_are_named_by_what_is_wrong(rows, problems):
    assert scoring.check_bands(methods.bands(*rows)) == problems


def test_each_cell_of_a_painted_matrix_has_the_level_it_is_painted_with():
    for row, cells in enumerate(methods.PAINTED_ROWS, start=1):
        for column, level in enumerate(cells, start=1):
            assert scoring.cell_level(methods.PAINTED, row, column) == level


def test_equal_products_may_have_different_cells():
    assert scoring.cell_level(methods.PAINTED, 1, 5) == "3"
    assert scoring.cell_level(methods.PAINTED, 5, 1) == "3"
    assert scoring.cell_level(methods.PAINTED, 2, 5) == "2"
    assert scoring.cell_level({**methods.PAINTED, (5, 2): "3"}, 5, 2) == "3"


@pytest.mark.parametrize("cell", [(0, 1), (6, 1), (1, "1")])
def test_a_cell_outside_the_matrix_is_refused(cell):
    with pytest.raises(scoring.ScoringError) as caught:
        scoring.cell_level(methods.PAINTED, *cell)
    assert caught.value.code == "no_cell"


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({}, []),
        ({(3, 3): None}, ["missing_cell"]),
        ({(3, 3): "9"}, ["unknown_level", "not_monotone"]),
        ({(5, 5): "4"}, ["not_monotone"]),
    ],
)
def test_unsound_cells_are_named_by_what_is_wrong(change, problems):
    cells = {**methods.PAINTED, **change}
    assert scoring.check_cells(range(1, 6), range(1, 6), cells) == problems
