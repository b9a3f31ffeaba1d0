from odoo.exceptions import AccessError

from .common import DoublePreventionCase


class TestResUsers(DoublePreventionCase):
    """The departments an officer works on, at the moment he works."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.workshop = cls._unit(
            "Workshop", cls.zone, "object", department_id=cls.maintenance.id
        )
        cls.person = cls.officer.with_company(cls.company).employee_id

    def _may_write(self, unit):
        return unit.with_user(self.officer).has_access("write")

    def test_an_officer_works_on_his_department_and_those_below(self):
        self.assertEqual(self.officer.dp_department_ids, self.production + self.team)
        self.assertEqual(self.worker.dp_department_ids, self.team)
        self.assertFalse(self.stranger.dp_department_ids)

    def test_many_users_cost_as_many_queries_as_one(self):
        def cost(users):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            users.mapped("dp_department_ids")
            return self.env.cr.sql_log_count - before

        cost(self.officer)
        self.assertLessEqual(
            cost(self.officer + self.worker + self.fixer + self.manager),
            cost(self.officer) + 1,
        )

    def test_who_moves_to_another_department_works_there_at_once(self):
        self.assertTrue(self._may_write(self.unit))
        self.person.department_id = self.maintenance
        self.assertFalse(self._may_write(self.unit))
        self.assertTrue(self._may_write(self.workshop))

    def test_who_becomes_manager_works_on_that_department_at_once(self):
        self.assertFalse(self._may_write(self.workshop))
        self.maintenance.manager_id = self.person
        self.assertTrue(self._may_write(self.workshop))

    def test_a_department_that_moves_takes_its_units_along(self):
        self.assertFalse(self._may_write(self.workshop))
        self.maintenance.parent_id = self.production
        self.assertTrue(self._may_write(self.workshop))

    def test_who_gets_a_user_later_works_on_his_department(self):
        self.stranger.group_ids |= self.env.ref("double_prevention.group_dp_officer")
        unit = self.unit.with_user(self.stranger)
        self.assertFalse(unit.has_access("write"))
        self.stranger.with_company(self.company).employee_id.department_id = self.team
        self.assertTrue(unit.has_access("write"))

    def test_a_new_employee_of_a_user_works_on_his_department(self):
        user = self._person("newcomer", groups="group_dp_officer")
        user.with_company(self.company).employee_id.unlink()
        unit = self.unit.with_user(user)
        self.assertFalse(unit.has_access("write"))
        self.env["hr.employee"].create(
            {
                "name": "Newcomer",
                "user_id": user.id,
                "department_id": self.team.id,
                "company_id": self.company.id,
            }
        )
        self.assertTrue(unit.has_access("write"))

    def test_an_officer_without_department_changes_nothing(self):
        self.person.department_id = False
        with self.assertRaises(AccessError):
            self.unit.with_user(self.officer).name = "Mine"
