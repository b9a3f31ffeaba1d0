from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
class TestDutySchedule(DoublePreventionCase):
    """Local time of the plant is Shanghai, UTC+8, without daylight saving."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.unit = cls._tree()[3]
        cls.measure = cls._measure(cls._event(cls.unit))

    def _assert_window(self, duty, start, end):
        self.assertEqual(
            (duty.next_start, duty.next_end),
            (datetime.fromisoformat(start), datetime.fromisoformat(end)),
        )

    @freeze_time("2026-03-10 04:00:00")
    def test_a_new_duty_is_due_in_the_window_that_is_open(self):
        duty = self._duty(self.measure, date_start="2026-02-28 16:00:00")
        self._assert_window(duty, "2026-03-09 16:00", "2026-03-10 16:00")

    @freeze_time("2026-03-10 04:00:00")
    def test_a_duty_that_begins_later_waits_for_its_first_day(self):
        duty = self._duty(self.measure, date_start="2026-03-31 16:00:00")
        self._assert_window(duty, "2026-03-31 16:00", "2026-04-01 16:00")

    @freeze_time("2026-03-10 04:00:00")
    def test_hours_stay_inside_the_working_hours_of_the_plant(self):
        duty = self._duty(
            self.measure,
            interval_number=2,
            interval_unit="hour",
            work_start=8,
            work_end=17,
            date_start="2026-03-01 00:00:00",
        )
        # 12:00 to 14:00 local time.
        self._assert_window(duty, "2026-03-10 04:00", "2026-03-10 06:00")
        duty._plan_next(after=datetime(2026, 3, 10, 9, 0))
        self._assert_window(duty, "2026-03-11 00:00", "2026-03-11 02:00")

    @freeze_time("2026-03-10 04:00:00")
    def test_shifts_come_from_the_company(self):
        self.company.dp_shift_starts = "7:30, 19:30"
        duty = self._duty(
            self.measure, interval_unit="shift", date_start="2026-03-01 00:00:00"
        )
        self._assert_window(duty, "2026-03-09 23:30", "2026-03-10 11:30")

    def test_shift_starts_that_are_no_times_are_refused(self):
        for wrong in ("8:00, noon", "25:00", "8:00, 8:00", "", "8:75"):
            with self.subTest(wrong), self.assertRaises(ValidationError):
                self.company.dp_shift_starts = wrong

    @freeze_time("2026-03-13 10:00:00")  # Friday
    def test_a_daily_check_on_working_days_passes_over_weekend_and_holiday(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Plant holiday",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-03-15 16:00:00",
                "date_to": "2026-03-16 15:59:59",
            }
        )
        duty = self._duty(
            self.measure, day_rule="working", date_start="2026-03-01 16:00:00"
        )
        duty._plan_next(after=datetime(2026, 3, 13, 16, 0))
        # Saturday, Sunday, and the holiday on Monday: Tuesday the 17th.
        self._assert_window(duty, "2026-03-16 16:00", "2026-03-17 16:00")

    @freeze_time("2026-03-13 10:00:00")
    def test_a_holiday_of_another_company_is_no_holiday_here(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        leave = (
            self.env["resource.calendar.leaves"]
            .with_company(other)
            .create(
                {
                    "name": "Their holiday",
                    "calendar_id": False,
                    "date_from": "2026-03-15 16:00:00",
                    "date_to": "2026-03-16 15:59:59",
                }
            )
        )
        self.assertEqual(leave.company_id, other)
        duty = self._duty(
            self.measure, day_rule="working", date_start="2026-03-01 16:00:00"
        )
        duty._plan_next(after=datetime(2026, 3, 13, 16, 0))
        self._assert_window(duty, "2026-03-15 16:00", "2026-03-16 16:00")

    @freeze_time("2026-03-13 10:00:00")
    def test_a_check_on_free_days_is_due_on_saturday(self):
        duty = self._duty(
            self.measure, day_rule="non_working", date_start="2026-03-01 16:00:00"
        )
        self._assert_window(duty, "2026-03-13 16:00", "2026-03-14 16:00")

    @freeze_time("2026-03-10 04:00:00")
    def test_a_window_shorter_than_the_interval_ends_early(self):
        duty = self._duty(
            self.measure, window_hours=6, date_start="2026-03-01 00:00:00"
        )
        self._assert_window(duty, "2026-03-10 00:00", "2026-03-10 06:00")

    @freeze_time("2026-03-10 04:00:00")
    def test_a_changed_rule_is_planned_anew(self):
        duty = self._duty(self.measure, date_start="2026-03-01 00:00:00")
        duty.write({"interval_unit": "month"})
        self._assert_window(duty, "2026-03-01 00:00", "2026-04-01 00:00")

    @freeze_time("2026-03-10 04:00:00")
    def test_an_archived_duty_is_never_due(self):
        duty = self._duty(self.measure)
        duty.action_archive()
        self.assertFalse(duty.next_start)
        duty.action_unarchive()
        self.assertTrue(duty.next_start)

    def test_a_rule_that_gives_no_date_is_refused_by_name(self):
        with self.assertRaisesRegex(ValidationError, "Relief valve sealed.*days"):
            self._duty(self.measure, interval_unit="hour", interval_number=36)

    @freeze_time("2026-03-10 04:00:00")
    def test_planning_many_duties_takes_as_many_queries_as_planning_few(self):
        duties = self.env["dp.duty"].union(
            *(self._duty(self.measure, day_rule="working") for _n in range(30))
        )
        counts = []
        for batch in (duties[:5], duties):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch._plan_next()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
