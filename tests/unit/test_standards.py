"""Several edits of a standard read as one, from what people knew to what is now."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.double_prevention.tools import standards

snapshots = st.fixed_dictionaries(
    {name: st.sampled_from(["a", "b", None]) for name in ("limit", "name", "check")}
)


def test_what_changed_is_said_old_and_new():
    old = {"limit": "2895", "name": "Pressure"}
    new = {"limit": "2800", "name": "Pressure"}
    assert standards.compare(old, new) == {"limit": ["2895", "2800"]}


def test_there_and_back_is_no_change():
    assert standards.merge({"limit": [1, 2]}, {"limit": [2, 1]}) == {}


@given(snapshots, snapshots, snapshots)
def test_two_edits_are_one_from_the_first_to_the_last(first, second, third):
    merged = standards.merge(
        standards.compare(first, second), standards.compare(second, third)
    )
    assert merged == standards.compare(first, third)
