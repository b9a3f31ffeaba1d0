"""Scores and levels of risk assessments, on exact decimals.

Methods are data: a product method (LEC, LS, MES) multiplies factor values and looks
the product up in bands; a matrix method reads the level in a painted cell; direct
determination has no score. Scores are decimals (LEC: 0.1 x 0.5 x 1), so bands are
half-open intervals given by their lower bound and whether the bound belongs to them:
every score has exactly one level, and integer tables such as "160-319" leave no gap
at 319.5.
"""

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from itertools import pairwise, product

from .levels import LEVELS, is_worse

# Wide enough for six factors of 15 digits: a product is never rounded.
_EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, Overflow])


class ScoringError(ValueError):
    """A score or a level cannot be determined.

    ``code`` is stable and says why: ``not_a_number``, ``negative_value``,
    ``too_many_digits``, ``no_values``, ``no_bands``, ``below_lowest_band``,
    ``no_cell``.
    """

    def __init__(self, code, detail=""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True)
class Band:
    """The scores from ``lower`` up to the next band, and their level.

    ``include_lower`` says to whom a score exactly on the boundary belongs: to this
    band, or (``False``, a table that says "> 320") to the next one below.
    """

    level: str
    lower: Decimal
    include_lower: bool = True
    name: str = ""

    def __post_init__(self):
        object.__setattr__(self, "lower", exact(self.lower))

    def holds(self, score):
        """Say whether ``score`` (a Decimal) reaches this band."""
        return score > self.lower or (self.include_lower and score == self.lower)


def exact(value):
    """Return ``value`` as the decimal a person would write, without binary noise.

    A float is read at 15 significant digits, the number a double always keeps:
    ``0.1`` is 0.1 and ``0.1 + 0.2`` is 0.3.

    :param value: Decimal, int, float or str
    :raise ScoringError: ``not_a_number`` for anything else, infinity and NaN
    """
    if isinstance(value, float):
        number = Decimal(f"{value:.15g}")
    elif isinstance(value, Decimal | int | str) and not isinstance(value, bool):
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise ScoringError("not_a_number", repr(value)) from None
    else:
        raise ScoringError("not_a_number", repr(value))
    if not number.is_finite():
        raise ScoringError("not_a_number", repr(value))
    return number


def product_score(values):
    """Return the exact product of the factor ``values`` (LEC, LS, MES).

    :raise ScoringError: ``no_values`` without a factor, ``negative_value`` for a
        factor below zero, ``too_many_digits`` beyond 100, ``not_a_number``
    """
    factors = [exact(value) for value in values]
    if not factors:
        raise ScoringError("no_values")
    score = Decimal(1)
    for factor in factors:
        if factor < 0:
            raise ScoringError("negative_value", str(factor))
        try:
            score = _EXACT.multiply(score, factor)
        except (Inexact, Overflow):
            raise ScoringError("too_many_digits", str(factor)) from None
    return score


def _descending(bands):
    """Return ``bands`` from the highest lower bound down, whatever their order."""
    return sorted(bands, key=lambda band: band.lower, reverse=True)


def band_of(score, bands):
    """Return the band ``score`` falls in; the order of ``bands`` does not matter.

    :raise ScoringError: ``no_bands``, ``below_lowest_band``, ``not_a_number``
    """
    if not bands:
        raise ScoringError("no_bands")
    number = exact(score)
    for band in _descending(bands):
        if band.holds(number):
            return band
    raise ScoringError("below_lowest_band", str(number))


def level_of(score, bands):
    """Return the level '1' to '4' of ``score``; errors as :func:`band_of`."""
    return band_of(score, bands).level


def check_bands(bands):
    """Return what is wrong with the bands of a product method, as codes.

    - ``no_bands``: there is none
    - ``unknown_level``: a band has a level that is not one of the four
    - ``duplicated_boundary``: two bands begin at the same score
    - ``not_descending``: a higher score has a better level
    - ``gap``: a level between the worst and the best one given has no band
    - ``missing_lowest``: a score of zero, or just above, has no band

    Two bands may share a level (grades 4 and 5 are both blue).
    """
    if not bands:
        return ["no_bands"]
    ordered = _descending(bands)
    levels = [band.level for band in ordered]
    problems = []
    if not set(levels) <= set(LEVELS):
        problems.append("unknown_level")
    if any(upper.lower == under.lower for upper, under in pairwise(ordered)):
        problems.append("duplicated_boundary")
    if any(is_worse(under, upper) for upper, under in pairwise(levels)):
        problems.append("not_descending")
    if any(min(levels) < level < max(levels) for level in set(LEVELS) - set(levels)):
        problems.append("gap")
    if not any(band.holds(Decimal(0)) for band in ordered):
        problems.append("missing_lowest")
    return problems


def cell_level(cells, row, column):
    """Return the level painted in the cell of a matrix method.

    :param cells: mapping of (row, column) to level; the keys are those of the
        factor values (likelihood by severity)
    :raise ScoringError: ``no_cell`` when the cell is missing or not painted
    """
    level = cells.get((row, column))
    if not level:
        raise ScoringError("no_cell", f"{row!r}, {column!r}")
    return level


def check_cells(rows, columns, cells):
    """Return what is wrong with the cells of a matrix method, as codes.

    - ``missing_cell``: a combination is not painted
    - ``unknown_level``: a cell has a level that is not one of the four
    - ``not_monotone``: one step up in a row or column leads to a better level

    :param rows: keys of the rows from the least to the most serious
    :param columns: keys of the columns from the least to the most serious
    :param cells: mapping of (row, column) to level
    """
    rows, columns = list(rows), list(columns)
    painted = {key: cells.get(key) for key in product(rows, columns)}
    problems = []
    if not all(painted.values()):
        problems.append("missing_cell")
    if not {level for level in painted.values() if level} <= set(LEVELS):
        problems.append("unknown_level")
    steps = [((r, low), (r, high)) for r in rows for low, high in pairwise(columns)]
    steps += [((low, c), (high, c)) for c in columns for low, high in pairwise(rows)]
    if any(
        painted[low] and painted[high] and is_worse(painted[low], painted[high])
        for low, high in steps
    ):
        problems.append("not_monotone")
    return problems
