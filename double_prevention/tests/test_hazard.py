from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 02:00:00")
class TestHazard(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.unit = cls._tree()[-1]

    def _as(self, user, hazard):
        return hazard.with_user(user)

    def test_the_deadline_is_at_17_local_after_the_days_of_the_grade(self):
        self.company.write(
            {"dp_general_deadline_days": 7, "dp_major_deadline_days": 30}
        )
        hazard = self._hazard(self.unit)
        self.assertEqual(str(hazard.deadline), "2026-03-09 09:00:00")
        self._as(self.officer, hazard).grade = "major"
        self.assertEqual(str(hazard.deadline), "2026-04-01 09:00:00")

    def test_a_deadline_is_moved_later_by_an_extension_only(self):
        hazard = self._hazard(self.unit)
        self._as(self.officer, hazard).action_accept()
        with self.assertRaisesRegex(UserError, "extension"):
            self._as(self.manager, hazard).deadline = "2026-05-01 09:00:00"
        self._as(self.officer, hazard).deadline = "2026-03-04 09:00:00"
        self.assertEqual(hazard.deadline_status, "fine")

    def test_similar_hazards_are_those_of_the_last_year_at_the_place(self):
        old = self._hazard(self.unit, profession="3")
        hazard = self._hazard(self.unit, profession="3")
        self._hazard(self.unit, profession="4")
        self.assertEqual(hazard.similar_count, 1)
        action = hazard.action_view_similar()
        self.assertEqual(self.env["dp.hazard"].search(action["domain"]), old)
        with freeze_time("2027-03-04 02:00:00"):
            hazard.invalidate_recordset()
            self.assertEqual(hazard.similar_count, 0)

    def test_a_worker_reports_with_the_form(self):
        form = Form(self.env["dp.hazard"].with_user(self.worker))
        form.title = "Guard is missing"
        form.unit_id = self.unit
        hazard = form.save()
        self.assertEqual((hazard.state, hazard.reporter_id), ("reported", self.worker))

    def test_an_officer_completes_the_report_with_the_form(self):
        hazard = self._hazard(self.unit)
        with Form(self._as(self.officer, hazard)) as form:
            form.priority = "2"
            form.profession = "7"
            form.verifier_id = self.manager
        self.assertEqual((hazard.priority, hazard.verifier_id), ("2", self.manager))

    def test_a_person_named_directly_stays_when_the_rule_is_asked_again(self):
        hazard = self._hazard(self.unit)
        worker = self.worker.with_company(self.company).employee_id
        self._as(self.officer, hazard).employee_id = worker
        self.assertEqual(hazard.rule_employee_id, worker)
        self.env.add_to_compute(hazard._fields["employee_id"], hazard)
        self.assertEqual(hazard.employee_id, worker)

    def test_numbers_count_within_the_year_of_the_report(self):
        hazards = self.env["dp.hazard"].create(
            [
                {"title": "Old", "unit_id": self.unit.id, "date_reported": day}
                for day in ("2024-05-01 08:00:00", "2024-06-01 08:00:00")
            ]
        )
        self.assertTrue(
            all(name.startswith("HZ-2024-") for name in hazards.mapped("name"))
        )
        self.assertEqual(len(set(hazards.mapped("name"))), 2)
        self.assertTrue(self._hazard(self.unit).name.startswith("HZ-2026-"))

    def test_the_board_shows_every_stage(self):
        self._hazard(self.unit)
        board = self.env["dp.hazard"].with_context(read_group_expand=True)
        answer = board.web_read_group(
            [("unit_id", "=", self.unit.id)], ["stage_id"], ["__count"]
        )
        stages = self.env["dp.hazard.stage"].search_count([])
        self.assertEqual(len(answer["groups"]), stages)

    def test_nobody_deletes_a_hazard(self):
        hazard = self._hazard(self.unit)
        with self.assertRaisesRegex(UserError, "evidence"):
            hazard.sudo().unlink()

    def test_the_proposed_verifier_is_not_the_one_who_rectifies(self):
        hazard = self._hazard(self.unit, responsible=self.officer)
        self.assertEqual(hazard.verifier_id, self.manager, "the next officer above")
        self._as(self.officer, hazard).employee_id = self.manager.with_company(
            self.company
        ).employee_id
        self.assertEqual(hazard.verifier_id, self.officer)
