from datetime import datetime, timedelta

from freezegun import freeze_time

from .common import DoublePreventionCase

START = datetime(2026, 3, 1, 8)
HOUR = timedelta(hours=1)


class TestDutyHealth(DoublePreventionCase):
    """Missed checks weigh more with time; stops excuse them; nobody is a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        with freeze_time(START):
            cls.event = cls._event(cls.unit, inherent="1", residual="4")
            cls.valve = cls._measure(cls.event)
            cls.duty = cls._duty(cls.valve)

    def _miss(self, hours):
        """Let the check that fell due at the start be noticed so much later."""
        with freeze_time(START + hours * HOUR):
            self.env["dp.duty"]._mark_missed([(self.duty.id, START)])

    def _open(self, kind="check_missed"):
        return self.unit.open_contribution_ids.filtered(lambda one: one.kind == kind)

    def _follow(self, hours):
        cron = self.env.ref("double_prevention.ir_cron_contribution_clock")
        with freeze_time(START + hours * HOUR), self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_a_missed_check_weighs_more_for_every_quarter_of_its_cycle(self):
        self._miss(3)
        self.assertEqual(self._open().penalty, 0.125)
        self.assertEqual(self.duty.missed_next_step, START + 6 * HOUR)
        for hours, penalty in ((5, 0.125), (7, 0.25), (13, 0.375), (19, 0.5)):
            self._follow(hours)
            self.assertEqual(self._open().penalty, penalty, hours)
        self.assertFalse(self.duty.missed_next_step)
        self.assertEqual(self.valve.health, 0.5)

    def test_a_made_up_check_has_no_next_step(self):
        self._miss(3)
        with freeze_time(START + 4 * HOUR):
            self.duty._mark_answered(START + 4 * HOUR)
        self.assertFalse(self._open())
        self.assertFalse(self.duty.missed_next_step)

    def test_a_stop_excuses_missed_checks_while_it_lasts(self):
        self._miss(24)
        with freeze_time(START + 25 * HOUR):
            stop = self.env["dp.unit.suspension"].create(
                {"unit_id": self.place.id, "reason": "Overhaul"}
            )
        self.assertFalse(self._open())
        self.assertEqual(self.unit.current_level, "4")
        shown = self.place.open_contribution_ids
        self.assertEqual(
            shown.mapped(lambda one: (one.kind, one.reason)),
            [("unit_suspended", "Stopped: Overhaul")],
        )
        with freeze_time(START + 30 * HOUR):
            stop.date_to = START + 29 * HOUR
        self.assertEqual(self._open().penalty, 0.5)
        self.assertFalse(self.place.open_contribution_ids)

    def test_a_stop_planned_ahead_counts_from_its_beginning(self):
        self._miss(24)
        with freeze_time(START + 25 * HOUR):
            self.env["dp.unit.suspension"].create(
                {
                    "unit_id": self.unit.id,
                    "reason": "Overhaul",
                    "date_from": START + 30 * HOUR,
                    "date_to": START + 40 * HOUR,
                }
            )
        self.assertTrue(self._open())
        cron = self.env.ref("double_prevention.ir_cron_unit_suspension")
        for hours, missed in ((30, False), (40, True)):
            with freeze_time(START + hours * HOUR), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.assertEqual(bool(self._open()), missed, hours)

    def test_a_duty_without_a_person_weakens_its_measure(self):
        self.duty.employee_id = False
        row = self._open("duty_unassigned")
        self.assertEqual(
            (row.penalty, row.measure_id, row.reason),
            (0.3, self.valve, "nobody responsible for checking: Relief valve sealed"),
        )
        self.duty.employee_id = self.worker.employee_id
        self.assertFalse(self._open("duty_unassigned"))

    def test_a_deleted_duty_contributes_no_longer(self):
        self.duty.employee_id = False
        self.duty.unlink()
        self.assertFalse(self.unit.open_contribution_ids)

    def test_many_missed_checks_take_as_many_queries_as_few(self):
        # Whose level does not change: history would be written else.
        event = self._event(self.unit, inherent="4", residual="4")
        measures = self.env["dp.control.measure"].create(
            [
                {"event_id": event.id, "name": f"M{n}", "check_content": "Good?"}
                for n in range(44)
            ]
        )
        duties = self.env["dp.duty"].create(
            [
                {
                    "measure_id": measure.id,
                    "rule_employee_id": self.worker.employee_id.id,
                    "date_start": START,
                }
                for measure in measures
            ]
        )

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time(START + 24 * HOUR):
                some._mark_missed([(duty_id, START) for duty_id in some.ids])
            return self.env.cr.sql_log_count - before

        count(duties[:2])
        self.assertEqual(count(duties[2:4]), count(duties[4:]))
