from freezegun import freeze_time

from .common import DoublePreventionCase


class TestRiskEventStale(DoublePreventionCase):
    """An assessment past the review interval shows in the level."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        with freeze_time("2026-01-02 08:00:00"):
            cls.event = cls._event(cls.unit, inherent="2", residual="4")
        cls.company.dp_review_months = 12

    def _find(self, day):
        cron = self.env.ref("double_prevention.ir_cron_assessment_stale")
        with freeze_time(f"{day} 01:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def _open(self):
        return self.unit.open_contribution_ids

    def test_an_assessment_goes_out_of_date_on_its_day(self):
        self._find("2026-12-31")
        self.assertFalse(self._open())
        self._find("2027-01-01")
        self.assertRecordValues(
            self._open(), [{"kind": "assessment_stale", "floor_level": "3"}]
        )
        self.assertIn("assessment out of date: Overpressure", self._open().reason)
        self.assertEqual(self.unit.current_level, "3")
        self._find("2027-01-02")
        self.assertEqual(len(self._open()), 1)

    def test_a_new_assessment_brings_the_level_back(self):
        self._find("2027-01-01")
        with freeze_time("2027-01-03 08:00:00"):
            self._assess(self.event, "residual", "4", date="2027-01-03")
        self.assertFalse(self._open())
        self.assertEqual(self.unit.current_level, "4")

    def test_an_archived_event_is_not_out_of_date(self):
        self._find("2027-01-01")
        with freeze_time("2027-01-03 08:00:00"):
            self.event.active = False
        self.assertFalse(self._open())

    def test_no_interval_means_never(self):
        self.company.dp_review_months = 0
        self._find("2040-01-01")
        self.assertFalse(self._open())
