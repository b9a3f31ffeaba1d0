from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..models import dp_responsibility_resolve
from .common import DoublePreventionCase


class TestDuty(DoublePreventionCase):
    """Who checks what: the rule, the person of today, and who moves it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit)
        cls.measure = cls._measure(cls.event)
        cls.people = {
            user.login: user.with_company(cls.company).employee_id
            for user in (cls.manager, cls.officer, cls.worker, cls.fixer)
        }
        cls.production.manager_id = cls.people["officer"]
        cls.plant.manager_id = cls.people["manager"]
        cls.operator = cls.env["hr.job"].create(
            {"name": "Operator", "company_id": cls.company.id}
        )

    def _by_job(self, **vals):
        return self._duty(
            self.measure,
            rule="job",
            rule_employee_id=False,
            rule_job_id=self.operator.id,
            rule_department_id=self.team.id,
            **vals,
        )

    def _by_manager(self, department=None, **vals):
        return self._duty(
            self.measure,
            rule="manager",
            rule_employee_id=False,
            rule_department_id=(department or self.team).id,
            **vals,
        )

    def test_each_rule_needs_what_it_is_about(self):
        for rule, field in (
            ("employee", "Named Employee"),
            ("job", "Job"),
            ("manager", "Department of the Rule"),
        ):
            with (
                self.subTest(rule=rule),
                self.assertRaisesRegex(ValidationError, field),
            ):
                self._duty(self.measure, rule=rule, rule_employee_id=False)

    def test_hours_of_work_lie_within_a_day(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self._duty(self.measure, interval_unit="hour", work_start=8, work_end=25)

    def test_hours_of_work_may_pass_midnight(self):
        duty = self._duty(self.measure, interval_unit="hour", work_start=22, work_end=6)
        self.assertEqual((duty.work_start, duty.work_end), (22, 6))

    def test_how_often_is_said_in_words(self):
        self.assertEqual(self._duty(self.measure).interval_text, "Every day")
        duty = self._duty(self.measure, interval_number=2, interval_unit="week")
        self.assertEqual(duty.interval_text, "Every 2 weeks")

    def test_an_officer_names_a_person_without_hr_rights(self):
        duties = self.env["dp.duty"].with_user(self.officer)
        form = Form(duties.with_context(default_measure_id=self.measure.id))
        form.rule = "employee"
        form.rule_employee_id = self.people["worker"].with_user(self.officer)
        duty = form.save()
        self.assertEqual(duty.employee_id.name, "Worker")
        self.assertEqual(duty.user_id, self.worker)

    def test_a_job_finds_its_holder_in_the_department(self):
        self.people["fixer"].job_id = self.operator
        self.people["worker"].job_id = self.operator
        self.assertEqual(self._by_job().employee_id, self.people["worker"])

    def test_a_job_without_holder_falls_to_the_manager_above(self):
        self.assertEqual(self._by_job().employee_id, self.people["officer"])

    def test_a_vacant_department_falls_to_the_manager_above(self):
        self.assertEqual(self._by_manager().employee_id, self.people["officer"])
        self.production.manager_id = False
        self.assertEqual(self._by_manager().employee_id, self.people["manager"])

    def test_a_new_manager_takes_over_at_once(self):
        duty = self._by_manager()
        self.team.manager_id = self.people["worker"]
        self.assertEqual(duty.employee_id, self.people["worker"])

    def test_who_is_hired_for_a_job_takes_over_its_duties(self):
        duty = self._by_job()
        newcomer = self.env["hr.employee"].create(
            {
                "name": "Newcomer",
                "job_id": self.operator.id,
                "department_id": self.team.id,
                "company_id": self.company.id,
            }
        )
        self.assertEqual(duty.employee_id, newcomer)

    def test_who_changes_jobs_leaves_his_duties(self):
        self.people["worker"].job_id = self.operator
        duty = self._by_job()
        self.assertEqual(duty.employee_id, self.people["worker"])
        self.people["worker"].job_id = False
        self.assertEqual(duty.employee_id, self.people["officer"])

    def test_who_moves_to_another_department_leaves_his_duties(self):
        self.people["worker"].job_id = self.operator
        duty = self._by_job()
        self.people["worker"].department_id = self.maintenance
        self.assertEqual(duty.employee_id, self.people["officer"])

    def test_an_archived_person_is_replaced_by_the_manager_and_returns(self):
        duty = self._duty(self.measure)
        self.people["worker"].action_archive()
        self.assertEqual(duty.employee_id, self.people["officer"])
        self.people["worker"].action_unarchive()
        self.assertEqual(duty.employee_id, self.people["worker"])

    def test_an_archived_manager_is_replaced_by_the_one_above(self):
        duty = self._by_manager()
        self.people["officer"].action_archive()
        self.assertEqual(duty.employee_id, self.people["manager"])

    def test_what_resolves_to_nobody_is_found(self):
        nobody = self._by_manager(self.maintenance)
        self.plant.manager_id = False
        self.assertFalse(nobody.employee_id)
        found = self.env["dp.duty"].search(
            [("employee_id", "=", False), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(found, nobody)

    def test_a_holder_in_another_company_does_not_count(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        self.operator.company_id = False
        self.env["hr.employee"].create(
            {"name": "Elsewhere", "job_id": self.operator.id, "company_id": other.id}
        )
        duty = self._by_job()
        duty.rule_department_id = False
        self.assertFalse(duty.employee_id)

    def test_the_button_resolves_what_was_changed_behind_the_back(self):
        duty = self._duty(self.measure)
        self._make_outdated(duty)
        duty.with_user(self.officer).action_resolve()
        self.assertEqual(duty.employee_id, self.people["worker"])

    def _make_outdated(self, duties):
        duties.flush_recordset()
        self.env.cr.execute(
            "UPDATE dp_duty SET employee_id = %s WHERE id = ANY(%s)",
            [self.people["fixer"].id, duties.ids],
        )
        duties.invalidate_recordset(["employee_id"])

    def test_the_cron_resolves_batch_by_batch_what_is_outdated(self):
        duties = self.env["dp.duty"]
        for _number in range(5):
            duties |= self._duty(self.measure)
        kept = self._by_manager()
        self._make_outdated(duties)
        with (
            patch.object(dp_responsibility_resolve, "RESOLVE_BATCH", 2),
            self.enter_registry_test_mode(),
        ):
            self.env.ref(
                "double_prevention.cron_dp_duty_resolve"
            ).method_direct_trigger()
        duties.invalidate_recordset()
        self.assertEqual(duties.employee_id, self.people["worker"])
        self.assertEqual(kept.employee_id, self.people["officer"])

    def test_finding_what_is_outdated_costs_the_same_for_any_number(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["dp.duty"]._find_outdated()
            return self.env.cr.sql_log_count - before

        self._duty(self.measure)
        few = cost()
        for _number in range(20):
            self._duty(self.measure)
        self.assertEqual(cost(), few)
