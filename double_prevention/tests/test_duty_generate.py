from odoo.exceptions import AccessError, UserError

from .common import DoublePreventionCase


class TestDutyGenerate(DoublePreventionCase):
    """The cascade: from the control tier of an event to the post, nothing twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit, "1", "2")
        cls.valve = cls._measure(cls.event, critical=True)
        cls.gauge = cls._measure(cls.event, "Gauge readable")
        employee = cls.officer.with_company(cls.company).employee_id
        cls.production.manager_id = employee

    def _wizard(self, user=None, **vals):
        wizard = self.env["dp.duty.generate"].with_user(user or self.officer)
        vals = vals or {"event_ids": self.event.ids}
        return wizard.create({"date_start": "2026-03-02 00:00:00", **vals})

    def _generate(self, user=None, **vals):
        action = self._wizard(user, **vals).action_create()
        return self.env["dp.duty"].search(action["domain"])

    def _tiers(self, measure):
        return measure.duty_ids.mapped("tier")

    def test_every_tier_from_the_control_tier_down_gets_its_duty(self):
        self.assertEqual(self.event.control_tier, "2")
        wizard = self._wizard()
        self.assertEqual(wizard.missing_count, 5)
        self.assertIn("Every shift", wizard.preview)
        self._generate()
        self.assertEqual(self._tiers(self.valve), ["2", "3", "4"])
        # the department looks at what is critical
        self.assertEqual(self._tiers(self.gauge), ["3", "4"])

    def test_each_tier_has_its_own_interval_type_and_person(self):
        duties = self._generate().filtered(lambda d: d.measure_id == self.valve)
        self.assertEqual(
            [(d.interval_text, d.inspection_type) for d in duties.sorted("tier")],
            [("Every week", "2"), ("Every day", "1"), ("Every shift", "1")],
        )
        self.assertEqual(duties.rule_department_id, self.team)
        self.assertEqual(duties.employee_id.name, "Officer")
        self.assertTrue(all(duties.mapped("is_generated")))

    def test_generating_again_adds_nothing(self):
        self._generate()
        self.assertEqual(self._wizard().missing_count, 0)
        self.assertFalse(self._generate())

    def test_the_duty_somebody_set_stays_and_counts(self):
        own = self._duty(self.valve, interval_number=3)
        duties = self._generate()
        self.assertNotIn(
            "4", duties.filtered(lambda d: d.measure_id == self.valve).mapped("tier")
        )
        self.assertEqual(own.interval_number, 3)

    def test_a_measure_carried_out_by_the_team_ends_there(self):
        self.valve.tier = "3"
        self._generate()
        self.assertEqual(self._tiers(self.valve), ["2", "3"])

    def test_automatic_monitoring_gets_no_duty(self):
        self.gauge.control_mode = "sensor"
        self._generate()
        self.assertFalse(self.gauge.duty_ids)

    def test_the_default_of_the_unit_wins(self):
        self.env["dp.duty.default"].with_user(self.officer).create(
            {"unit_id": self.place.id, "level": "2", "tier": "4", "interval_number": 2}
        )
        duties = self._generate().filtered(lambda d: d.tier == "4")
        self.assertEqual(set(duties.mapped("interval_text")), {"Every 2 days"})

    def test_units_are_taken_with_their_parts(self):
        self.assertEqual(len(self._generate(unit_ids=self.site.ids)), 5)

    def test_a_new_level_changes_nothing_by_itself_and_is_generated_when_asked(self):
        duties = self._generate()
        self._assess(self.event, "residual", "1", date="2026-02-01")
        self.assertEqual(self.event.control_tier, "1")
        self.assertEqual(self.event.measure_ids.duty_ids, duties)
        added = self._generate()
        self.assertEqual(added.mapped("tier"), ["1"])
        self.assertEqual(added.rule_department_id, self.plant)

    def test_what_a_lower_level_no_longer_asks_for_is_archived_only_when_asked(self):
        duties = self._generate()
        self._assess(self.event, "residual", "4", date="2026-02-01")
        by_hand = duties.filtered(
            lambda d: d.tier == "3" and d.measure_id == self.gauge
        )
        by_hand.with_user(self.officer).interval_number = 2
        self.assertFalse(by_hand.is_generated)
        wizard = self._wizard()
        self.assertEqual(wizard.superfluous_count, 2)
        wizard.action_create()
        self.assertTrue(all(duties.mapped("active")))
        wizard.archive_superfluous = True
        wizard.action_create()
        self.assertEqual(duties.filtered("active").mapped("tier"), ["3", "4", "4"])
        self.assertIn(by_hand, duties.filtered("active"))

    def test_an_event_that_was_not_assessed_gets_nothing(self):
        event = self.env["dp.risk.event"].create(
            {"name": "Leak", "unit_id": self.unit.id}
        )
        self._measure(event, "Flange tight")
        self.assertEqual(self._wizard(event_ids=event.ids).missing_count, 0)

    def test_a_unit_without_department_is_named(self):
        for unit in (self.site, self.zone, self.place, self.unit):
            unit.department_id = False
        wizard = self._wizard(self.manager)
        self.assertEqual((wizard.missing_count, wizard.homeless_count), (0, 2))

    def test_an_officer_generates_nothing_in_another_department(self):
        self.unit.department_id = self.maintenance
        wizard = self._wizard()
        self.assertEqual((wizard.missing_count, wizard.skipped_count), (0, 1))
        with self.assertRaisesRegex(UserError, "safety officer"):
            wizard.action_create()
        self.assertFalse(self.valve.duty_ids)
        vals = {
            "measure_id": self.valve.id,
            "tier": "4",
            "rule": "manager",
            "rule_department_id": self.maintenance.id,
        }
        with self.assertRaises(AccessError):
            self.env["dp.duty"].with_user(self.officer)._create_generated([vals])

    def test_participants_and_auditors_generate_nothing(self):
        for user in (self.worker, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._wizard(user)

    def test_planning_costs_the_same_for_any_number_of_events(self):
        def cost(events):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            events._plan_cascade()
            return self.env.cr.sql_log_count - before

        few = cost(self.event)
        events = self.event
        for number in range(10):
            unit = self._unit(f"Pump {number}", self.place)
            event = self._event(unit)
            self._measure(event)
            events |= event
        self.assertLessEqual(cost(events), few + 1)
