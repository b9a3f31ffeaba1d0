"""Risk levels: their order, letters and colours.

A level is one of the strings '1' (major, red), '2' (larger, orange), '3' (general,
yellow) and '4' (low, blue); the worst of several is the smallest. No level at all is
``None`` (or ``False``, as the ORM says it). Low risk is blue, never green.
"""

MAJOR, LARGER, GENERAL, LOW = LEVELS = ("1", "2", "3", "4")

LETTERS = {MAJOR: "A", LARGER: "B", GENERAL: "C", LOW: "D"}
"""Letter beside the colour, so that a level reads in grey and by colour-blind eyes."""

PRINT_RGB = {
    MAJOR: (255, 0, 0),
    LARGER: (255, 97, 0),
    GENERAL: (255, 255, 0),
    LOW: (0, 0, 255),
}
"""Pure colours for paper and area fills of maps; screens use accessible tones."""


def worst(levels):
    """Return the worst (smallest) of ``levels``, ``None`` when there is none.

    :param levels: iterable of levels; ``None``, ``False`` and '' are ignored
    """
    return min((level for level in levels if level), default=None)


def best(levels):
    """Return the best (largest) of ``levels``, ``None`` when there is none."""
    return max((level for level in levels if level), default=None)


def is_worse(level, other):
    """Say whether ``level`` is strictly worse than ``other``.

    No level is better than any level: '4' is worse than ``None``.
    """
    return bool(level) and (not other or level < other)


def lower(level, steps=1):
    """Return the level ``steps`` of less risk, at best '4': ``lower('1') == '2'``.

    A negative number of steps goes towards more risk, at worst '1'.

    :raise ValueError: ``level`` is not one of the four
    """
    index = LEVELS.index(level) + steps
    return LEVELS[max(0, min(index, len(LEVELS) - 1))]


def higher(level, steps=1):
    """Return the level ``steps`` of more risk, at worst '1': ``higher('4') == '3'``.

    :raise ValueError: ``level`` is not one of the four
    """
    return lower(level, -steps)


def distance(level, other):
    """Return how many steps ``level`` is worse than ``other``, negative when better.

    :raise ValueError: either is not one of the four
    """
    return LEVELS.index(other) - LEVELS.index(level)
