"""Layout of printed labels: where on which page each label goes and what fits in it.

All lengths are millimetres, the origin is the top left corner. A page is drawn as one
picture that fills it, so that the result does not depend on how a program turns
millimetres into pixels.
"""

import unicodedata
from dataclasses import dataclass

A4 = (210, 297)
_PADDING = 1.5
_LINE = 1.2  # distance of lines, in heights of the letters


@dataclass(frozen=True)
class Size:
    """A label, and the sheet it is one of.

    - ``width``, ``height``: of one label
    - ``columns``, ``rows``: labels on a page, one on a roll
    - ``page``: width and height of the page
    """

    width: float
    height: float
    columns: int = 1
    rows: int = 1
    page: tuple | None = None

    @property
    def page_size(self):
        """Width and height of a page: a roll has pages of one label."""
        return self.page or (self.width, self.height)

    @property
    def per_page(self):
        """Labels on a page."""
        return self.columns * self.rows


SIZES = {
    "roll_30x30": Size(30, 30),
    "roll_50x50": Size(50, 50),
    "roll_70x50": Size(70, 50),
    "roll_100x70": Size(100, 70),
    "a4_24": Size(70, 37, 3, 8, A4),
    "a4_12": Size(105, 48, 2, 6, A4),
    "a4_8": Size(105, 74, 2, 4, A4),
}


@dataclass(frozen=True)
class Text:
    """One line of text: its left end, its base line, the height of its letters."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False


@dataclass(frozen=True)
class Content:
    """What a label says; everything but ``code`` may be empty."""

    code: str
    name: str = ""
    notes: tuple = ()
    url: str = ""


def positions(count, size, start=1):
    """Return ``(page, x, y)`` of each of ``count`` labels, filled row by row.

    :param size: one of ``SIZES``
    :param start: place of the first label on the first sheet, from 1, so that a sheet
        that was begun can be used up
    :raise ValueError: ``start`` is not a place of the sheet
    """
    if not 1 <= start <= size.per_page:
        raise ValueError(f"{start} is not between 1 and {size.per_page}")
    left = (size.page_size[0] - size.columns * size.width) / 2
    top = (size.page_size[1] - size.rows * size.height) / 2
    result = []
    for place in range(start - 1, start - 1 + count):
        page, on_page = divmod(place, size.per_page)
        row, column = divmod(on_page, size.columns)
        result.append((page, left + column * size.width, top + row * size.height))
    return result


def code_box(size):
    """Return ``(x, y, side)`` of the square of the code within a label.

    Beside the text on a wide label, above it otherwise; its own white border of four
    modules reaches to the edge of the label.
    """
    if size.width >= 1.3 * size.height:
        side = size.height - _PADDING
        return 0, _PADDING / 2, min(side, size.width / 2)
    side = size.height * 0.76
    return (size.width - side) / 2, 0, side


def texts(content, size):
    """Return the lines of a label, shrunk and at last shortened until they fit.

    The code is as large as its line allows; what has no room is left out, the notes
    first. The address stands at the bottom.
    """
    left, top, width = _text_box(size)
    scale = min(size.width, size.height * 1.4) / 50
    lines, bottom = _address(content.url, left, size, width, scale)
    for text, height, bold in (
        (content.code, 4.6 * scale, True),
        (content.name, 3 * scale, False),
        *((note, 2.1 * scale, False) for note in content.notes),
    ):
        if not text:
            continue
        if bold:
            # A hair less than the line: the sum of letters is rounded.
            height *= min(1, 0.999 * width / text_width(text, height, bold))
        fitted, height = _fitted(text, width, bottom - top, height, bold)
        for line in fitted:
            top += height * _LINE
            lines.append(Text(left, top, height, line, bold))
        top += height * 0.25
    return lines


def _text_box(size):
    """Return ``(left, top, width)`` of the room for text, beside or below the code."""
    x, y, side = code_box(size)
    if x == 0:
        left = side + _PADDING / 2
        return left, _PADDING, size.width - left - _PADDING
    # The white border of the code is room enough above the text.
    return _PADDING, y + side * 0.94, size.width - 2 * _PADDING


def _address(url, left, size, width, scale):
    """Return the lines of the address and the height at which they begin."""
    bottom = size.height - _PADDING * 0.6
    height = max(1.1, 1.3 * scale)
    wrapped = wrap(url, width, height)
    if code_box(size)[0] and len(wrapped) > 1:
        height *= width / text_width(url, height)
        wrapped = [url]
    lines = []
    for line in reversed(wrapped):
        lines.append(Text(left, bottom, height, line))
        bottom -= height * _LINE
    return lines, bottom


def _fitted(text, width, room, height, bold):
    """Return the lines of a text that fit into ``room``, and their height.

    Letters shrink by a third at most; what is still too long ends with an ellipsis.
    """
    for factor in (1, 0.85, 0.7):
        shrunk = height * factor
        lines = wrap(text, width, shrunk, bold)
        most = min(3, int(room / (shrunk * _LINE)))
        if len(lines) <= most:
            return lines, shrunk
    if most:
        kept = lines[most - 1]
        while kept and text_width(f"{kept}…", shrunk, bold) > width:
            kept = kept[:-1]
        lines[most - 1] = f"{kept.rstrip()}…"
    return lines[:most], shrunk


def text_width(text, size, bold=False):
    """Return a careful guess of the width of a text, letters of ``size`` high."""
    width = sum(_letter_width(letter) for letter in text)
    return width * size * (1.08 if bold else 1)


def wrap(text, width, size, bold=False):
    """Return the lines of a text no wider than ``width``.

    Chinese breaks anywhere, other scripts at spaces, a word that is too long where it
    has to.
    """
    lines, line = [], ""
    for word in _words(text):
        if text_width(line + word.rstrip(), size, bold) <= width:
            line += word
            continue
        if line.strip():
            lines.append(line.strip())
        line = ""
        for letter in word:
            if line and text_width(line + letter, size, bold) > width:
                lines.append(line)
                line = ""
            line += letter
    if line.strip():
        lines.append(line.strip())
    return lines


def _words(text):
    """Yield the pieces between which a line may break, each with its space."""
    word = ""
    for letter in text:
        if _is_wide(letter):
            if word:
                yield word
            word = ""
            yield letter
            continue
        word += letter
        if letter == " ":
            yield word
            word = ""
    if word:
        yield word


def _is_wide(letter):
    return unicodedata.east_asian_width(letter) in "WF"


def _letter_width(letter):
    if _is_wide(letter):
        return 1.0
    if letter in " .,:;|!ijlI'/":
        return 0.34
    return 0.72 if letter.isupper() or letter in "mwMW@%" else 0.6
