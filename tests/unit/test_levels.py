import pytest

from odoo.addons.double_prevention.tools import levels


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["4", "2", "3"], "2"),
        (["4", None, False, ""], "4"),
        (["1"], "1"),
        ([], None),
        ([None, False, ""], None),
    ],
)
def test_the_worst_level_is_the_smallest_and_nothing_is_ignored(given, expected):
    assert levels.worst(given) == expected
    assert levels.worst(iter(given)) == expected


def test_the_best_level_is_the_largest():
    assert levels.best(["4", "2", None]) == "4"
    assert levels.best([None]) is None


@pytest.mark.parametrize(
    ("level", "other", "expected"),
    [
        ("1", "2", True),
        ("2", "2", False),
        ("3", "2", False),
        ("4", None, True),
        (None, "4", False),
        (None, None, False),
        (False, "1", False),
    ],
)
def test_any_level_is_worse_than_none(level, other, expected):
    assert levels.is_worse(level, other) is expected


def test_lower_means_less_risk_and_stops_at_blue():
    assert [levels.lower("1", steps) for steps in range(6)] == list("123444")


def test_higher_means_more_risk_and_stops_at_red():
    assert [levels.higher("4", steps) for steps in range(6)] == list("432111")


def test_distance_counts_the_steps_towards_more_risk():
    assert levels.distance("1", "4") == 3
    assert levels.distance("4", "1") == -3
    assert levels.distance("2", "2") == 0


@pytest.mark.parametrize("wrong", ["0", "5", "", None, 1])
def test_an_unknown_level_is_refused(wrong):
    with pytest.raises(ValueError):
        levels.lower(wrong)


def test_every_level_has_a_letter_and_a_pure_colour_and_low_is_blue():
    assert list(levels.LETTERS.items()) == list(zip("1234", "ABCD", strict=True))
    assert set(levels.PRINT_RGB) == set(levels.LEVELS)
    assert levels.PRINT_RGB[levels.LOW] == (0, 0, 255)
