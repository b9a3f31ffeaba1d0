from datetime import datetime, timedelta

import pytest

from odoo.addons.double_prevention.tools.deadlines import (
    deadline_after,
    deadline_status,
)


@pytest.mark.parametrize(
    ("reported", "days", "zone", "expected"),
    [
        # 10:00 in Shanghai: 17:00 there a week later
        ("2026-03-02T02:00", 7, "Asia/Shanghai", "2026-03-09T09:00"),
        # reported after 16:00 UTC: already the next day in Shanghai
        ("2026-03-02T17:00", 1, "Asia/Shanghai", "2026-03-04T09:00"),
        ("2026-03-02T17:00", 1, "UTC", "2026-03-03T17:00"),
        # the clocks change in between
        ("2026-03-27T10:00", 3, "Europe/Berlin", "2026-03-30T15:00"),
        ("2026-12-31T10:00", 30, "UTC", "2027-01-30T17:00"),
    ],
)
def test_a_deadline_is_17_local_after_calendar_days(reported, days, zone, expected):
    answer = deadline_after(datetime.fromisoformat(reported), days, zone)
    assert answer == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("hours_left", "expected"),
    [(49, "fine"), (48, "soon"), (1, "soon"), (0, "overdue"), (-1, "overdue")],
)
def test_how_near_a_deadline_is(hours_left, expected):
    now = datetime(2026, 3, 2)
    assert deadline_status(now + timedelta(hours=hours_left), now, 48) == expected


def test_what_is_over_or_has_no_deadline_is_not_late():
    now = datetime(2026, 3, 2)
    assert deadline_status(now, now, 48, is_open=False) == "none"
    assert deadline_status(None, now, 48) == "none"
