from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form

from .common import DoublePreventionCase


@freeze_time("2026-03-02 02:00:00")
class TestUnitSuspension(DoublePreventionCase):
    """Stops and overhauls: while one lasts, no rounds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()

    def _stop(self, unit, **vals):
        return self.env["dp.unit.suspension"].create(
            {
                "unit_id": unit.id,
                "reason": "Annual overhaul",
                "kind": "overhaul",
                "date_from": "2026-03-01 00:00:00",
                **vals,
            }
        )

    def test_a_stop_holds_for_the_parts_too(self):
        self._stop(self.place)
        self.assertTrue(self.place.is_suspended and self.unit.is_suspended)
        self.assertFalse(self.site.is_suspended)
        units = self.site + self.zone + self.place + self.unit
        self.assertEqual(
            units.search([("is_suspended", "=", True), ("id", "in", units.ids)]),
            self.place + self.unit,
        )

    def test_a_stop_that_ended_or_has_not_begun_does_not_hold(self):
        self._stop(self.unit, date_to="2026-03-01 12:00:00")
        self._stop(self.unit, date_from="2026-03-03 00:00:00")
        self.assertFalse(self.unit.is_suspended)

    def test_an_officer_stops_and_resumes_a_unit(self):
        unit = self.unit.with_user(self.officer)
        action = unit.action_suspend()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.officer)
            .with_context(**action["context"])
        )
        form.reason = "No orders"
        stop = form.save()
        self.assertTrue(unit.is_suspended)
        self.assertIn("No orders", unit.message_ids[:1].body)
        with freeze_time("2026-03-02 05:00:00"):
            unit.action_resume()
            self.assertFalse(unit.is_suspended)
        self.assertGreater(stop.date_to, stop.date_from)

    def test_a_part_of_a_stopped_unit_is_not_resumed_alone(self):
        self._stop(self.place)
        with self.assertRaisesRegex(UserError, "unit above"):
            self.unit.action_resume()

    def test_a_stop_that_has_begun_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "explains why"):
            self._stop(self.unit).unlink()

    def test_a_planned_stop_is_deleted(self):
        stop = self._stop(self.unit, date_from="2026-03-03 00:00:00")
        stop.unlink()
        self.assertFalse(stop.exists())

    def test_the_name_says_which_unit_and_why(self):
        self.assertEqual(self._stop(self.unit).display_name, "R-301 Reactor (Overhaul)")
