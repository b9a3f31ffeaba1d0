from .common import DoublePreventionCase


class TestRiskUnitPeople(DoublePreventionCase):
    """Who answers for a unit at each tier."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        _site, _zone, cls.place, cls.unit = cls._tree()
        cls.plant.manager_id = cls._employee(cls.manager)
        cls.production.manager_id = cls._employee(cls.officer)
        cls.team.manager_id = cls._employee(cls.worker)

    @classmethod
    def _employee(cls, user):
        return user.with_company(cls.company).employee_id

    def _people(self, unit, user=None):
        answer = unit.with_user(user or self.env.user)._get_tier_people()[unit]
        return {tier: employee.name for tier, employee in answer.items()}

    def test_without_duties_managers_answer_from_the_top_down(self):
        self.assertEqual(
            self._people(self.unit),
            {"1": "Manager", "2": "Officer", "3": "Worker", "4": "Worker"},
        )

    def test_who_has_a_duty_at_a_tier_answers_there(self):
        measure = self._measure(self._event(self.unit))
        self._duty(measure, self.fixer, tier="4")
        self.assertEqual(self._people(self.unit)["4"], "Fixer")
        self.assertEqual(self._people(self.place)["4"], "Worker")

    def test_the_person_with_most_duties_answers(self):
        event = self._event(self.unit)
        self._duty(self._measure(event), self.worker)
        for name in ("Gauge", "Seal"):
            self._duty(self._measure(event, name), self.fixer)
        self.assertEqual(self._people(self.unit)["4"], "Fixer")

    def test_a_department_without_manager_is_passed_upwards(self):
        self.production.manager_id = False
        self._employee(self.worker).active = False
        self.assertEqual(set(self._people(self.unit).values()), {"Manager"})

    def test_where_nobody_is_found_the_answer_is_empty(self):
        self.unit.department_id = False
        self.assertFalse(self.unit._get_tier_people(["2"])[self.unit]["2"])

    def test_a_worker_gets_the_same_answer(self):
        self.assertEqual(self._people(self.unit, self.worker)["1"], "Manager")

    def test_many_units_cost_as_much_as_one(self):
        units = self.unit
        for number in range(20):
            units |= self._unit(f"Pump {number}", self.place)
        self.env.flush_all()

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records._get_tier_people()
            return self.env.cr.sql_log_count - before

        count(units)
        self.assertLessEqual(count(units), count(self.unit) + 1)
