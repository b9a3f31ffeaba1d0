from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from .common import DoublePreventionCase

NOW = "2026-03-10 04:00:00"  # noon in Shanghai, a Tuesday


class ResponsibilityCase(DoublePreventionCase):
    """Real HR records: duties of three rules, a round, open and closed hazards.

    The worker is operator of the team and has a deputy, the mate; the officer manages
    Production, the manager the plant. After each scenario :meth:`assert_nothing_lost`
    is asked.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.company.dp_horizon_hours = 1
        cls.mate_user = cls._person("mate", cls.team)
        cls.people = {
            user.login: user.with_company(cls.company).employee_id
            for user in (
                cls.manager,
                cls.officer,
                cls.worker,
                cls.fixer,
                cls.mate_user,
            )
        }
        cls.man = cls.people["worker"]
        cls.mate = cls.people["mate"]
        cls.chief = cls.people["officer"]
        cls.boss = cls.people["manager"]
        cls.production.manager_id = cls.chief
        cls.plant.manager_id = cls.boss
        cls.operator = cls.env["hr.job"].create(
            {"name": "Operator", "company_id": cls.company.id}
        )
        cls.man.write({"job_id": cls.operator.id, "dp_deputy_id": cls.mate.id})
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit)
        cls.measure = cls._measure(cls.event)
        cls.named = cls._duty(cls.measure)
        cls.by_job = cls._duty(
            cls._measure(cls.event, "Bursting disc intact"),
            rule="job",
            rule_employee_id=False,
            rule_job_id=cls.operator.id,
            rule_department_id=cls.team.id,
        )
        cls.by_manager = cls._duty(
            cls._measure(cls.event, "Alarm tested"),
            rule="manager",
            rule_employee_id=False,
            rule_department_id=cls.production.id,
            tier="2",
        )
        cls.duties = cls.named | cls.by_job | cls.by_manager
        cls.hazard = cls._hazard(cls.unit, cls.officer, cls.worker)
        cls.closed = cls._hazard(cls.unit, cls.officer, cls.worker)
        cls.closed._transition("reject", reason="Not a hazard")
        cls.env["dp.inspection"]._generate(cls.duties)
        cls.env.flush_all()
        cls.first_move = cls._moves()[:1].id or 0

    @classmethod
    def _moves(cls):
        return cls.env["dp.responsibility.move"].search(
            [("company_id", "=", cls.company.id)], order="id desc"
        )

    def _new_moves(self):
        return self._moves().filtered(lambda move: move.id > self.first_move)

    def _leave(self, employee, start, end):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": employee.resource_id.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": start,
                "date_to": end,
            }
        )

    def _trigger_times(self):
        cron = self.env.ref("double_prevention.cron_dp_people_follow")
        return (
            self.env["ir.cron.trigger"]
            .search([("cron_id", "=", cron.id)])
            .mapped("call_at")
        )

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "double_prevention.cron_dp_people_follow"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _round_of(self, duty):
        return (
            self.env["dp.inspection.line"]
            .search(
                [("duty_id", "=", duty.id), ("state", "in", ("planned", "in_progress"))]
            )
            .inspection_id
        )

    def assert_has(self, person, records):
        for record in records:
            self.assertEqual(record.employee_id, person, record.display_name)
        for duty in records.filtered(lambda one: one._name == "dp.duty"):
            self.assertEqual(self._round_of(duty).employee_id, person)

    def assert_nothing_lost(self):
        """No open item without a person but what the lists of gaps find; nothing done
        changed; each move logged once, in the order it happened."""
        nobody = Domain("employee_id", "=", False)
        here = Domain("company_id", "=", self.company.id)
        for record in (*self.duties, self.hazard):
            gap = self.env[record._name].search(nobody & here)
            self.assertTrue(record.employee_id or record in gap)
        self.assertEqual(self.closed.employee_id, self.man)
        self.assertEqual(self.closed.state, "rejected")
        for record in (*self.duties, self.hazard):
            field = "duty_id" if record._name == "dp.duty" else "hazard_id"
            moves = self._new_moves().filtered(
                lambda move, field=field, one=record: move[field] == one
            )
            for before, after in zip(moves[1:], moves[:-1], strict=True):
                self.assertEqual(before.to_employee_id, after.from_employee_id)
            if moves:
                self.assertEqual(moves[0].to_employee_id, record.employee_id)
                self.assertEqual(len(moves), len(set(moves.mapped("date"))) or 1)
            for move in moves:
                self.assertNotEqual(move.from_employee_id, move.to_employee_id)
                self.assertTrue(move.reason)
                notes = record.message_ids.filtered(
                    lambda m, note=move.note: note in (m.body or "")
                )
                self.assertTrue(notes)
        outdated = self.env["dp.duty"]._find_outdated(here)
        self.assertFalse(outdated)
        self.assertFalse(self.env["dp.hazard"]._find_outdated(here))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestResponsibilityMove(ResponsibilityCase):
    """The scenarios of the issue, each with real HR records and fixed dates."""

    def test_a_transfer_with_a_future_date_moves_on_its_day(self):
        self.man.create_version(
            {
                "date_version": "2026-03-20",
                "department_id": self.maintenance.id,
                "job_id": False,
            }
        )
        self.assert_has(self.man, self.named | self.by_job)
        self.assertFalse(self._new_moves())
        self.assertIn(datetime(2026, 3, 20), self._trigger_times())
        with freeze_time("2026-03-20 00:00:30"):
            self._run_cron()
            self.assertEqual(self.man.department_id, self.maintenance)
            self.assert_has(self.chief, self.by_job)
            self.assert_has(self.man, self.named)
            self.assertEqual(self.hazard.employee_id, self.man)
            self.assertEqual(self._new_moves().duty_id, self.by_job)
            self.assertEqual(self._new_moves().cause, "date")
            self.assert_nothing_lost()

    def test_a_leave_gives_to_the_deputy_and_back(self):
        self._leave(self.man, "2026-03-11 00:00:00", "2026-03-13 00:00:00")
        self.assert_has(self.man, self.named | self.by_job)
        self.assertLessEqual(
            {datetime(2026, 3, 11), datetime(2026, 3, 13)}, set(self._trigger_times())
        )
        with freeze_time("2026-03-11 00:00:00"):
            self._run_cron()
            self.assert_has(self.mate, self.named | self.by_job)
            self.assertEqual(self.hazard.employee_id, self.mate)
            self.assertIn("Worker is away until", self._new_moves()[0].reason)
            self.assert_nothing_lost()
        with freeze_time("2026-03-13 00:00:00"):
            self._run_cron()
            self.assert_has(self.man, self.named | self.by_job)
            self.assertEqual(self.hazard.employee_id, self.man)
            self.assert_nothing_lost()
        self.assertEqual(len(self._new_moves()), 6)

    def test_a_cancelled_leave_gives_back_at_once(self):
        leave = self._leave(self.man, "2026-03-10 00:00:00", "2026-03-13 00:00:00")
        self.assert_has(self.mate, self.named | self.by_job)
        with freeze_time("2026-03-10 05:00:00"):
            leave.unlink()
            self.assert_has(self.man, self.named | self.by_job)
            self.assert_nothing_lost()

    def test_a_resignation_gives_to_the_manager(self):
        self.man.action_archive()
        self.assert_has(self.chief, self.duties)
        self.assertEqual(self.hazard.employee_id, self.chief)
        self.assertIn("has left", self._new_moves()[0].reason)
        self.assert_nothing_lost()

    def test_a_departure_in_the_future_moves_the_day_after(self):
        self.man.departure_date = "2026-03-15"
        self.assert_has(self.man, self.named)
        with freeze_time("2026-03-16 00:00:10"):
            self._run_cron()
            self.assert_has(self.chief, self.duties)
            self.assert_nothing_lost()

    def test_an_archived_user_loses_nothing(self):
        activities = self.env["mail.activity"].search_count(
            [("res_model", "=", "dp.hazard"), ("res_id", "=", self.hazard.id)]
        )
        self.assertTrue(activities)
        self.worker.action_archive()
        self.assert_has(self.chief, self.duties)
        self.assertEqual(self.hazard.user_id, self.officer)
        left = self.env["mail.activity"].search(
            [("res_model", "=", "dp.hazard"), ("res_id", "=", self.hazard.id)]
        )
        self.assertIn(self.officer, left.user_id)
        self.assertNotIn(self.worker, left.user_id)
        self.assert_nothing_lost()

    def test_another_verifier_comes_when_his_login_is_closed(self):
        self.hazard.verifier_id = self.fixer
        self.fixer.action_archive()
        self.assertTrue(self.hazard.verifier_id)
        self.assertNotEqual(self.hazard.verifier_id, self.fixer)

    def test_a_manager_without_user_has_duties_all_the_same(self):
        foreman = self.env["hr.employee"].create(
            {
                "name": "Foreman",
                "department_id": self.production.id,
                "company_id": self.company.id,
            }
        )
        self.production.manager_id = foreman
        self.assert_has(foreman, self.by_manager)
        self.assertFalse(self.by_manager.user_id)
        self.man.action_archive()
        self.assert_has(foreman, self.duties)
        self.assert_nothing_lost()

    def test_a_department_moved_under_another_falls_to_the_manager_there(self):
        self.man.action_archive()
        self.maintenance.manager_id = self.people["fixer"]
        with freeze_time("2026-03-10 05:00:00"):
            self.team.parent_id = self.maintenance
            self.assert_has(self.people["fixer"], self.named | self.by_job)
            self.assert_has(self.chief, self.by_manager)
            self.assert_nothing_lost()

    def test_a_job_left_empty_goes_to_the_manager_above(self):
        self.man.job_id = False
        self.assert_has(self.chief, self.by_job)
        self.assert_has(self.man, self.named)
        self.assertIn("Nobody is there", self._new_moves()[0].reason)
        self.assert_nothing_lost()

    def test_an_absent_deputy_is_passed_over(self):
        self._leave(self.mate, "2026-03-09 00:00:00", "2026-03-20 00:00:00")
        self._leave(self.man, "2026-03-10 00:00:00", "2026-03-13 00:00:00")
        self.assert_has(self.chief, self.duties)
        self.assert_nothing_lost()

    def test_a_deputy_who_comes_back_takes_over(self):
        leave = self._leave(self.mate, "2026-03-09 00:00:00", "2026-03-20 00:00:00")
        self._leave(self.man, "2026-03-10 00:00:00", "2026-03-13 00:00:00")
        with freeze_time("2026-03-10 05:00:00"):
            leave.date_to = "2026-03-10 04:30:00"
            self.assert_has(self.mate, self.named | self.by_job)
            self.assert_nothing_lost()

    def test_a_cycle_of_deputies_ends_at_the_manager(self):
        self.mate.dp_deputy_id = self.man
        self._leave(self.mate, "2026-03-09 00:00:00", "2026-03-20 00:00:00")
        self._leave(self.man, "2026-03-10 00:00:00", "2026-03-13 00:00:00")
        self.assert_has(self.chief, self.duties)
        self.assert_nothing_lost()

    def test_another_deputy_takes_over_at_once(self):
        self._leave(self.man, "2026-03-10 00:00:00", "2026-03-13 00:00:00")
        with freeze_time("2026-03-10 05:00:00"):
            self.man.dp_deputy_id = self.people["fixer"]
            self.assert_has(self.people["fixer"], self.named | self.by_job)
            self.assert_nothing_lost()

    def test_who_changes_the_company_leaves_everything_behind(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        self.man.write({"department_id": False, "job_id": False, "dp_deputy_id": False})
        with freeze_time("2026-03-10 05:00:00"):
            self.man.company_id = other
            self.env.flush_all()
            gap = self.env["dp.duty"].search(
                [("employee_id", "=", False), ("company_id", "=", self.company.id)]
            )
            self.assertEqual(gap, self.named)
            self.assert_has(self.chief, self.by_job)
            self.assert_nothing_lost()

    def test_a_change_of_the_rule_is_logged_and_the_round_follows(self):
        self.named.with_user(self.officer).rule_employee_id = self.mate
        self.env.flush_all()
        self.assert_has(self.mate, self.named)
        self.assertEqual(self._new_moves().cause, "rule")
        self.assert_nothing_lost()

    def test_nightly_moves_what_no_write_told_of(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hr_employee SET active = FALSE WHERE id = %s", [self.man.id]
        )
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "double_prevention.cron_dp_duty_resolve"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assert_has(self.chief, self.duties)
        self.assertEqual(set(self._new_moves().mapped("cause")), {"night"})
        self.assert_nothing_lost()

    # rounds -----------------------------------------------------------

    def test_checks_join_the_round_the_new_person_has(self):
        self._duty(self.measure, self.mate_user)
        own = self.env["dp.inspection"]._generate(
            self.env["dp.duty"].search([("employee_id", "=", self.mate.id)])
        )
        round_before = self._round_of(self.named)
        self.assertEqual(round_before.line_count, 2)
        self._leave(self.man, "2026-03-10 00:00:00", "2026-03-13 00:00:00")
        self.assertEqual(self._round_of(self.named), own)
        self.assertEqual(own.line_count, 3)
        self.assertEqual(round_before.state, "cancelled")
        self.assertIn(own.name, round_before.cancel_reason)

    def test_a_round_splits_when_only_some_checks_move(self):
        before = self._round_of(self.by_job)
        self.man.job_id = False
        after = self._round_of(self.by_job)
        self.assertNotEqual(after, before)
        self.assertEqual((before.line_count, after.line_count), (1, 1))
        self.assertEqual(before.employee_id, self.man)
        self.assertEqual(after.user_id, self.officer)

    def test_a_round_in_progress_goes_with_what_was_answered(self):
        before = self._round_of(self.named).with_user(self.worker)
        before._start()
        self.man.action_archive()
        self.assertEqual(self._round_of(self.named), before)
        self.assertEqual(before.sudo().employee_id, self.chief)

    def test_a_submitted_round_keeps_its_name(self):
        done = self._round_of(self.named)
        done.sudo().with_context(tracking_disable=True).write({"state": "done"})
        self.man.action_archive()
        self.assertEqual(done.employee_id, self.man)

    def test_a_round_started_by_hand_goes_on(self):
        by_hand = self.env["dp.inspection"].create(
            {
                "unit_id": self.place.id,
                "employee_id": self.man.id,
                "date_start": NOW,
                "date_end": "2026-03-11 04:00:00",
            }
        )
        self.man.action_archive()
        self.assertEqual(by_hand.employee_id, self.chief)

    # who may ----------------------------------------------------------

    def test_the_log_is_evidence(self):
        self.man.action_archive()
        move = self._new_moves()[:1]
        for user in (self.manager, self.auditor):
            log = move.with_user(user)
            self.assertTrue(log.reason)
            with self.assertRaises(UserError):
                log.write({"cause": "night"})
            with self.assertRaises(UserError):
                log.unlink()
            with self.assertRaises(UserError):
                log.create({})

    def test_a_worker_cannot_move_duties(self):
        with self.assertRaises(AccessError):
            self.named.with_user(self.worker).action_resolve()

    def test_an_officer_cannot_touch_duties_of_another_department(self):
        foreign = self._duty(
            self._measure(
                self._event(
                    self._unit("Pump", self.place, department_id=self.maintenance.id)
                )
            )
        )
        with self.assertRaises(AccessError):
            foreign.with_user(self.officer).rule_employee_id = self.mate
        with self.assertRaises(AccessError):
            foreign.with_user(self.officer).action_resolve()

    def test_an_employee_sees_his_own_duties_and_who_had_them(self):
        self._leave(self.man, "2026-03-10 00:00:00", "2026-03-13 00:00:00")
        mine = (
            self.env["dp.duty"]
            .with_user(self.mate_user)
            .search([("user_id", "=", self.mate_user.id)])
        )
        self.assertEqual(mine, self.named | self.by_job)
        self.assertEqual(mine.mapped("employee_id.name"), ["Mate"])
        self.assertTrue(mine[0].action_open_moves()["domain"])

    def test_the_queries_of_a_transfer_do_not_grow_with_the_duties(self):
        post = {"department_id": self.team.id, "job_id": self.operator.id}

        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.man.write({"department_id": self.maintenance.id, "job_id": False})
            self.env.flush_all()
            queries = self.env.cr.sql_log_count - before
            self.assertEqual(self.by_job.employee_id, self.chief)
            self.man.write(post)
            self.assertEqual(self.by_job.employee_id, self.man)
            return queries

        cost()  # what is read once per process, and the round that splits
        few = cost()
        for number in range(20):
            self._duty(
                self._measure(self.event, f"Valve {number} closed"),
                rule="job",
                rule_employee_id=False,
                rule_job_id=self.operator.id,
                rule_department_id=self.maintenance.id,
            )
            self._duty(self.measure, self.officer)
        self.assertEqual(cost(), few)

    def test_a_job_is_looked_for_only_where_its_holder_is_or_was(self):
        domain = self.env["dp.responsibility.mixin"]._get_people_domain(self.man)
        elsewhere = self._duty(
            self._measure(self.event, "Valve closed"),
            rule="job",
            rule_employee_id=False,
            rule_job_id=self.operator.id,
            rule_department_id=self.maintenance.id,
        )
        above = elsewhere.copy({"rule_department_id": self.plant.id})
        found = self.env["dp.duty"].search(domain)
        self.assertLessEqual(self.named | self.by_job | above, found)
        self.assertNotIn(elsewhere, found)
