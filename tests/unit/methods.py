"""Tables of the published assessment methods (DOMAIN.md 2), as test data."""

from odoo.addons.double_prevention.tools.scoring import Band


def bands(*rows):
    """Return bands from ``(level, lower bound)`` or ``(level, bound, included)``."""
    return tuple(Band(*row) for row in rows)


LEC_CLASSIC = bands(("1", 320, False), ("2", 160), ("3", 70), ("4", 20), ("4", 0))
LEC_COAL = bands(("1", 320), ("2", 160), ("3", 70), ("4", 0))
LEC_GRID = bands(("1", 400), ("2", 200), ("3", 70), ("4", 20), ("4", 0))
LS_A = bands(("1", 20), ("2", 15), ("3", 9), ("4", 4), ("4", 0))
LS_B = bands(("1", 20), ("2", 9), ("3", 4), ("4", 0))
LS_C = bands(("1", 20), ("2", 15), ("3", 10), ("4", 0))
LS_D = bands(("1", 17), ("2", 10), ("3", 5), ("4", 0))
LS_COAL_6X6 = bands(("1", 30), ("2", 18), ("3", 9), ("4", 0))
MES_PERSONS = bands(("1", 180), ("2", 90), ("3", 50), ("4", 20), ("4", 0))
MES_PROPERTY = bands(("1", 30), ("2", 20), ("3", 8), ("4", 4), ("4", 0))

ALL = {
    name: value
    for name, value in dict(globals()).items()
    if name.isupper() and isinstance(value, tuple)
}

# Likelihood 1..5 down, severity 1..5 across: a painted matrix is no product.
PAINTED_ROWS = ("44443", "44332", "43322", "43221", "32211")
PAINTED = {
    (row, column): level
    for row, cells in enumerate(PAINTED_ROWS, start=1)
    for column, level in enumerate(cells, start=1)
}
