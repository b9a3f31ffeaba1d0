from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError

from .common import DoublePreventionCase


@freeze_time("2026-03-02 02:00:00")
class TestSpecialWork(DoublePreventionCase):
    """It raises the level while active, and is refused where it may not be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls._event(cls.unit, "2", "4")
        cls.leader = cls._person("leader", cls.maintenance)
        cls.guard = cls._person("guard", cls.team)

    def _work(self, kind="hot_1", unit=None, user=None, **vals):
        company = self.company
        return (
            self.env["dp.special.work"]
            .with_user(user or self.worker)
            .create(
                {
                    "title": "Weld a bracket",
                    "kind_id": self.env.ref(f"double_prevention.work_kind_{kind}").id,
                    "unit_id": (unit or self.unit).id,
                    "date_start": "2026-03-02 04:00:00",
                    "date_end": "2026-03-02 08:00:00",
                    "leader_id": self.leader.with_company(company).employee_id.id,
                    "guardian_id": self.guard.with_company(company).employee_id.id,
                    **vals,
                }
            )
        )

    def _approved(self, *args, **kwargs):
        special = self._work(*args, **kwargs)
        special.with_user(self.officer).action_approve()
        return special

    def _clock(self, moment):
        cron = self.env.ref("double_prevention.cron_special_work")
        with freeze_time(moment), self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def _major_hazard(self, unit):
        hazard = self._hazard(unit)
        # How a hazard is judged is tested elsewhere; here it is major.
        hazard.sudo()._write_unguarded({"grade": "major"})
        return hazard

    def test_it_starts_and_ends_by_itself_and_raises_the_level_meanwhile(self):
        special = self._approved()
        self.assertEqual((special.state, self.unit.current_level), ("approved", "4"))
        self._clock("2026-03-02 04:00:00")
        self.assertEqual((special.state, self.unit.current_level), ("active", "2"))
        self.assertIn("Hot work, Grade 1 under way until", self.unit.current_reason)
        self.assertEqual(self.site.current_level, "2")
        self._clock("2026-03-02 08:00:00")
        self.assertEqual((special.state, self.unit.current_level), ("done", "4"))
        self.assertEqual(str(special.ended_at), "2026-03-02 08:00:00")

    def test_its_approval_wakes_the_clock_at_its_times(self):
        self._approved()
        cron = self.env.ref("double_prevention.cron_special_work")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertLessEqual(
            {"2026-03-02 04:00:00", "2026-03-02 08:00:00"},
            set(map(str, triggers.mapped("call_at"))),
        )

    def test_work_whose_time_has_begun_starts_on_approval(self):
        special = self._approved(date_start="2026-03-02 01:00:00")
        self.assertEqual(special.state, "active")

    def test_work_that_never_started_is_cancelled_when_its_time_is_over(self):
        special = self._approved()
        self._clock("2026-03-02 09:00:00")
        self.assertEqual(special.state, "cancelled")
        self.assertIn("without a start", special.end_note)

    def test_it_is_not_approved_while_a_major_hazard_is_open_on_its_line(self):
        for unit in (self.unit, self.place, self.zone):
            hazard = self._major_hazard(unit)
            special = self._work(unit=self.place)
            self.assertEqual(special.sudo().major_hazard_ids, hazard.sudo())
            with self.assertRaisesRegex(UserError, "major hidden hazard"):
                special.with_user(self.officer).action_approve()
            hazard.sudo()._write_unguarded({"state": "rejected"})

    def test_a_major_hazard_beside_it_is_in_nobody_s_way(self):
        self._major_hazard(self._unit("Pump", self.zone, "object"))
        self.assertEqual(self._approved().state, "approved")

    def test_it_does_not_start_by_itself_when_a_major_hazard_opened_meanwhile(self):
        special = self._approved()
        self._major_hazard(self.unit)
        self._clock("2026-03-02 04:00:00")
        self.assertEqual(special.state, "approved")
        self.assertIn("is refused", special.start_refused)
        with (
            freeze_time("2026-03-02 05:00:00"),
            self.assertRaisesRegex(UserError, "is refused"),
        ):
            special.with_user(self.leader).action_start()

    def _active(self, **vals):
        return self._approved(date_start="2026-03-02 01:00:00", **vals)

    def _notices(self, special):
        return self.env["dp.notice"].search(
            [("res_model", "=", special._name), ("res_id", "=", special.id)]
        )

    def test_a_major_hazard_that_opens_stops_work_under_way_and_calls_its_people(self):
        special = self._active()
        hazard = self._hazard(self.place)
        self.assertFalse(special.stop_called_at)
        hazard.with_user(self.worker)._transition("suspect", reason="Gas smelt")
        self.assertEqual(str(special.stop_called_at), "2026-03-02 02:00:00")
        notices = self._notices(special)
        self.assertEqual(notices.user_id, self.leader | self.guard | self.officer)
        self.assertTrue(all(notices.mapped("urgent")))
        self.assertIn(f"major hidden hazard {hazard.name}", notices[0].summary)
        self.assertEqual(special.sudo().activity_ids.user_id, self.leader)
        self.assertEqual(special.state, "active")
        special.with_user(self.guard)._cancel("People are out")
        self.assertFalse(special.sudo().activity_ids)

    def test_a_second_major_hazard_calls_nobody_again(self):
        special = self._active()
        for _number in range(2):
            self._hazard(self.unit, grade="major")
        self.assertEqual(len(self._notices(special)), 3)
        self.assertEqual(len(special.sudo().activity_ids), 1)

    def test_work_beside_a_major_hazard_or_not_begun_is_not_stopped(self):
        beside = self._active()
        self._hazard(self._unit("Pump", self.zone, "object"), grade="major")
        self.assertFalse(beside.stop_called_at)
        planned = self._approved()
        self._hazard(self.unit, grade="major")
        self.assertFalse(planned.stop_called_at)

    def test_a_hundred_works_take_hardly_more_queries_than_ten(self):
        units = [self._unit(f"Vessel {n}", self.zone, "object") for n in range(100)]
        works = self.env["dp.special.work"].browse()
        for unit in units:
            works |= self._work(unit=unit)
        works._write_unguarded({"state": "active"})

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.sudo()._sync_contributions()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few, many = queries(works[:10]), queries(works[10:])
        self.assertEqual(set(works.unit_id.mapped("current_level")), {"2"})
        self.assertLessEqual(many, few * 1.5)

    def test_conflicting_work_in_one_place_is_warned_against(self):
        self._approved()
        other = self._work("confined", self._unit("Vessel", self.place))
        self.assertEqual(len(other.conflict_work_ids), 1)
        with self.assertRaisesRegex(UserError, "meets"):
            other.with_user(self.officer).action_approve()
        other.coordination = "Nobody enters while it is welded"
        other.with_user(self.officer).action_approve()
        self.assertEqual(other.state, "approved")

    def test_where_works_meet_the_level_is_one_step_worse_until_one_ends(self):
        hot = self._approved("hot_2")
        space = self._approved("confined", coordination="In turn")
        self._clock("2026-03-02 04:00:00")
        self.assertEqual((hot.state, space.state), ("active", "active"))
        self.assertEqual(self.unit.current_level, "1")
        kinds = self.unit.open_contribution_ids.mapped("kind")
        self.assertEqual(kinds.count("work_conflict"), 2)
        with freeze_time("2026-03-02 05:00:00"):
            space.with_user(self.leader).action_finish()
        self.assertEqual(self.unit.current_level, "3")
        self.assertNotIn(
            "work_conflict", self.unit.open_contribution_ids.mapped("kind")
        )

    def test_work_elsewhere_or_later_does_not_conflict(self):
        self._approved()
        elsewhere = self._work("confined", self._unit("Pump", self.zone, "object"))
        later = self._work(
            "confined",
            date_start="2026-03-02 08:00:00",
            date_end="2026-03-02 10:00:00",
        )
        self.assertFalse(elsewhere.conflict_work_ids | later.conflict_work_ids)

    def test_it_lasts_no_longer_than_its_kind_allows(self):
        with self.assertRaisesRegex(ValidationError, "at most 8 hours"):
            self._work(date_end="2026-03-02 12:01:00")
        self._work("hot_2", date_end="2026-03-05 04:00:00")

    def test_the_guardian_takes_no_part_in_the_work(self):
        employee = self.leader.with_company(self.company).employee_id
        with self.assertRaisesRegex(ValidationError, "Leader watches"):
            self._work(guardian_id=employee.id)

    def test_nobody_approves_work_he_leads(self):
        employee = self.officer.with_company(self.company).employee_id
        special = self._work(leader_id=employee.id)
        with self.assertRaisesRegex(UserError, "somebody else"):
            special.with_user(self.officer).action_approve()

    def test_a_worker_or_an_officer_of_elsewhere_does_not_approve(self):
        special = self._work()
        with self.assertRaisesRegex(UserError, "officer of the department"):
            special.action_approve()
        elsewhere = self._person("elsewhere", self.maintenance, "group_dp_officer")
        with self.assertRaises(AccessError):
            special.with_user(elsewhere).action_approve()

    def test_the_guardian_stops_it_and_says_why(self):
        special = self._approved()
        self._clock("2026-03-02 04:00:00")
        wizard = (
            self.env["dp.special.work.cancel"]
            .with_user(self.guard)
            .create({"work_ids": special.ids, "reason": "Gas test failed"})
        )
        with freeze_time("2026-03-02 05:00:00"):
            wizard.action_confirm()
        self.assertEqual(special.state, "cancelled")
        self.assertEqual(special.end_note, "Gas test failed")
        self.assertEqual(self.unit.current_level, "4")

    def test_a_stranger_neither_starts_nor_stops_it(self):
        special = self._approved(date_start="2026-03-02 01:00:00")
        for action in ("action_start", "action_finish"):
            with self.assertRaisesRegex(UserError, "only who leads"):
                getattr(special.with_user(self.fixer), action)()
        with self.assertRaisesRegex(UserError, "only who takes part"):
            special.with_user(self.fixer)._cancel("No")

    def test_approved_work_is_evidence(self):
        special = self._approved()
        for user in (self.worker, self.officer, self.manager, self.env.user):
            with self.assertRaisesRegex(UserError, "stays as it is"):
                special.with_user(user).title = "Something else"
        for user in (self.officer, self.manager, self.env.user):
            with self.assertRaisesRegex(UserError, "evidence"):
                special.with_user(user).unlink()

    def test_nobody_writes_the_state_past_the_buttons(self):
        special = self._work()
        for user in (self.worker, self.manager):
            with self.assertRaises(UserError):
                special.with_user(user).write({"state": "active"})
        with self.assertRaisesRegex(UserError, "as a draft"):
            self._work(approved_by_id=self.officer.id)

    def test_an_auditor_reads_and_writes_nothing(self):
        special = self._work()
        self.assertTrue(special.with_user(self.auditor).read(["title"]))
        with self.assertRaises(AccessError):
            self._work(user=self.auditor)
        with self.assertRaises(AccessError):
            special.with_user(self.auditor).title = "Mine"

    def test_another_company_does_not_see_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = self._person("other", company=other)
        special = self._work()
        works = self.env["dp.special.work"].with_user(user)
        found = works.with_context(allowed_company_ids=other.ids).search([])
        self.assertNotIn(special.id, found.ids)

    def test_the_unit_counts_it_from_above(self):
        self._work()
        self.assertEqual(self.site.special_work_count, 1)
        action = self.site.action_open_special_work()
        self.assertEqual(action["domain"], [("unit_id", "child_of", self.site.id)])
