"""What changed in a control standard, and how several edits become one change.

A snapshot is ``{field: value}`` of plain values; changes are ``{field: [old, new]}``.
"""


def compare(old, new):
    """Return the changes from one snapshot to another, in the order of ``new``."""
    return {
        name: [old.get(name), value]
        for name, value in new.items()
        if old.get(name) != value
    }


def merge(earlier, later):
    """Return earlier changes and later ones as one: from the first old to the last new.

    What was changed there and back is no change.
    """
    merged = {name: list(pair) for name, pair in earlier.items()}
    for name, (old, new) in later.items():
        merged[name] = [merged[name][0] if name in merged else old, new]
    return {name: pair for name, pair in merged.items() if pair[0] != pair[1]}
