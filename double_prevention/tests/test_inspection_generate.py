from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .common import DoublePreventionCase

NOW = "2026-03-10 04:00:00"  # noon in Shanghai, a Tuesday


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestInspectionGenerate(DoublePreventionCase):
    """Daily duties run from midnight to midnight UTC; the horizon is one hour, so
    that only the window of today is due."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.company.dp_horizon_hours = 1
        _site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit)
        cls.measure = cls._measure(cls.event)
        cls.other_measure = cls._measure(cls.event, "Bursting disc intact")
        cls.cron = cls.env.ref("double_prevention.cron_dp_duty_generate_rounds")

    def _generate(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        return self.env["dp.inspection"].search(
            [("company_id", "=", self.company.id)], order="id"
        )

    def test_checks_of_one_person_at_one_place_are_one_round(self):
        self._duty(self.measure)
        duty = self._duty(self.other_measure)
        inspection = self._generate()
        self.assertRecordValues(
            inspection,
            [
                {
                    "state": "planned",
                    "origin": "plan",
                    "unit_id": self.place.id,
                    "department_id": self.team.id,
                    "user_id": self.worker.id,
                    "employee_id": duty.employee_id.id,
                    "type": "1",
                    "tier": "4",
                    "date_start": datetime(2026, 3, 10),
                    "date_end": datetime(2026, 3, 11),
                    "line_count": 2,
                    "scan_required": False,
                }
            ],
        )
        self.assertTrue(inspection.name.startswith("RD-2026-"))
        self.assertEqual(
            inspection.line_ids.mapped("check_content"),
            ["Relief valve sealed?", "Bursting disc intact?"],
        )

    def test_two_persons_at_one_place_get_a_round_each(self):
        self._duty(self.measure)
        self._duty(self.other_measure, self.fixer)
        self.assertEqual(self._generate().user_id, self.worker | self.fixer)

    def test_one_person_at_two_places_gets_two_rounds(self):
        tank = self._unit("Tank", self.zone, "object", code="T")
        self._duty(self.measure)
        self._duty(self._measure(self._event(tank)))
        self.assertEqual(self._generate().unit_id, self.place | tank)

    def test_another_type_or_tier_is_a_round_of_its_own(self):
        self._duty(self.measure)
        self._duty(self.measure, inspection_type="3")
        self._duty(self.measure, tier="3")
        self.assertEqual(
            sorted((one.type, one.tier) for one in self._generate()),
            [("1", "3"), ("1", "4"), ("3", "4")],
        )

    def test_running_the_cron_again_makes_nothing_twice(self):
        self._duty(self.measure)
        first = self._generate()
        self.assertEqual(self._generate(), first)
        self.assertEqual(first.line_count, 1)

    def test_a_duty_planned_anew_does_not_ask_again_for_the_same_window(self):
        duty = self._duty(self.measure)
        self._generate()
        duty.write({"interval_number": 2})
        self.assertGreater(duty.next_start, datetime(2026, 3, 10))
        self.assertEqual(len(self._generate()), 1)

    def test_a_late_duty_joins_the_round_that_is_planned(self):
        self._duty(self.measure)
        first = self._generate()
        self._duty(self.other_measure, scan_required=True)
        self.assertEqual(self._generate(), first)
        self.assertEqual(first.line_count, 2)
        self.assertTrue(first.scan_required)

    def test_a_round_that_has_begun_is_left_alone(self):
        self._duty(self.measure)
        first = self._generate()
        first._start()
        self._duty(self.other_measure)
        self.assertEqual(len(self._generate()), 2)
        self.assertEqual(first.line_count, 1)

    def test_windows_within_the_horizon_are_generated_ahead(self):
        self.company.dp_horizon_hours = 48
        duty = self._duty(self.measure)
        starts = [one.date_start.day for one in self._generate()]
        self.assertEqual(starts, [10, 11, 12])
        self.assertEqual(duty.next_start, datetime(2026, 3, 13))

    def test_the_windows_of_a_pause_are_made_up_for(self):
        self._duty(self.measure)
        with freeze_time("2026-03-12 04:00:00"):
            starts = [one.date_start.day for one in self._generate()]
        self.assertEqual(starts, [10, 11, 12])

    def test_a_pause_of_months_is_not_made_up_for(self):
        self._duty(self.measure)
        with freeze_time("2026-06-12 04:00:00"):
            self.assertEqual(len(self._generate()), 7)

    def test_nobody_responsible_gives_a_round_without_inspector(self):
        self._duty(
            self.measure,
            rule="manager",
            rule_employee_id=False,
            rule_department_id=self.maintenance.id,
        )
        inspection = self._generate()
        self.assertEqual(len(inspection), 1)
        self.assertFalse(inspection.employee_id)

    def _suspend(self, unit, date_from, date_to=False):
        self.env["dp.unit.suspension"].create(
            {
                "unit_id": unit.id,
                "date_from": date_from,
                "date_to": date_to,
                "reason": "Overhaul",
            }
        )

    def test_a_unit_below_a_stopped_one_gets_no_round_and_moves_on(self):
        duty = self._duty(self.measure)
        self._suspend(self.zone, "2026-03-09 00:00:00")
        self.assertFalse(self._generate())
        self.assertEqual(duty.next_start, datetime(2026, 3, 11))

    def test_stops_that_follow_each_other_cover_a_window_together(self):
        self._duty(self.measure)
        self._suspend(self.unit, "2026-03-09 00:00:00", "2026-03-10 12:00:00")
        self._suspend(self.zone, "2026-03-10 12:00:00", "2026-03-12 00:00:00")
        self.assertFalse(self._generate())

    def test_a_unit_that_runs_again_within_the_window_is_checked(self):
        self._duty(self.measure)
        self._suspend(self.unit, "2026-03-09 00:00:00", "2026-03-10 12:00:00")
        self.assertEqual(len(self._generate()), 1)

    def test_measures_watched_by_sensors_or_archived_get_no_round(self):
        self._duty(self.measure)
        self._duty(self.other_measure)
        self.measure.control_mode = "sensor"
        self.other_measure.action_archive()
        self.assertFalse(self._generate())

    def test_a_holiday_declared_after_planning_is_respected(self):
        duty = self._duty(
            self.measure, day_rule="working", date_start="2026-03-09 16:00:00"
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Plant holiday",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-03-09 16:00:00",
                "date_to": "2026-03-10 15:59:59",
            }
        )
        self.assertFalse(self._generate())
        self.assertEqual(duty.next_start, datetime(2026, 3, 10, 16))

    def test_check_and_limits_are_copied_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.measure.write(
            {
                "check_type": "number",
                "has_limit_high": True,
                "limit_high": 2895.5,
                "uom": "kPa",
                "critical": True,
                "photo_required": True,
            }
        )
        self.measure.with_context(lang="zh_CN").check_content = "安全阀铅封完好？"
        self._duty(self.measure)
        line = self._generate().line_ids
        self.measure.write({"limit_high": 1, "check_content": "Something else?"})
        self.assertEqual(line.check_content, "Relief valve sealed?")
        self.assertEqual(
            line.with_context(lang="zh_CN").check_content, "安全阀铅封完好？"
        )
        self.assertRecordValues(
            line,
            [
                {
                    "limit_high": 2895.5,
                    "has_limit_high": True,
                    "has_limit_low": False,
                    "uom": "kPa",
                    "critical": True,
                    "photo_required": True,
                    "result": False,
                }
            ],
        )

    def test_a_stopped_run_goes_on_where_it_was(self):
        for _number in range(5):
            self._duty(self._measure(self.event))
        due = self.env["dp.duty"]._lock_due(2)
        first = self.env["dp.inspection"]._generate(due)
        self.assertEqual(first.line_count, 2)
        self.assertEqual(self._generate(), first)
        self.assertEqual(first.line_count, 5)

    def test_generating_many_takes_as_many_queries_as_generating_few(self):
        measures = self.env["dp.control.measure"].create(
            [
                {"event_id": self.event.id, "name": f"M{n}", "check_content": "Good?"}
                for n in range(550)
            ]
        )
        duties = self.env["dp.duty"].create(
            [
                {
                    "measure_id": measure.id,
                    "rule_employee_id": self.worker.employee_id.id,
                    # Distinct windows: a round each.
                    "date_start": datetime(2026, 1, 1, 0, 1 + index % 50),
                    "window_hours": 1 + index // 50,
                }
                for index, measure in enumerate(measures)
            ]
        )
        counts, horizon = [], datetime(2026, 3, 12)
        for batch in (duties[:2], duties[2:52], duties[52:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(
                len(self.env["dp.inspection"]._generate(batch, horizon)), len(batch)
            )
            counts.append(self.env.cr.sql_log_count - before)
        # The first one warmed caches up.
        self.assertEqual(counts[1], counts[2])
