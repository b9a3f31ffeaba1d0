from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .test_responsibility_move import NOW, ResponsibilityCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSafetyRole(ResponsibilityCase):
    """Named safety roles, who holds them where, and the duties that follow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env.ref("double_prevention.safety_role_technical")
        cls.by_role = cls._duty(
            cls._measure(cls.event, "Interlock in use"),
            rule="role",
            rule_employee_id=False,
            rule_role_id=cls.role.id,
        )

    def _hold(self, person, unit=None, **vals):
        return self.env["dp.safety.role.holder"].create(
            {
                "role_id": self.role.id,
                "employee_id": person.id,
                "unit_id": unit and unit.id,
                "company_id": self.company.id,
                **vals,
            }
        )

    def test_the_roles_come_with_nine_nine_and_ten_duties(self):
        names = ("principal", "technical", "operational")
        roles = [self.env.ref(f"double_prevention.safety_role_{n}") for n in names]
        self.assertEqual([len(role.task_ids) for role in roles], [9, 9, 10])
        for role in roles:
            numbers = role.task_ids.mapped("number")
            self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    def test_a_role_nobody_holds_is_a_gap(self):
        self.assertFalse(self.by_role.employee_id)

    def test_the_holder_of_the_nearest_unit_has_the_duty(self):
        self._hold(self.boss)
        self.assertEqual(self.by_role.employee_id, self.boss)
        near = self._hold(self.chief, self.place)
        self.assertEqual(self.by_role.employee_id, self.chief)
        near.unlink()
        self.assertEqual(self.by_role.employee_id, self.boss)

    def test_a_holder_takes_over_on_his_day(self):
        self._hold(self.boss, date_to="2026-03-31")
        self._hold(self.chief, date_from="2026-04-01")
        self.assertEqual(self.by_role.employee_id, self.boss)
        with freeze_time("2026-04-01 00:00:10"):
            self._run_cron()
            self.assertEqual(self.by_role.employee_id, self.chief)

    def test_an_absent_holder_is_replaced_by_his_deputy(self):
        self._hold(self.man)
        self._leave(self.man, "2026-03-10 00:00:00", "2026-03-13 00:00:00")
        self.assertEqual(self.by_role.employee_id, self.mate)

    def test_several_holders_take_turns(self):
        self.company.write({"dp_responsibility_choice": "rota", "dp_rota_days": 1})
        self._hold(self.man)
        self._hold(self.mate)
        seen = set()
        for day in ("10", "11", "12", "13"):
            with freeze_time(f"2026-03-{day} 04:00:00"):
                self.by_role._resolve_concerned([("id", "=", self.by_role.id)])
                seen.add(self.by_role.employee_id)
        self.assertEqual(seen, {self.man, self.mate})

    def test_a_unit_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        with self.assertRaises(ValidationError):
            self._hold(self.boss, self.place, company_id=other.id)

    def test_only_a_manager_appoints(self):
        vals = {"role_id": self.role.id, "employee_id": self.man.id}
        holders = self.env["dp.safety.role.holder"]
        for user in (self.worker, self.officer, self.auditor):
            with self.assertRaises(AccessError):
                holders.with_user(user).create(vals)
        holder = holders.with_user(self.manager).create(vals)
        self.assertEqual(holder.with_user(self.auditor).employee_id.name, "Worker")
