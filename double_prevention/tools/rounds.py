"""What an answer to a check means, and whether a check can be done at all.

An inspector gives a result, a number, a choice, a sentence, photos;
:func:`judge_answer` says what follows from it. The limits and the choices of a measure
decide where they can: nobody says "good" about a value outside its limits.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from . import measuring

OK = "ok"
HAZARD = "hazard"
NOT_APPLICABLE = "not_applicable"
NOT_INSPECTED = "not_inspected"
ANSWERS = (OK, HAZARD, NOT_APPLICABLE)
"""What people may answer; "not inspected" is said by the clock alone."""

PROBLEMS = {
    "unanswered": "There is no result.",
    "unknown_result": "The result is none of ANSWERS.",
    "value_missing": "The check asks for a number and there is none.",
    "not_a_number": "The value is not a number.",
    "unknown_unit": "The unit of the value is not known.",
    "wrong_dimension": "The unit measures something else than the check asks for.",
    "choice_missing": "The check offers choices and none is taken.",
    "unknown_choice": "The choice is none of those offered.",
    "photo_missing": "The check demands a photo.",
    "reason_missing": "Not applicable, but it is not said why.",
}
"""Problem codes in words for developers; what users read is said by the models."""

INCOMPLETE = frozenset(
    {
        "unanswered",
        "value_missing",
        "choice_missing",
        "photo_missing",
        "reason_missing",
    }
)
"""Problems of what is not there yet: they stop a round from being submitted, but not
an answer from being saved on the way."""

_GAPS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_VALUE = re.compile(r"\s*([+-]?[\d.,\s\u00a0\u202f]*\d)\s*(.*?)\s*")


@dataclass(frozen=True)
class Check:
    """What was asked.

    ``low`` and ``high`` are limits in ``uom``, None without one; ``choices`` says of
    each choice (by id) whether it means a hazard.
    """

    type: str = "yes_no"
    low: float | None = None
    high: float | None = None
    uom: str = ""
    photo_required: bool = False
    choices: Mapping = field(default_factory=lambda: MappingProxyType({}), hash=False)


@dataclass(frozen=True)
class Answer:
    """What was answered; ``value`` is a number or a string of one, in ``uom`` (empty:
    the unit of the check), ``photos`` their count."""

    result: str | None = None
    value: object = None
    uom: str = ""
    choice: object = None
    note: str = ""
    photos: int = 0


@dataclass(frozen=True)
class Judgement:
    """What follows from an answer.

    ``value`` is in the unit of the check; ``converted`` is the sentence of the
    conversion, "2.705 MPa = 2705 kPa", empty without one. ``problems`` are codes of
    ``PROBLEMS``.
    """

    result: str | None
    value: float | None
    choice: object
    converted: str = ""
    problems: tuple = ()

    @property
    def blocking(self):
        """Return the problems that forbid even saving the answer on the way."""
        return tuple(code for code in self.problems if code not in INCOMPLETE)


def split_value(text):
    """Split what a person typed into number and unit: "2.7 MPa" is ("2.7", "MPa").

    Text without a number comes back whole, to be judged as no number.
    """
    found = _VALUE.fullmatch(text)
    return found.groups() if found else (text, "")


def judge_answer(check, answer):
    """Return the :class:`Judgement` of ``answer``, with all its problems.

    The number and the choice decide where there are any: a value outside the limits
    or a choice that means a hazard is a hazard whatever was said; a result that was
    left out follows from them. An inspector may call a hazard what the number does not
    show; a gauge that can't be read at all needs a sentence or a photo instead of the
    number.
    """
    problems = []
    value, converted = _read_value(check, answer, problems)
    choice = answer.choice or None
    if choice is not None and choice not in check.choices:
        problems.append("unknown_choice")
        choice = None
    result = _result(check, answer.result or None, value, choice)
    if result is None:
        problems.append("unanswered")
    elif result not in ANSWERS:
        problems.append("unknown_result")
    elif result == NOT_APPLICABLE:
        value, choice, converted = None, None, ""
        if not _has_text(answer.note):
            problems.append("reason_missing")
    else:
        problems += _missing(check, answer, result)
    return Judgement(result, value, choice, converted, tuple(problems))


def _read_value(check, answer, problems):
    """Return the number in the unit of the check and the sentence of a conversion."""
    raw = answer.value
    if check.type != "number" or not _is_given(raw):
        return None, ""
    if isinstance(raw, str):
        raw = _GAPS.sub("", raw.strip())
    uom = (answer.uom or "").strip() or check.uom or ""
    try:
        value = measuring.convert(raw, uom, check.uom or "")
    except measuring.UnitError as error:
        problems.append(error.code)
        return None, ""
    if uom == (check.uom or "") or value == float(raw):
        return value, ""
    return value, f"{raw} {uom} = {value:.12g} {check.uom}"


def _result(check, said, value, choice):
    """Return the result that follows from the number or choice, else what was said."""
    if said not in (None, OK, HAZARD):
        return said
    if value is not None:
        if not measuring.judge(value, check.low, check.high):
            return HAZARD
        return said or OK
    if choice is not None:
        return HAZARD if check.choices[choice] else said or OK
    return said


def _missing(check, answer, result):
    """Return what the check asks for and the answer lacks, as codes."""
    described = _has_text(answer.note) or answer.photos
    excused = result == HAZARD and described
    missing = []
    if check.type == "number" and not _is_given(answer.value) and not excused:
        missing.append("value_missing")
    if check.choices and not answer.choice and not excused:
        missing.append("choice_missing")
    if check.photo_required and not answer.photos:
        missing.append("photo_missing")
    return missing


def _is_given(value):
    """Say whether there is a value: zero is one."""
    return value is not None and value is not False and value != ""


def _has_text(note):
    return bool(note and note.strip())


def is_covered(periods, start, end):
    """Say whether ``periods`` together leave no moment of ``[start, end]`` free.

    A unit that stands still for a whole window needs no check in it; one that ran for
    a part of the window did.

    :param periods: pairs (from, to), to None without an end
    """
    reached = start
    for begin, finish in sorted(periods, key=lambda period: period[0]):
        if begin > reached:
            return False
        if finish is None or finish >= end:
            return True
        reached = max(reached, finish)
    return False
