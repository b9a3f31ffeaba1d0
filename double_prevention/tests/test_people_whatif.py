from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_responsibility_move import NOW, ResponsibilityCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPeopleWhatif(ResponsibilityCase):
    """What the wizard shows is what happens later."""

    def _ask(self, change, employee=None, user=None, **vals):
        return (
            self.env["dp.people.whatif"]
            .with_user(user or self.officer)
            .create(
                {
                    "employee_ids": [(6, 0, (employee or self.man).ids)],
                    "change": change,
                    **vals,
                }
            )
        )

    def _state(self):
        self.env.flush_all()
        return {one: one.employee_id.id or 0 for one in (*self.duties, self.hazard)}

    def _compare(self, wizard, change):
        """Simulate, change really, and compare who has what."""
        expected = self._state()
        for model, moves in wizard._simulate().items():
            for record_id, (before, answer) in moves.items():
                record = self.env[model].browse(record_id)
                self.assertEqual(expected[record], before)
                expected[record] = answer.employee
        self.assertNotEqual(expected, self._state())
        change()
        self.assertEqual(self._state(), expected)

    def test_an_archive_is_as_shown(self):
        self._compare(self._ask("archive"), self.man.action_archive)

    def test_a_move_is_as_shown(self):
        job = self.env["hr.job"].create(
            {"name": "Clerk", "company_id": self.company.id}
        )
        self._compare(
            self._ask("move", department_id=self.maintenance.id, job_id=job.id),
            lambda: self.man.write(
                {"department_id": self.maintenance.id, "job_id": job.id}
            ),
        )

    def test_a_leave_to_come_is_as_shown(self):
        times = ("2026-03-12 00:00:00", "2026-03-14 00:00:00")
        self._leave(self.mate, "2026-03-12 00:00:00", "2026-03-13 00:00:00")
        wizard = self._ask("leave", date_from=times[0], date_to=times[1])

        def change():
            self._leave(self.man, *times)
            with freeze_time("2026-03-12 00:00:01"):
                self._run_cron()

        self._compare(wizard, change)

    def test_a_manager_who_manages_no_longer_is_as_shown(self):
        self._compare(
            self._ask("unmanage", self.chief),
            lambda: self.production.write({"manager_id": False}),
        )

    def test_a_change_of_company_is_as_shown(self):
        other = self.env["res.company"].create({"name": "Other Plant"})

        def change():
            self.man.write(
                {
                    "department_id": False,
                    "job_id": False,
                    "dp_deputy_id": False,
                    "company_id": other.id,
                }
            )

        self._compare(
            self._ask("company", user=self.env.user, company_id=other.id), change
        )

    def test_it_shows_who_gets_what_and_writes_nothing(self):
        before = self._state()
        wizard = self._ask("archive")
        wizard.action_show()
        self.assertEqual(wizard.line_ids.to_employee_id, self.chief)
        self.assertEqual((wizard.move_count, wizard.orphan_count), (3, 0))
        self.assertEqual(self._state(), before)
        self.assertFalse(self._new_moves())
        self.assertTrue(wizard.line_ids[:1].action_open()["domain"])

    def test_what_nobody_would_have_comes_first(self):
        self.production.manager_id = False
        self.plant.manager_id = False
        wizard = self._ask("archive")
        wizard.action_show()
        self.assertFalse(wizard.line_ids[0].to_employee_id)
        self.assertEqual(wizard.orphan_count, 3)

    def test_a_worker_may_not_ask(self):
        for user in (self.worker, self.auditor):
            with self.assertRaises(AccessError):
                self._ask("archive", user=user)
