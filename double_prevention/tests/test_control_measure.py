from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from .common import DoublePreventionCase


class TestControlMeasure(DoublePreventionCase):
    """A barrier and the check that proves it: what must be said, and when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit, inherent="2", residual="3")

    def _choices(self, *choices):
        return [
            (0, 0, {"name": name, "is_hazard": is_hazard})
            for name, is_hazard in choices
        ]

    def test_a_check_by_people_says_what_to_check(self):
        with self.assertRaisesRegex(ValidationError, "say what to check"):
            self._measure(self.event, check_content=False)

    def test_automatic_monitoring_needs_no_check(self):
        measure = self._measure(
            self.event, control_mode="sensor", check_content=False, check_type="number"
        )
        self.assertTrue(measure)
        with self.assertRaisesRegex(ValidationError, "say what to check"):
            measure.control_mode = "check"

    def test_a_number_needs_a_limit(self):
        with self.assertRaisesRegex(ValidationError, "a low or a high limit"):
            self._measure(self.event, check_type="number", uom="kPa")

    def test_a_number_needs_a_unit_that_is_known(self):
        for uom in ("kPa", "°C", "m3/h", "%", False):
            self._number(uom=uom)
        with self.assertRaisesRegex(ValidationError, "no known unit of measure"):
            self._number(uom="kilopond per moon")

    def _number(self, **vals):
        return self._measure(
            self.event,
            check_type="number",
            has_limit_high=True,
            limit_high=2895,
            **vals,
        )

    def test_limits_cannot_be_reversed(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self._number(has_limit_low=True, limit_low=3000)

    def test_equal_limits_are_one_allowed_value(self):
        self.assertTrue(self._number(has_limit_low=True, limit_low=2895))

    def test_a_choice_needs_two_answers_and_a_good_one(self):
        for choices in (
            self._choices(("Tight", False)),
            self._choices(("Loose", True), ("Gone", True)),
        ):
            with self.assertRaisesRegex(ValidationError, "one that is good"):
                self._measure(self.event, check_type="choice", choice_ids=choices)
        self.assertTrue(
            self._measure(
                self.event,
                check_type="choice",
                choice_ids=self._choices(("Tight", False), ("Loose", True)),
            )
        )

    def test_the_last_good_answer_cannot_become_a_hazard(self):
        measure = self._measure(
            self.event,
            check_type="choice",
            choice_ids=self._choices(("Tight", False), ("Loose", True)),
        )
        with self.assertRaisesRegex(ValidationError, "one that is good"):
            measure.choice_ids[0].is_hazard = True

    def test_answers_are_replaced_in_one_go(self):
        measure = self._measure(
            self.event,
            check_type="choice",
            choice_ids=self._choices(("Tight", False), ("Loose", True)),
        )
        measure.choice_ids = [
            (5, 0, 0),
            *self._choices(("Clean", False), ("Dirty", True)),
        ]
        self.assertEqual(measure.choice_ids.mapped("name"), ["Clean", "Dirty"])

    def test_counters_count_what_the_buttons_open(self):
        measure = self._measure(self.event)
        self._duty(measure)
        self.env["dp.hazard"].create(
            {"title": "Leak", "unit_id": self.unit.id, "measure_id": measure.id}
        )
        for counter, expected, method in (
            ("duty_count", 1, measure.action_open_duties),
            ("open_hazard_count", 1, measure.action_open_hazards),
            ("check_count", 0, measure.action_open_checks),
        ):
            action = method()
            found = self.env[action["res_model"]].search_count(action["domain"])
            self.assertEqual((measure[counter], found), (expected, expected), counter)

    def test_the_measure_says_what_lowers_its_health(self):
        measure = self._measure(self.event)
        duty = self._duty(measure)
        self.env["dp.risk.contribution"]._sync(
            duty,
            {
                duty: [
                    {
                        "kind": "check_missed",
                        "unit_id": self.unit.id,
                        "measure_id": measure.id,
                        "penalty": 0.5,
                        "floor_level": False,
                        "reason": lambda env: env._("Check missed"),
                    }
                ]
            },
        )
        self.assertEqual(measure.health, 0.5)
        contribution = measure.open_contribution_ids
        self.assertEqual(contribution.kind, "check_missed")
        self.assertEqual(contribution.action_open_source()["res_id"], duty.id)
