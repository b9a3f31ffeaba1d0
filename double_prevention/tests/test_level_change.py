from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common import DoublePreventionCase


class TestLevelChange(DoublePreventionCase):
    """The history of levels is evidence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit, inherent="2", residual="3")
        cls.valve = cls._measure(cls.event, critical=True)
        cls._contribute(cls._duty(cls.valve))
        cls.row = cls.unit.level_change_ids[:1]

    def test_history_is_not_written_not_even_by_the_system_user(self):
        for act in (
            lambda: self.row.sudo().write({"to_level": "4"}),
            lambda: self.row.sudo().unlink(),
            lambda: self.row.sudo().create({"unit_id": self.unit.id}),
        ):
            with self.assertRaises(UserError):
                act()

    def test_a_manager_may_not_delete_history(self):
        with self.assertRaises(AccessError):
            self.row.with_user(self.manager).unlink()

    def test_everybody_of_the_company_reads_it(self):
        self.assertEqual(self.row.with_user(self.stranger).to_level, "2")

    def test_another_company_does_not_see_it(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        self.manager.company_ids = [Command.link(other.id)]
        history = self.env["dp.level.change"].with_user(self.manager)
        self.assertFalse(history.with_context(allowed_company_ids=other.ids).search([]))
