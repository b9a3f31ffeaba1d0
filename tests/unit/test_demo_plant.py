"""What is promised of the demo plant, read from its tables without a database."""

import csv
from collections import Counter
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "double_prevention" / "demo"
# LEC and LS: level by score, from the worst one on; all scores avoid the boundaries.
BANDS = {
    "lec": ((320, "1"), (160, "2"), (70, "3")),
    "ls": ((19, "1"), (14, "2"), (8, "3")),
}


def table(name):
    with (DEMO / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def level(method, picks):
    score = 1
    for pick in picks.split():
        score *= float(pick)
    return next((name for lower, name in BANDS[method] if score > lower), "4")


@pytest.mark.parametrize(
    ("name", "at_least"),
    [
        ("hr.department", 6),
        ("hr.employee", 25),
        ("dp.risk.event", 120),
        ("dp.control.measure", 400),
    ],
)
def test_there_are_enough_records(name, at_least):
    assert len(table(name)) >= at_least


def test_there_are_enough_objects_and_units():
    kinds = Counter(row["kind"] for row in table("dp.risk.unit"))
    assert kinds["object"] >= 12
    assert kinds["unit"] >= 40


@pytest.mark.parametrize("name", sorted(path.stem for path in DEMO.glob("*.csv")))
def test_every_text_has_its_chinese(name):
    rows = table(name)
    for column in [name for name in rows[0] if name.endswith("@zh_CN")]:
        source = column.removesuffix("@zh_CN")
        for row in rows:
            is_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in row[column])
            assert is_chinese == bool(row[source]), (name, row[source])


def test_every_unit_has_an_event_and_every_event_a_barrier():
    units = {row["unit_id:id"] for row in table("dp.risk.event")}
    leaves = {row["id"] for row in table("dp.risk.unit") if row["kind"] == "unit"}
    assert leaves <= units
    guarded = {row["event_id:id"] for row in table("dp.control.measure")}
    assert guarded == {row["id"] for row in table("dp.risk.event")}


def test_controls_never_make_a_risk_worse():
    for row in table("scores"):
        inherent = level(row["method"], row["inherent"])
        assert level(row["method"], row["residual"]) >= inherent, row["event"]


def test_the_reactor_is_yellow_and_would_be_orange_without_its_barriers():
    units = {row["id"]: row["unit_id:id"] for row in table("dp.risk.event")}
    scores = [row for row in table("scores") if units[row["event"]] == "unit_r301"]
    assert min(level(row["method"], row["residual"]) for row in scores) == "3"
    assert min(level(row["method"], row["inherent"]) for row in scores) == "2"


@pytest.mark.parametrize(
    ("tag", "low", "high"),
    [
        ("PI-301", None, 2895),
        ("LI-301", 50, 100),
        ("TI-301", None, 150),
        ("LI-303", 30, 100),
        ("LI-305", 30, 100),
    ],
)
def test_limits_are_the_published_ones(tag, low, high):
    """Downs and Vogel, Computers and Chemical Engineering 17 (1993)."""
    [row] = [
        row
        for row in table("dp.control.measure")
        if f" {tag} (" in row["check_content"]
    ]
    assert row["check_type"] == "number"
    assert float(row["limit_high"]) == high
    assert (float(row["limit_low"]) if row["has_limit_low"] == "1" else None) == low
