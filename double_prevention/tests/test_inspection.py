import base64
from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DoublePreventionCase, picture

NOW = "2026-03-10 04:00:00"


class InspectionCase(DoublePreventionCase):
    """A round of the worker with a yes/no, a number and a choice, due today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dp_horizon_hours = 1
        _site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit)
        cls.valve = cls._measure(cls.event, sequence=1)
        cls.pressure = cls._measure(
            cls.event,
            "Pressure",
            sequence=2,
            check_type="number",
            has_limit_high=True,
            limit_high=2895,
            has_limit_low=True,
            limit_low=100,
            uom="kPa",
        )
        cls.alarm = cls._measure(
            cls.event,
            "Alarm",
            sequence=3,
            check_type="choice",
            choice_ids=[
                (0, 0, {"name": "Loud"}),
                (0, 0, {"name": "Silent", "is_hazard": True}),
            ],
        )
        cls.loud, cls.silent = cls.alarm.choice_ids
        cls.duties = (
            cls._duty(cls.valve) | cls._duty(cls.pressure) | cls._duty(cls.alarm)
        )
        cls.round = cls.env["dp.inspection"]._generate(cls.duties)
        cls.lines = cls.round.line_ids
        cls.mine = cls.round.with_user(cls.worker)

    def _answers(self, *changes):
        """Return good answers to all checks, updated by ``changes`` in their order."""
        answers = [
            {"line_id": self.lines[0].id, "result": "ok"},
            {"line_id": self.lines[1].id, "value": 2705},
            {"line_id": self.lines[2].id, "choice_id": self.loud.id},
        ]
        for answer, change in zip(answers, changes):  # noqa: B905
            answer.update(change)
        return answers


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestInspection(InspectionCase):
    def test_the_inspector_submits_his_round(self):
        self.mine._submit(self._answers(), "uuid-1")
        self.assertRecordValues(
            self.round,
            [
                {
                    "state": "done",
                    "started_at": datetime(2026, 3, 10, 4),
                    "submitted_at": datetime(2026, 3, 10, 4),
                    "submitted_by_id": self.worker.id,
                    "client_uuid": "uuid-1",
                    "is_late": False,
                    "line_count": 3,
                    "answered_count": 3,
                    "finding_count": 0,
                    "progress": 100,
                }
            ],
        )
        self.assertRecordValues(
            self.lines,
            [
                {"result": "ok", "answer": ""},
                {"result": "ok", "answer": "2705 kPa"},
                {"result": "ok", "answer": "Loud"},
            ],
        )
        self.assertEqual(
            set(self.duties.mapped("last_done")), {datetime(2026, 3, 10, 4)}
        )

    def test_answers_are_saved_on_the_way_and_kept(self):
        self.mine._answer([{"line_id": self.lines[1].id, "value": "2 705"}])
        self.assertEqual(self.round.state, "in_progress")
        self.assertEqual(self.round.answered_count, 1)
        self.mine._answer([{"line_id": self.lines[1].id, "note": "Needle trembles"}])
        self.assertRecordValues(
            self.lines[1],
            [{"result": "ok", "value_number": 2705, "note": "Needle trembles"}],
        )
        answers = self._answers()
        self.mine._submit([answers[0], answers[2]])
        self.assertEqual(self.round.state, "done")

    def test_submitting_twice_with_the_same_key_changes_nothing(self):
        self.mine._submit(self._answers(), "uuid-1")
        with freeze_time("2026-03-10 05:00:00"):
            again = self.mine._submit(self._answers({"result": "hazard"}), "uuid-1")
        self.assertEqual(again, self.round)
        self.assertEqual(self.lines[0].result, "ok")
        self.assertEqual(self.round.submitted_at, datetime(2026, 3, 10, 4))

    def test_submitting_again_is_refused_and_says_by_whom(self):
        self.mine._submit(self._answers(), "uuid-1")
        for key in ("uuid-2", None):
            with self.assertRaisesRegex(UserError, "was submitted on .* by Worker"):
                self.mine._submit(self._answers(), key)

    def test_every_problem_is_named_and_nothing_is_written(self):
        self.lines[0].sudo().photo_required = True
        answers = self._answers(
            {}, {"value": "a lot"}, {"choice_id": False, "result": "not_applicable"}
        )
        with self.assertRaises(UserError) as caught:
            self.mine._submit(answers)
        message = str(caught.exception)
        self.assertIn("Relief valve sealed?: a photo is required", message)
        self.assertIn("Pressure?: a lot is not a number", message)
        self.assertIn("Alarm?: say why it is not applicable", message)
        self.assertEqual(set(self.lines.mapped("result")), {False})
        self.assertEqual(self.round.answered_count, 0)

    def test_a_check_without_an_answer_keeps_the_round_open(self):
        with self.assertRaisesRegex(UserError, "Alarm\\?: not answered yet"):
            self.mine._submit(self._answers()[:2])
        self.assertNotEqual(self.round.state, "done")

    def test_a_value_in_another_unit_is_converted_and_said(self):
        self.mine._submit(self._answers({}, {"value": "2.705", "uom": "MPa"}))
        self.assertEqual(self.lines[1].value_number, 2705)
        self.assertEqual(self.lines[1].note, "2.705 MPa = 2705 kPa")

    def test_a_value_in_a_unit_of_something_else_is_refused(self):
        with self.assertRaisesRegex(UserError, "°C can't be converted to kPa"):
            self.mine._submit(self._answers({}, {"value": 120, "uom": "°C"}))

    def test_a_file_that_is_no_photo_is_refused_by_name(self):
        text = base64.b64encode(b"no picture").decode()
        for data in (text, "%%%", None):
            with self.assertRaisesRegex(
                UserError, "sealed\\?: list.txt is not a photo"
            ):
                self.mine._submit(self._answers({"photos": [("list.txt", data)]}))
        self.assertFalse(self.lines[0].photo_ids)

    def test_a_photo_is_kept_with_its_check(self):
        self.lines[0].sudo().photo_required = True
        answers = self._answers({"photos": [("seal.jpg", picture().decode())]})
        self.mine._submit(answers)
        self.assertRecordValues(
            self.lines[0].photo_ids,
            [
                {
                    "name": "seal.jpg",
                    "mimetype": "image/jpeg",
                    "res_model": "dp.inspection.line",
                    "res_id": self.lines[0].id,
                }
            ],
        )

    def test_checks_of_another_round_are_refused(self):
        other = self.env["dp.inspection"]._generate(self._duty(self.valve, self.fixer))
        answer = {"line_id": other.line_ids.id, "result": "ok"}
        with self.assertRaisesRegex(UserError, "does not belong to"):
            self.mine._answer([answer])

    def test_a_round_submitted_after_its_window_is_late(self):
        with freeze_time("2026-03-11 00:05:00"):
            self.mine._submit(self._answers())
        self.assertTrue(self.round.is_late)

    def test_a_round_that_demands_a_scan_starts_at_the_tag_only(self):
        self.round.sudo().scan_required = True
        with self.assertRaisesRegex(UserError, "scan the tag of"):
            self.mine.action_start()
        with self.assertRaisesRegex(UserError, "scan the tag of"):
            self.mine._submit(self._answers())
        self.mine._start(scanned=True)
        self.assertEqual(self.round.scanned_at, datetime(2026, 3, 10, 4))
        self.mine._submit(self._answers())
        self.assertEqual(self.round.state, "done")

    def test_the_button_submits_what_was_answered_in_the_form(self):
        self.mine.action_start()
        lines = self.lines.with_user(self.worker)
        lines[0].write({"result": "ok"})
        lines[1].write({"answer": "2.7 MPa"})
        with self.assertRaisesRegex(UserError, "Alarm"):
            self.mine.action_submit()
        lines[2].write({"value_choice_id": self.loud.id})
        self.mine.action_submit()
        self.assertEqual(self.round.state, "done")
        self.assertEqual(self.lines[1].value_number, 2700)

    def test_a_photo_put_in_by_hand_has_to_be_one(self):
        self.mine.action_start()
        attachments = self.env["ir.attachment"].with_user(self.worker)
        text = attachments.create({"name": "list.txt", "raw": b"no picture"})
        line = self.lines[0].with_user(self.worker)
        with self.assertRaises(UserError) as caught:
            line.write({"photo_ids": [(4, text.id)]})
        self.assertIn("list.txt is not a photo", str(caught.exception))
        shot = attachments.create({"name": "seal.jpg", "datas": picture()})
        line.write({"photo_ids": [(4, shot.id)], "result": "ok"})
        self.assertEqual(shot.res_id, line.id)

    def test_an_officer_cancels_with_a_reason(self):
        theirs = self.round.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "say why"):
            theirs._cancel(" ")
        theirs._cancel("Reactor replaced")
        self.assertRecordValues(
            self.round, [{"state": "cancelled", "cancel_reason": "Reactor replaced"}]
        )
        with self.assertRaisesRegex(UserError, "evidence"):
            self.mine._submit(self._answers())

    def test_an_inspector_does_not_cancel_his_round(self):
        with self.assertRaisesRegex(UserError, "safety officer"):
            self.mine._cancel("No time")

    def test_a_submitted_round_is_changed_by_nobody(self):
        answers = self._answers({"photos": [("seal.jpg", picture().decode())]})
        self.mine._submit(answers)
        photo = self.lines[0].photo_ids
        for refused in (
            lambda: self.round.with_user(self.manager).write({"note": "x"}),
            lambda: self.round.with_user(self.manager).unlink(),
            lambda: self.round.sudo().write({"employee_id": False}),
            lambda: self.round.sudo().unlink(),
            lambda: self.lines[0].with_user(self.manager).write({"result": "hazard"}),
            lambda: self.lines[0].sudo().write({"note": "x"}),
            lambda: self.lines[0].sudo().unlink(),
            lambda: self.lines[0].sudo().copy(),
            lambda: photo.sudo().write({"raw": b"x"}),
            lambda: photo.sudo().unlink(),
            lambda: self.mine._answer([{"line_id": self.lines[0].id, "note": "x"}]),
        ):
            with self.assertRaisesRegex(UserError, "evidence"):
                refused()

    def test_the_workflow_is_not_gone_round_by_writing(self):
        theirs = self.round.with_user(self.manager)
        for vals in (
            {"state": "done"},
            {"state": "planned"},
            {"submitted_by_id": self.officer.id},
            {"is_late": False},
            {"date_end": "2027-01-01"},
            {"scan_required": False},
        ):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "not by hand"):
                theirs.write(vals)
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            theirs.unlink()
        with self.assertRaisesRegex(UserError, "can't be changed by hand"):
            theirs.line_ids[0].write({"limit_high": 9999})

    def test_a_planned_round_can_be_given_to_another_person(self):
        fixer = self.fixer.with_company(self.company).employee_id
        self.round.with_user(self.officer).employee_id = fixer
        self.assertEqual(self.round.user_id, self.fixer)
        with self.assertRaises(AccessError):
            self.mine._submit(self._answers())

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_who_may_not(self):
        other_officer = self._person(
            "tank-officer", self.maintenance, "group_dp_officer"
        )
        company = self.env["res.company"].create({"name": "Other Plant"})
        foreign = self._person("foreign", groups="group_dp_manager", company=company)
        for user in (self.stranger, self.fixer, other_officer, self.auditor, foreign):
            with self.subTest(user.login):
                theirs = self.round.with_user(user).with_context(
                    allowed_company_ids=user.company_ids.ids
                )
                lines = self.lines.with_env(theirs.env)
                for refused, args in (
                    (theirs.action_start, ()),
                    (theirs._submit, (self._answers(),)),
                    (theirs._cancel, ("x",)),
                    (theirs.write, ({"note": "x"},)),
                    (lines.write, ({"note": "x"},)),
                ):
                    with self.assertRaises(AccessError):
                        refused(*args)
                if user != self.auditor:
                    self.assertFalse(theirs.search([("id", "=", self.round.id)]))
        self.assertTrue(self.round.with_user(self.auditor).name)
        with self.assertRaises(AccessError):
            self.mine.write({"employee_id": False})
        with self.assertRaises(AccessError):
            self.mine.copy()

    def test_submitting_many_checks_takes_as_many_queries_as_few(self):
        measures = self.env["dp.control.measure"].create(
            [
                {"event_id": self.event.id, "name": f"M{n}", "check_content": "Good?"}
                for n in range(47)
            ]
        )
        duties = self.env["dp.duty"].create(
            [
                {
                    "measure_id": measure.id,
                    "rule_employee_id": self.worker.employee_id.id,
                    "date_start": "2026-01-01 00:00:00",
                    "inspection_type": kind,
                }
                for measure, kind in zip(
                    measures, ["2"] * 2 + ["3"] * 5 + ["4"] * 40, strict=True
                )
            ]
        )
        counts = []
        # The first one warms caches up.
        for inspection in self.env["dp.inspection"]._generate(duties):
            answers = [
                {"line_id": one.id, "result": "ok"} for one in inspection.line_ids
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            inspection.with_user(self.worker)._submit(answers)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
