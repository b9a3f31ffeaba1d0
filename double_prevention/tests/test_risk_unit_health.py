from datetime import datetime, timedelta

from freezegun import freeze_time

from ..tools import health
from .common import DoublePreventionCase

START = datetime(2026, 3, 1, 8)
HOUR = timedelta(hours=1)


class TestRiskUnitHealth(DoublePreventionCase):
    """The facts of a past moment give the level that was shown then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(START):
            cls.site, cls.zone, cls.place, cls.unit = cls._tree()
            cls.event = cls._event(cls.unit, inherent="1", residual="4")
            cls.valve = cls._measure(cls.event, critical=True)
            cls.alarm = cls._measure(cls.event, "High pressure alarm tested")

    def _state_at(self, at, unit=None):
        unit = unit or self.unit
        events, contributions, parameters = unit._read_health_facts(at)
        return health.unit_state(
            events[unit.id], contributions[unit.id], at, parameters[unit.id]
        )

    def test_a_past_moment_is_explained_by_what_counted_then(self):
        source = self._duty(self.valve)
        with freeze_time(START + HOUR):
            self._contribute(source)
        row = self.unit.open_contribution_ids.filtered(
            lambda one: one.kind == "check_failed"
        )
        with freeze_time(START + 2 * HOUR):
            self._end_contributions(source)
        self.assertEqual(self._state_at(START).level, "4")
        during = self._state_at(START + HOUR)
        self.assertEqual((during.level, during.deciding), ("1", (row.id,)))
        self.assertEqual(self._state_at(START + 2 * HOUR).level, "4")

    def test_what_was_archived_since_still_explains_the_past(self):
        source = self._duty(self.valve)
        with freeze_time(START + HOUR):
            self._contribute(source)
        with freeze_time(START + 2 * HOUR):
            self.valve.active = False
        with freeze_time(START + 3 * HOUR):
            self._assess(self.event, "residual", "3")
            self.event.active = False
        self.assertEqual(self._state_at(START + HOUR).level, "1")
        self.assertEqual(self._state_at(START + 2 * HOUR).level, "4")
        self.assertIsNone(self._state_at(START + 3 * HOUR).level)

    def test_before_the_first_assessment_nothing_was_known(self):
        self.assertIsNone(self._state_at(START - HOUR).level)

    def test_now_is_answered_from_the_records_themselves(self):
        self._contribute(self._duty(self.valve))
        events, contributions, parameters = self.unit._read_health_facts()
        state = health.unit_state(
            events[self.unit.id],
            contributions[self.unit.id],
            datetime.now() + HOUR,
            parameters[self.unit.id],
        )
        self.assertEqual(state.level, self.unit.own_current_level)

    def test_facts_of_many_units_take_as_many_queries_as_of_one(self):
        units = self.env["dp.risk.unit"].create(
            [
                {"name": f"Part {n}", "parent_id": self.place.id, "kind": "unit"}
                for n in range(30)
            ]
        )
        for unit in units:
            self._event(unit)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._read_health_facts(START + HOUR)
            return self.env.cr.sql_log_count - before

        count(units)
        self.assertEqual(count(units[:1]), count(units))
