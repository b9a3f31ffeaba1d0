from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import measuring

SPELLINGS = [
    "°C",
    "degC",
    "℃",
    "%",
    "kPa",
    "MPa",
    "bar",
    "mm/s",
    "m3/h",
    "m³/h",
    "mg/m3",
    "mg/m³",
    "ppm",
    "%LEL",
    "rpm",
    "A",
    "mA",
    "V",
    "kW",
    "MΩ",
    "kPa(g)",
    "kg/h",
    "t/h",
    "L/min",
    "kscm/h",
    "Nm3/h",
    "dB(A)",
    "pH",
    "mm",
    "μm",
    "Hz",
    "s",
    "min",
    "h",
    "d",
    "lx",
    "kg",
    "N·m",
    "°",
]


@pytest.mark.parametrize("unit", SPELLINGS)
def test_a_unit_is_known_as_it_is_written_on_a_gauge(unit):
    assert measuring.is_known(unit)
    assert measuring.is_known(f" {unit} ")
    assert measuring.convert(12.5, unit, unit) == 12.5


@pytest.mark.parametrize(
    ("value", "unit", "target", "expected"),
    [
        (2705, "kPa", "MPa", 2.705),
        (2895, "kPa", "bar", 28.95),
        (0.1, "MPa", "kPa", 100),
        (100, "°C", "°F", 212),
        (150, "℃", "K", 423.15),
        (-40, "degF", "degC", -40),
        (7200, "m³/h", "m3/min", 120),
        (3.6, "m3/h", "L/s", 1),
        (1, "mg/m3", "μg/m³", 1000),
        (25, "%", "ppm", 250_000),
        (0.5, "‰", "%", 0.05),
        (1, "%vol", "ppm", 10_000),
        (3000, "rpm", "r/s", 50),
        (60, "r/min", "rpm", 60),
        (4, "mA", "A", 0.004),
        (0.5, "MΩ", "kΩ", 500),
        (11.2, "mm/s", "m/s", 0.0112),
        (1.5, "t/h", "kg/h", 1500),
        (1, "kscm/h", "Nm3/h", 1000),
        (2.9, "MPa(g)", "kPa(g)", 2900),
        (1, "㎡", "cm2", 10_000),
        (20, "%LEL", "LEL%", 20),
        (1, "KPa", "Pa", 1000),
        (10, "mmH2O", "Pa", 98.0665),
        ("2.5", "kW", "W", 2500),
        (Decimal("0.3"), "m", "mm", 300),
    ],
)
def test_a_reading_is_converted_without_binary_noise(value, unit, target, expected):
    assert measuring.convert(value, unit, target) == expected


@pytest.mark.parametrize(
    ("unit", "target"),
    [
        ("kPa", "°C"),
        ("%LEL", "%"),
        ("ppm", "mg/m3"),
        ("rpm", "Hz"),
        ("kPa(g)", "kPa"),
        ("Nm3/h", "m3/h"),
        ("A", "V"),
        ("mm/s", "mm"),
        ("dB(A)", "%"),
        ("°", "%"),
        ("pH", ""),
    ],
)
def test_a_reading_in_a_unit_of_another_kind_is_refused(unit, target):
    assert not measuring.same_dimension(unit, target)
    with pytest.raises(measuring.UnitError) as caught:
        measuring.convert(1, unit, target)
    assert caught.value.code == "wrong_dimension"


@pytest.mark.parametrize(
    "unit",
    [
        "bananas",
        "公斤力",
        "kPa;",
        "m**9**9**9",
        "m99999999",
        "9**9**9",
        "__import__",
        "m/0",
        "((((",
        "/",
        "k" * 200,
        "m\n",
    ],
)
def test_a_unit_nobody_knows_is_refused(unit):
    known = measuring.is_known(unit)
    assert known is (unit.strip() == "m")
    if not known:
        with pytest.raises(measuring.UnitError) as caught:
            measuring.convert(1, unit, "m")
        assert caught.value.code == "unknown_unit"


def test_a_unit_of_the_customers_own_can_be_compared_with_itself():
    assert measuring.convert(3, "格", " 格 ") == 3.0
    assert measuring.same_dimension("格", "格")
    assert not measuring.is_known("格")


def test_a_number_without_a_unit_is_a_share_of_one():
    assert measuring.convert(0.25, None, "%") == 25
    assert measuring.convert(5, "", None) == 5.0


@pytest.mark.parametrize("value", [None, "", "many", True, float("nan"), "inf"])
def test_what_is_not_a_number_is_refused(value):
    with pytest.raises(measuring.UnitError) as caught:
        measuring.convert(value, "kPa", "bar")
    assert caught.value.code == "not_a_number"
    with pytest.raises(measuring.UnitError) as caught:
        measuring.judge(value, 0, 1)
    assert caught.value.code == "not_a_number"


PAIRS = st.sampled_from(
    [
        ("kPa", "bar"),
        ("°C", "°F"),
        ("m3/h", "L/min"),
        ("rpm", "r/s"),
        ("%", "ppm"),
        ("mg/m3", "g/L"),
    ]
)


@given(st.floats(-1e6, 1e6), PAIRS)
def test_there_and_back_is_the_same_reading(value, pair):
    there = measuring.convert(value, *pair)
    assert measuring.convert(there, *pair[::-1]) == pytest.approx(
        value, rel=1e-9, abs=1e-8
    )


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_units(text):
    assert measuring.is_known(text) in (True, False)


@pytest.mark.parametrize(
    ("value", "low", "high", "options", "expected"),
    [
        (2895, None, 2895, {}, None),
        (2895.001, None, 2895, {}, "high"),
        (2895, None, 2895, {"include_high": False}, "high"),
        (30, 30, 100, {}, None),
        (30, 30, 100, {"include_low": False}, "low"),
        (29.999, 30, 100, {}, "low"),
        (0.1 + 0.2, None, 0.3, {}, None),
        (0.1 + 0.2, 0.3, None, {"include_low": False}, "low"),
        (-5, None, None, {}, None),
        (0, 0, 0, {}, None),
        (-1, False, 5, {}, None),
        ("7.2", "7", "8", {}, None),
        (9, 7, 8, {"include_low": False}, "high"),
        (5, 8, 3, {}, "low"),
    ],
)
def test_a_value_is_judged_by_its_limits_on_decimals(
    value, low, high, options, expected
):
    assert measuring.deviation(value, low, high, **options) == expected
    assert measuring.judge(value, low, high, **options) is (expected is None)


@given(st.decimals(-1000, 1000, places=3), st.decimals(-1000, 1000, places=3))
def test_just_beyond_a_limit_is_beyond_it(limit, other):
    step = Decimal("0.001")
    assert measuring.judge(float(limit), limit, limit)
    assert measuring.deviation(float(limit + step), None, limit) == "high"
    assert measuring.deviation(float(limit - step), limit, None) == "low"
    assert measuring.judge(other, min(limit, other), max(limit, other))
