from datetime import datetime

import pytest

from odoo.addons.double_prevention.tools import rounds
from odoo.addons.double_prevention.tools.rounds import Answer, Check

YES_NO = Check()
PRESSURE = Check(type="number", low=100, high=2895, uom="kPa")
CHOICE = Check(type="choice", choices={1: False, 2: True})
PHOTO = Check(photo_required=True)


def judged(check, **answer):
    judgement = rounds.judge_answer(check, Answer(**answer))
    return judgement.result, judgement.problems


@pytest.mark.parametrize(
    ("check", "answer", "result", "problems"),
    [
        (YES_NO, {}, None, ("unanswered",)),
        (YES_NO, {"result": "ok"}, "ok", ()),
        (YES_NO, {"result": "hazard"}, "hazard", ()),
        (YES_NO, {"result": "not_inspected"}, "not_inspected", ("unknown_result",)),
        (YES_NO, {"result": "not_applicable"}, "not_applicable", ("reason_missing",)),
        (
            YES_NO,
            {"result": "not_applicable", "note": " "},
            "not_applicable",
            ("reason_missing",),
        ),
        (YES_NO, {"result": "not_applicable", "note": "Gone"}, "not_applicable", ()),
        # A value decides, at its limits as within.
        (PRESSURE, {"value": 2895}, "ok", ()),
        (PRESSURE, {"value": "2895.0001"}, "hazard", ()),
        (PRESSURE, {"value": 2896, "result": "ok"}, "hazard", ()),
        (PRESSURE, {"value": 99.9}, "hazard", ()),
        (PRESSURE, {"value": 100, "result": "hazard"}, "hazard", ()),
        (PRESSURE, {"value": 0}, "hazard", ()),
        (PRESSURE, {"result": "ok"}, "ok", ("value_missing",)),
        (PRESSURE, {"result": "hazard"}, "hazard", ("value_missing",)),
        (PRESSURE, {"result": "hazard", "note": "No gauge"}, "hazard", ()),
        (PRESSURE, {"result": "hazard", "photos": 1}, "hazard", ()),
        (PRESSURE, {"value": "high", "result": "ok"}, "ok", ("not_a_number",)),
        (PRESSURE, {"value": "2,705"}, None, ("not_a_number", "unanswered")),
        (PRESSURE, {"value": 20, "uom": "°C"}, None, ("wrong_dimension", "unanswered")),
        (PRESSURE, {"value": 20, "uom": "foo"}, None, ("unknown_unit", "unanswered")),
        # So does a choice.
        (CHOICE, {"choice": 1}, "ok", ()),
        (CHOICE, {"choice": 2, "result": "ok"}, "hazard", ()),
        (CHOICE, {"choice": 1, "result": "hazard"}, "hazard", ()),
        (CHOICE, {"choice": 3, "result": "ok"}, "ok", ("unknown_choice",)),
        (CHOICE, {"result": "ok"}, "ok", ("choice_missing",)),
        (PHOTO, {"result": "ok"}, "ok", ("photo_missing",)),
        (PHOTO, {"result": "hazard"}, "hazard", ("photo_missing",)),
        (PHOTO, {"result": "ok", "photos": 1}, "ok", ()),
        (PHOTO, {"result": "not_applicable", "note": "Gone"}, "not_applicable", ()),
    ],
)
def test_an_answer_means_this_and_lacks_that(check, answer, result, problems):
    assert judged(check, **answer) == (result, problems)


@pytest.mark.parametrize(
    ("value", "uom", "expected", "sentence"),
    [
        (2705, "", 2705, ""),
        ("2 705", "kPa", 2705, ""),
        ("2.705", "MPa", 2705, "2.705 MPa = 2705 kPa"),
        (25, "bar", 2500, "25 bar = 2500 kPa"),
    ],
)
def test_a_value_is_read_in_the_unit_of_the_check(value, uom, expected, sentence):
    judgement = rounds.judge_answer(PRESSURE, Answer(value=value, uom=uom))
    assert judgement.value == pytest.approx(expected)
    assert judgement.converted == sentence


def test_only_what_is_wrong_blocks_an_answer_on_the_way():
    judgement = rounds.judge_answer(PHOTO, Answer(result="ok"))
    assert judgement.problems
    assert not judgement.blocking
    judgement = rounds.judge_answer(PRESSURE, Answer(value="x", result="ok"))
    assert judgement.blocking == ("not_a_number",)


def test_every_problem_has_its_words():
    assert set(rounds.PROBLEMS) > rounds.INCOMPLETE


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2705", ("2705", "")),
        ("2.7 MPa", ("2.7", "MPa")),
        (" -3.5°C ", ("-3.5", "°C")),
        ("2 705 kPa", ("2 705", "kPa")),
        ("12 m3/h", ("12", "m3/h")),
        ("high", ("high", "")),
        ("", ("", "")),
    ],
)
def test_a_reading_splits_into_number_and_unit(text, parts):
    assert rounds.split_value(text) == parts


def at(hour):
    return datetime(2026, 3, 10, hour)


@pytest.mark.parametrize(
    ("periods", "covered"),
    [
        ([], False),
        ([(at(0), None)], True),
        ([(at(8), at(16))], True),
        ([(at(9), None)], False),
        ([(at(0), at(15))], False),
        ([(at(12), at(20)), (at(6), at(12))], True),
        ([(at(6), at(11)), (at(12), at(20))], False),
        ([(at(6), at(14)), (at(7), at(9)), (at(13), at(16))], True),
    ],
)
def test_stops_cover_a_window_when_no_moment_is_left(periods, covered):
    assert rounds.is_covered(periods, at(8), at(16)) is covered
