from odoo.tests import tagged

from ..hooks import uninstall_hook
from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
class TestHooks(DoublePreventionCase):
    def _count(self, table):
        self.env.cr.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 test names
        return self.env.cr.fetchone()[0]

    def test_uninstalling_empties_what_is_dropped_and_nothing_else(self):
        *_above, unit = self._tree()
        self._duty(self._measure(self._event(unit)))
        self.env.flush_all()
        others = ("hr_employee", "res_users", "res_company", "maintenance_equipment")
        before = {table: self._count(table) for table in others}
        uninstall_hook(self.env)
        self.assertEqual({table: self._count(table) for table in others}, before)
        self.assertFalse(self._count("dp_duty"))
        self.assertFalse(self._count("dp_risk_unit"))

    def test_after_uninstalling_an_employee_can_be_deleted(self):
        *_above, unit = self._tree()
        self._duty(self._measure(self._event(unit)))
        self.env.flush_all()
        employee = self.worker.with_company(self.company).employee_id
        uninstall_hook(self.env)
        employee.unlink()
        self.assertFalse(employee.exists())
