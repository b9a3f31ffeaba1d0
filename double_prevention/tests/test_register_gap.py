from odoo.exceptions import AccessError

from .common import DoublePreventionCase


class TestRegisterGap(DoublePreventionCase):
    """What is missing is listed, once, and one click from its cure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        # tier 3 and 4, both with a duty: nothing is missing
        cls.event = cls._event(cls.unit, "1", "3")
        cls.measure = cls._measure(cls.event)
        cls._duty(cls.measure, tier="3")
        cls.duty = cls._duty(cls.measure, tier="4")

    def _gaps(self, user=None):
        return self.env["dp.register.gap"].with_user(user or self.manager).search([])

    def _expect(self, kind, user=None):
        gap = self._gaps(user)
        self.assertEqual(gap.mapped("kind"), [kind])
        self.assertEqual(gap.unit_id, self.unit.with_user(gap.env.user))
        self.assertEqual(gap.department_id.id, self.team.id)
        return gap.with_user(self.officer)

    def test_a_chain_without_gap_is_not_listed(self):
        self.assertFalse(self._gaps())

    def test_an_event_without_measure_leads_to_a_new_one(self):
        self.measure.duty_ids.action_archive()
        self.measure.action_archive()
        action = self._expect("event_measure").action_cure()
        self.assertEqual(action["res_model"], "dp.control.measure")
        self.assertEqual(action["context"]["default_event_id"], self.event.id)

    def test_a_measure_nobody_checks_leads_to_its_duties(self):
        other = self._measure(self.event, "Gauge readable")
        gap = self._expect("measure_check")
        self.assertEqual((gap.measure_id, gap.level), (other, "3"))
        self.assertEqual(gap.name, "Gauge readable")
        action = gap.action_cure()
        self.assertEqual(action["res_model"], "dp.duty.generate")
        self.assertEqual(action["context"]["default_event_ids"], self.event.ids)

    def test_automatic_monitoring_needs_nobody(self):
        self._measure(self.event, "Level alarm", control_mode="sensor")
        self.assertFalse(self._gaps())

    def test_a_tier_without_duty_is_closed_by_generating_it(self):
        self.measure.duty_ids.filtered(lambda d: d.tier == "3").action_archive()
        gap = self._expect("tier_duty")
        self.assertEqual(gap.tier, "3")
        action = gap.action_cure()
        wizard = (
            self.env["dp.duty.generate"]
            .with_user(self.officer)
            .with_context(**action["context"])
            .create({})
        )
        wizard.action_create()
        self.assertEqual(sorted(self.measure.duty_ids.mapped("tier")), ["3", "4"])
        self.assertNotIn("tier_duty", self._gaps().mapped("kind"))

    def test_a_worse_level_shows_the_tiers_it_now_asks_for(self):
        self._assess(self.event, "residual", "1", date="2026-02-01")
        self.assertEqual(self._gaps().mapped("kind"), ["tier_duty"] * 2)
        self.assertEqual(sorted(self._gaps().mapped("tier")), ["1", "2"])
        self.assertEqual(len(self.measure.duty_ids), 2)

    def test_a_tier_below_the_one_that_carries_it_out_is_not_missing(self):
        self.measure.tier = "3"
        self.duty.action_archive()
        self.assertFalse(self._gaps())

    def test_a_duty_without_a_person_leads_to_its_rule(self):
        self.worker.with_company(self.company).employee_id.action_archive()
        self.assertFalse(self.duty.employee_id)
        gaps = self._gaps()
        self.assertEqual(gaps.mapped("kind"), ["duty_nobody"] * 2)
        action = gaps[0].action_cure()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("dp.duty", gaps[0].duty_id.id)
        )

    def test_a_unit_that_was_not_assessed_leads_to_the_assessment(self):
        event = self.env["dp.risk.event"].create(
            {"name": "Leak", "unit_id": self.unit.id}
        )
        self._duty(self._measure(event))
        gap = self._expect("unit_assessment")
        action = gap.action_cure()
        self.assertEqual(action["context"]["default_event_id"], event.id)

    def test_a_unit_without_events_leads_to_the_first_one(self):
        pump = self._unit("Pump", self.place)
        gap = self._gaps()
        self.assertEqual((gap.kind, gap.unit_id.id), ("unit_assessment", pump.id))
        action = gap.action_cure()
        self.assertEqual(action["context"]["default_unit_id"], pump.id)

    def test_an_open_hazard_needs_a_measure_and_a_person(self):
        hazard = self._hazard(self.unit)
        self.assertEqual(self._expect("hazard_measure").hazard_id, hazard)
        hazard.measure_id = self.measure
        hazard.employee_id = False
        self._expect("hazard_nobody")

    def test_the_same_gap_keeps_its_id(self):
        self._measure(self.event, "Gauge readable")
        before = self._gaps().ids
        self._unit("Pump", self.place)
        self.assertLess(set(before), set(self._gaps().ids))

    def test_what_is_archived_has_no_gaps(self):
        self._measure(self.event, "Gauge readable")
        self.event.action_archive()
        self.assertEqual(self._gaps().mapped("kind"), ["unit_assessment"])

    def test_an_officer_sees_the_gaps_of_his_departments(self):
        self._unit("Pump", self.place)
        self._unit("Store", self.place, department_id=self.maintenance.id)
        self.assertEqual(len(self._gaps()), 2)
        self.assertEqual(self._gaps(self.officer).unit_id.name, "Pump")
        self.assertEqual(len(self._gaps(self.auditor)), 2)

    def test_gaps_of_another_company_are_not_shown(self):
        self._unit("Pump", self.place)
        other = self.env["res.company"].create({"name": "Other Plant"})
        stranger = self._person("boss", groups="group_dp_manager", company=other)
        gaps = self.env["dp.register.gap"].with_user(stranger).with_company(other)
        self.assertFalse(gaps.with_context(allowed_company_ids=other.ids).search([]))

    def test_participants_do_not_read_the_board(self):
        with self.assertRaises(AccessError):
            self._gaps(self.worker)

    def test_nobody_writes_a_gap(self):
        self._unit("Pump", self.place)
        with self.assertRaises(AccessError):
            self._gaps().write({"tier": "1"})

    def test_unit_and_department_count_what_is_missing(self):
        self._measure(self.event, "Gauge readable")
        site = self.site.with_user(self.officer)
        self.assertEqual(site.gap_count, 1)
        action = site.action_open_gaps()
        self.assertEqual(self.env["dp.register.gap"].search_count(action["domain"]), 1)
        team = self.team.with_user(self.officer)
        self.assertEqual(team.dp_gap_count, 1)

    def test_a_page_of_the_board_costs_the_same_for_any_number(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            gaps = self.env["dp.register.gap"].with_user(self.manager).search([])
            gaps.read(["kind", "name", "unit_id", "department_id", "level", "since"])
            return self.env.cr.sql_log_count - before

        self._measure(self.event, "Gauge readable")
        cost()  # reads the record rules, which stay in memory
        few = cost()
        for number in range(20):
            self._measure(self.event, f"Gauge {number}")
        self.assertEqual(cost(), few)
