import json

from ..models.dp_risk_unit_bus import CHANNEL, MOST_IDS
from .common import DoublePreventionCase


class TestRiskUnitBus(DoublePreventionCase):
    """Open screens are told which levels changed: once, and only who may know."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit, inherent="2", residual="3")
        cls.valve = cls._measure(cls.event, critical=True)
        cls.alarm = cls._measure(cls.event, "Level alarm tested")
        cls.env.cr.precommit.run()

    def _messages(self):
        """Return ``(channel, payload)`` of the messages that leave with a commit."""
        last = self.env["bus.bus"]._bus_last_id()
        self.env.cr.precommit.run()
        return [
            (json.loads(row.channel)[1:], json.loads(row.message)["payload"])
            for row in self.env["bus.bus"].search([("id", ">", last)], order="id")
            if json.loads(row.message)["type"] == CHANNEL
        ]

    def test_one_transaction_sends_one_message_with_the_unit_and_all_above(self):
        valve, alarm = self._duty(self.valve), self._duty(self.alarm)
        self._contribute(valve)
        self._contribute(alarm)
        self._end_contributions(valve)
        nodes = self.site | self.zone | self.place | self.unit
        self.assertEqual(
            self._messages(),
            [
                (
                    ["res.company", self.company.id, CHANNEL],
                    {"ids": sorted(nodes.ids)},
                )
            ],
        )

    def test_nothing_is_sent_when_no_level_changed(self):
        self.unit._refresh_levels()
        self.assertFalse(self._messages())

    def test_an_event_that_changes_is_told_even_where_its_unit_stays(self):
        worse = self._event(self.unit, inherent="1", residual="2")
        self._contribute(self._duty(self._measure(worse, "Overfill trip")))
        self.env.cr.precommit.run()
        shown = self.unit.current_level
        self._contribute(self._duty(self.alarm))
        self.assertEqual(self.unit.current_level, shown)
        [(_channel, payload)] = self._messages()
        self.assertIn(self.unit.id, payload["ids"])

    def test_a_message_says_neither_level_nor_reason(self):
        self._contribute(self._duty(self.valve))
        [(_channel, payload)] = self._messages()
        self.assertEqual(list(payload), ["ids"])

    def test_a_change_of_very_many_units_names_none(self):
        self.env["dp.risk.unit"]._on_level_changes(
            [self._level_change(n, self.company) for n in range(MOST_IDS + 1)]
        )
        [(_channel, payload)] = self._messages()
        self.assertEqual(payload, {"ids": None})

    def test_each_company_hears_of_its_own_units_only(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        self.env["dp.risk.unit"]._on_level_changes(
            [self._level_change(1, self.company), self._level_change(2, other)]
        )
        self.assertEqual(
            {channel[1]: payload["ids"] for channel, payload in self._messages()},
            {self.company.id: [1], other.id: [2]},
        )
