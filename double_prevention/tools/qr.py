"""QR codes as vectors, for labels that are printed at any size."""

from itertools import groupby

import qrcode
from qrcode.exceptions import DataOverflowError

ERROR_CORRECTIONS = {
    "L": qrcode.constants.ERROR_CORRECT_L,
    "M": qrcode.constants.ERROR_CORRECT_M,
    "Q": qrcode.constants.ERROR_CORRECT_Q,
    "H": qrcode.constants.ERROR_CORRECT_H,
}
"""Share of the code that may be dirty or torn: 7, 15, 25, 30 % (ISO/IEC 18004)."""


class QrError(ValueError):
    """No code can be made; ``code`` is ``empty_text``, ``text_too_long``,
    ``unknown_correction`` or ``bad_border``.
    """

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def matrix(text, error_correction="Q", border=0):
    """Return the code of ``text`` as a tuple of rows of booleans, dark is True.

    :param error_correction: L, M, Q or H, see ``ERROR_CORRECTIONS``
    :param border: light modules around; readers want 4 (ISO/IEC 18004)
    :raise QrError: see there
    """
    if not text:
        raise QrError("empty_text")
    if error_correction not in ERROR_CORRECTIONS:
        raise QrError("unknown_correction")
    if border < 0:
        raise QrError("bad_border")
    code = qrcode.QRCode(
        error_correction=ERROR_CORRECTIONS[error_correction], border=border
    )
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError):
        # The library refuses the version 41 it would need with a ValueError.
        raise QrError("text_too_long") from None
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


def svg(text, error_correction="Q", border=4):
    """Return the code of ``text`` as an SVG element: one path, one unit a module.

    It has no size of its own (only a viewBox): the place it is put in decides. The
    light background belongs to it, so that it can be read on any colour.

    :raise QrError: see :func:`matrix`
    """
    modules = matrix(text, error_correction, border)
    size = len(modules)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path d="{_path(modules)}"/></svg>'
    )


def _path(modules):
    """Return the dark modules as rectangles, one for each run in a row."""
    parts = []
    for y, row in enumerate(modules):
        x = 0
        for dark, run in groupby(row):  # pylint: disable=W8155
            width = len(tuple(run))
            if dark:
                parts.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return "".join(parts)
