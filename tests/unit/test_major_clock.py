from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import major_clock
from odoo.addons.double_prevention.tools.major_clock import Allowed, Moments

ZONE = "Asia/Shanghai"
MON = datetime(2026, 11, 2, 2, 0)  # 10:00 in Shanghai
ALLOWED = {
    "judge": Allowed(24, "hour"),
    "list": Allowed(3),
    "regulator": Allowed(24, "hour"),
    "workers": Allowed(7),
    "plan": Allowed(3),
    "evaluate": Allowed(3),
    "verify": Allowed(5),
    "review": Allowed(5),
}


def duty(step, moments, now, **options):
    known = major_clock.duties(moments, ALLOWED, now, ZONE, **options)
    return next(one for one in known if one.step == step)


TUE = datetime(2026, 11, 3, 2)  # 24 hours later
EVE_3 = datetime(2026, 11, 5, 9)  # 17:00 of the plant, three days later
EVE_5 = datetime(2026, 11, 7, 9)
EVE_7 = datetime(2026, 11, 9, 9)
CONFIRMED = Moments(MON, MON, MON)
SUSPECTED = Moments(MON)


@pytest.mark.parametrize(
    ("step", "moments", "now", "due", "status"),
    [
        ("judge", SUSPECTED, MON, TUE, "running"),
        ("judge", SUSPECTED, TUE, TUE, "late"),
        ("judge", Moments(MON, judged=TUE), MON, TUE, "done"),
        ("judge", Moments(MON, judged=EVE_3), MON, TUE, "done_late"),
        ("regulator", SUSPECTED, MON, None, "waiting"),
        ("regulator", CONFIRMED, MON, TUE, "running"),
        ("workers", CONFIRMED, MON, EVE_7, "running"),
        ("list", CONFIRMED, EVE_3, EVE_3, "late"),
        ("plan", CONFIRMED, EVE_3, EVE_3, "late"),
        ("plan", Moments(MON, MON, MON, planned=MON), MON, EVE_3, "done"),
        ("evaluate", CONFIRMED, MON, None, "waiting"),
        ("evaluate", Moments(rectified=MON), MON, EVE_3, "running"),
        ("verify", Moments(rectified=MON), MON, EVE_5, "running"),
    ],
)
def test_a_clock_runs_from_its_start_to_its_end(step, moments, now, due, status):
    found = duty(step, moments, now)
    assert (found.due, found.status) == (due, status)


def test_a_second_review_has_a_clock_only_where_it_is_asked_for():
    moments = Moments(rectified=MON, verified=MON)
    assert "review" not in [
        one.step for one in major_clock.duties(moments, ALLOWED, MON, ZONE)
    ]
    assert duty("review", moments, MON, needs_review=True).status == "running"


def test_a_step_without_a_limit_is_never_late():
    known = major_clock.duties(
        Moments(MON), {"judge": Allowed(0)}, MON + timedelta(days=99), ZONE
    )
    assert (known[0].due, known[0].status) == (None, "running")


def test_what_is_missing_is_named_in_order():
    assert major_clock.missing_to_close(Moments()) == (
        "regulator",
        "workers",
        "evaluate",
    )
    full = Moments(regulator=MON, workers=MON, evaluated=MON)
    assert major_clock.missing_to_close(full) == ()


def test_the_next_duty_is_the_earliest_open_one():
    known = major_clock.duties(Moments(MON, MON, MON), ALLOWED, MON, ZONE)
    assert major_clock.next_due(known) == datetime(2026, 11, 3, 2)
    assert major_clock.next_due(()) is None


MOMENT = st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))


@given(
    st.builds(Moments, *[MOMENT] * 11),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    st.timedeltas(timedelta(0), timedelta(days=60)),
)
def test_a_duty_that_is_late_stays_late_until_it_is_done(moments, now, later):
    before = major_clock.duties(moments, ALLOWED, now, ZONE, needs_review=True)
    after = major_clock.duties(moments, ALLOWED, now + later, ZONE, needs_review=True)
    assert [one.step for one in before] == list(major_clock.STEPS)
    for one, other in zip(before, after, strict=True):
        assert one.status in major_clock.STATUSES
        assert one.due == other.due
        assert one.status != "late" or other.status == "late"
        assert bool(one.done) == one.status.startswith("done")
