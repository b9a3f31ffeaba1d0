"""Units of measure of readings and limits, and whether a value keeps its limits."""

import re
import unicodedata
from functools import lru_cache

import pint

from .scoring import ScoringError, exact

# What a plant means and pint would read otherwise, or not at all: the share of the
# lower explosive limit is no plain percentage, a turn is no angle (pint makes 60 rpm
# 6.28 Hz), gauge pressure is counted from the pressure of the air, a normal cubic
# metre is an amount of gas, and neither a level of sound nor an angle nor a pH is a
# plain number.
_DEFINITIONS = (
    "percent_lel = [lower_explosive_limit]",
    "turn_count = [rotation]",
    "pascal_gauge = [gauge_pressure]",
    "normal_cubic_metre = [amount_of_gas]",
    "decibel_sound = [sound_level]",
    "angle_degree = [plane_angle]",
    "acidity_unit = [acidity]",
    "ppb = 1e-9",
)

_SPELLINGS = {
    "°C": "degC",
    "°F": "degF",
    "°": "angle_degree",
    "%": "percent",
    "‰": "permille",
    "%vol": "percent",
    "mol%": "percent",
    "%LEL": "percent_lel",
    "%lel": "percent_lel",
    "LEL%": "percent_lel",
    "rpm": "turn_count/minute",
    "r/min": "turn_count/minute",
    "r/s": "turn_count/second",
    "KPa": "kPa",
    "Kpa": "kPa",
    "kpa": "kPa",
    "Mpa": "MPa",
    "KW": "kW",
    "Pa(g)": "pascal_gauge",
    "kPa(g)": "kilopascal_gauge",
    "kPa gauge": "kilopascal_gauge",
    "MPa(g)": "megapascal_gauge",
    "Nm3/h": "normal_cubic_metre/hour",
    "kscm/h": "kilonormal_cubic_metre/hour",
    "dB": "decibel_sound",
    "dB(A)": "decibel_sound",
    "pH": "acidity_unit",
}
"""Spellings of units that pint does not read, or reads otherwise (after NFKC)."""

# Nothing of this lets the parser compute: single digits only, and only as powers.
_SAFE = re.compile(r"(?:[A-Za-zμΩ_]|(?<=[A-Za-zΩ])\^?[1-9](?!\d)|[/*· ()])+")
_POWER = re.compile(r"(?<=[A-Za-z])\^?([1-9])(?![A-Za-z])")
_LONGEST = 32


class UnitError(ValueError):
    """A value cannot be converted or compared; ``code`` says why.

    ``unknown_unit``, ``wrong_dimension`` (kPa and °C), ``not_a_number``.
    """

    def __init__(self, code, detail=""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@lru_cache(maxsize=1)
def _registry():
    """Return the registry of units, built once, when first needed (0.3 s)."""
    registry = pint.UnitRegistry()
    for definition in _DEFINITIONS:
        registry.define(definition)
    return registry


def _spelled(unit):
    """Return a unit as people write it in one form: ㎥, m³ and m3 are the same."""
    return unicodedata.normalize("NFKC", unit or "").strip()


@lru_cache(maxsize=1024)
def _unit(spelled):
    """Return the pint unit of a spelling.

    :raise UnitError: ``unknown_unit``
    """
    text = _SPELLINGS.get(spelled)
    if text is None:
        if len(spelled) > _LONGEST or (spelled and not _SAFE.fullmatch(spelled)):
            raise UnitError("unknown_unit", repr(spelled))
        text = _POWER.sub(r"**\1", spelled)
    try:
        return _registry().parse_units(text)
    except Exception as error:
        # The parser raises its own errors and those of Python's tokenizer alike.
        raise UnitError("unknown_unit", repr(spelled)) from error


def is_known(unit):
    """Say whether ``unit`` can be converted; no unit at all is known (a number)."""
    try:
        _unit(_spelled(unit))
    except UnitError:
        return False
    return True


def same_dimension(unit, other):
    """Say whether values in ``unit`` can be converted to ``other``.

    Equal spellings always can, whatever they mean.

    :raise UnitError: ``unknown_unit``
    """
    unit, other = _spelled(unit), _spelled(other)
    if unit == other:
        return True
    return _unit(unit).dimensionality == _unit(other).dimensionality


def convert(value, from_unit, to_unit):
    """Return ``value`` in ``to_unit``, as a float of 12 significant digits.

    Units are written as on a gauge: °C, ℃, degC, kPa, MPa, bar, kPa(g), mm/s, m3/h,
    m³/h, mg/m3, ppm, %, %LEL, rpm, A, V, kW, MΩ. A value in a unit of the customer's
    own stays as it is when both are spelled alike.

    :param value: number, a string of one, or a Decimal
    :raise UnitError: ``unknown_unit``, ``wrong_dimension``, ``not_a_number``
    """
    number = float(_number(value))
    source, target = _spelled(from_unit), _spelled(to_unit)
    if source == target:
        return number
    if not same_dimension(source, target):
        raise UnitError("wrong_dimension", f"{source!r}, {target!r}")
    converted = _registry().convert(number, _unit(source), _unit(target))
    return float(f"{converted:.12g}")


def _number(value):
    try:
        return exact(value)
    except ScoringError as error:
        raise UnitError("not_a_number", repr(value)) from error


def deviation(value, low=None, high=None, *, include_low=True, include_high=True):
    """Return 'low' or 'high' when ``value`` is beyond a limit, None within.

    Compared as decimals: 0.1 + 0.2 keeps an upper limit of 0.3.

    :param low: lower limit, None (or False) without one
    :param high: upper limit, None (or False) without one
    :param include_low: a value on the lower limit is within; ``include_high`` likewise
    :raise UnitError: ``not_a_number``
    """
    number = _number(value)
    if low is not None and low is not False:
        limit = _number(low)
        if number < limit or (number == limit and not include_low):
            return "low"
    if high is not None and high is not False:
        limit = _number(high)
        if number > limit or (number == limit and not include_high):
            return "high"
    return None


def judge(value, low=None, high=None, *, include_low=True, include_high=True):
    """Say whether ``value`` keeps its limits; arguments as :func:`deviation`."""
    return (
        deviation(value, low, high, include_low=include_low, include_high=include_high)
        is None
    )
