"""How much two short sentences say the same, in any script.

Compared by pairs of neighbouring characters (bigrams, Dice's coefficient): words need
not be told apart, so Chinese works as English does.
"""

import re

ALIKE = 0.5
"""From this share of common pairs on, two sentences are shown as possibly the same."""


def pairs(text):
    """Return the set of neighbouring characters of a text, case and marks ignored."""
    letters = re.sub(r"[\W_]+", "", (text or "").casefold())
    return {letters[index : index + 2] for index in range(len(letters) - 1)}


def similarity(one, two):
    """Return 0 (nothing in common) to 1 (the same pairs); 0 for an empty text."""
    first, second = pairs(one), pairs(two)
    if not (first and second):
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def most_alike(text, candidates, at_least=ALIKE):
    """Return the keys of ``candidates`` that are alike, the most alike first.

    :param candidates: ``{key: text}``
    """
    scores = {key: similarity(text, other) for key, other in candidates.items()}
    alike = [key for key, score in scores.items() if score >= at_least]
    return sorted(alike, key=lambda key: -scores[key])
