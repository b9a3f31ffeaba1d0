"""Which clauses probably speak of a hazard: the ones that share its rare words.

No language model and no dictionary: words of four letters or more, and pairs of Chinese
characters, count by how few clauses contain them. Good enough to put the right clause
on the first screen; it decides nothing.
"""

import re
from collections import Counter

_WORD = re.compile(r"[a-z]{4,}")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def terms(text):
    """Return the set of words and character pairs of ``text``."""
    lowered = (text or "").lower()
    words = {word.rstrip("s") for word in _WORD.findall(lowered)}
    pairs = {
        run[index : index + 2]
        for run in _HAN.findall(lowered)
        for index in range(len(run) - 1)
    }
    return words | pairs


def rank(text, clauses):
    """Return the positions of ``clauses``, the likeliest first.

    :param text: everything known about the hazard
    :param clauses: sequence of texts
    :return: list of indexes; equal ones keep their order
    """
    wanted = terms(text)
    known = [terms(clause) & wanted for clause in clauses]
    common = Counter(term for found in known for term in found)

    def weight(index):
        return sum(1 / common[term] for term in known[index])

    return sorted(range(len(clauses)), key=lambda index: -weight(index))
