"""Opaque tokens behind printed codes, and short codes that people type."""

import re
import secrets
import string

_ALPHABET = string.ascii_letters + string.digits
_TOKEN_LENGTH = 22
_TOKEN = re.compile(rf"[A-Za-z0-9]{{{_TOKEN_LENGTH}}}")

# Crockford's base 32: no I, L, O (read as 1, 1, 0) and no U.
_READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")


def new_token():
    """Return a new token for a URL: 22 letters and digits, 130 bits of chance.

    Letters and digits only, because programs that find links in text leave out a
    hyphen or an underscore at the end.
    """
    return "".join(secrets.choice(_ALPHABET) for _ in range(_TOKEN_LENGTH))


def is_token(text):
    """Say whether ``text`` has the form of a token, before a database is asked."""
    return bool(_TOKEN.fullmatch(text or ""))


def readable_code(length=8, group=4):
    """Return a new code to read aloud and type, such as ``7K3Q-M2ZD``.

    Five bits of chance a character: it names a thing, it is no secret.

    :param length: characters without the hyphens
    :param group: characters between two hyphens
    """
    code = "".join(secrets.choice(_READABLE) for _ in range(length))
    return "-".join(code[i : i + group] for i in range(0, length, group))


def normalise_code(text, group=4):
    """Return a typed readable code as :func:`readable_code` writes it.

    Lower case, spaces, missing hyphens and the misread letters I, L and O are put
    right.

    :return: '' when the text cannot be such a code
    """
    code = re.sub(r"[\s-]", "", text or "").upper().translate(_MISREAD)
    if not code or not set(code) <= set(_READABLE):
        return ""
    return "-".join(code[i : i + group] for i in range(0, len(code), group))
