from .common import DoublePreventionCase


class TestHrDepartment(DoublePreventionCase):
    """Departments, jobs and people lead to what they have to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.measure = cls._measure(cls._event(cls.unit))
        cls.operator = cls.env["hr.job"].create(
            {"name": "Operator", "company_id": cls.company.id}
        )
        cls.duty = cls._duty(cls.measure)
        cls.by_job = cls._duty(
            cls.measure,
            rule="job",
            rule_employee_id=False,
            rule_job_id=cls.operator.id,
        )
        cls.hazard = cls.env["dp.hazard"].create(
            {
                "title": "Leak",
                "unit_id": cls.unit.id,
                "rule": "employee",
                "rule_employee_id": cls.duty.employee_id.id,
            }
        )

    def _assert_counters(self, record, **methods):
        """Check that each button opens as many records as its counter says."""
        for counter, (method, expected) in methods.items():
            action = getattr(record, method)()
            found = self.env[action["res_model"]].search_count(action["domain"])
            self.assertEqual((record[counter], found), (expected, expected), counter)

    def test_a_department_leads_to_its_units_duties_rounds_and_hazards(self):
        self._assert_counters(
            self.team,
            dp_unit_count=("action_open_dp_units", 4),
            dp_duty_count=("action_open_dp_duties", 2),
            dp_round_count=("action_open_dp_rounds", 0),
            dp_hazard_count=("action_open_dp_hazards", 1),
        )

    def test_a_person_leads_to_what_he_has_to_do(self):
        self._assert_counters(
            self.duty.employee_id,
            dp_duty_count=("action_open_dp_duties", 1),
            dp_round_count=("action_open_dp_rounds", 0),
            dp_hazard_count=("action_open_dp_hazards", 1),
        )

    def test_the_public_profile_shows_the_same_to_people_without_hr_rights(self):
        profile = (
            self.env["hr.employee.public"]
            .with_user(self.officer)
            .browse(self.duty.employee_id.id)
        )
        self._assert_counters(
            profile,
            dp_duty_count=("action_open_dp_duties", 1),
            dp_hazard_count=("action_open_dp_hazards", 1),
        )

    def test_a_job_leads_to_the_duties_of_its_holder(self):
        self._assert_counters(self.operator, dp_duty_count=("action_open_dp_duties", 1))
