from .common import DoublePreventionCase


class TestRiskEvent(DoublePreventionCase):
    """What can happen at a unit, and what it leads to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit, inherent="2", residual="3")

    def test_levels_come_from_the_assessments(self):
        self.assertEqual(
            (self.event.inherent_level, self.event.residual_level), ("2", "3")
        )
        self.assertEqual(self.unit.residual_level, "3")

    def test_the_worse_the_risk_the_higher_the_tier_that_controls_it(self):
        self.assertEqual(self.event.control_tier, "3")
        self._assess(self.event, "residual", "2", date="2026-01-02")
        self.assertEqual(self.event.control_tier, "2")

    def test_an_event_that_moves_takes_its_level_along(self):
        other = self._unit("Separator", self.place, code="V-303")
        self.event.unit_id = other
        self.assertEqual((self.unit.current_level, other.current_level), (False, "3"))

    def test_an_archived_event_counts_no_more(self):
        self.event.action_archive()
        self.assertFalse(self.unit.current_level)
        self.event.action_unarchive()
        self.assertEqual(self.unit.current_level, "3")

    def test_counters_count_what_the_buttons_open(self):
        measure = self._measure(self.event)
        self._measure(self.event, "Alarm tested")
        self.env["dp.hazard"].create(
            {"title": "Leak", "unit_id": self.unit.id, "measure_id": measure.id}
        )
        for counter, method in (
            ("measure_count", self.event.action_open_measures),
            ("assessment_count", self.event.action_open_assessments),
            ("open_hazard_count", self.event.action_open_hazards),
        ):
            action = method()
            found = self.env[action["res_model"]].search_count(action["domain"])
            self.assertEqual(found, self.event[counter], counter)
        self.assertEqual(
            (self.event.measure_count, self.event.assessment_count), (2, 2)
        )

    def test_assess_opens_the_assessment_of_this_event(self):
        action = self.event.action_assess()
        self.assertEqual(action["res_model"], "dp.risk.assess")
        self.assertEqual(action["context"]["default_event_id"], self.event.id)

    def test_the_event_leads_to_its_unit(self):
        self.assertEqual(self.event.action_open_unit()["res_id"], self.unit.id)
