from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import DoublePreventionCase


@freeze_time("2026-03-02 02:00:00")
class TestMeasureBypass(DoublePreventionCase):
    """A measure out of service counts as failed until a person puts it back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit, "2", "4")
        cls.measure = cls._measure(cls.event, critical=True)
        cls._duty(cls.measure, tier="3")

    def _bypass(self, user=None, measure=None, **vals):
        return (
            self.env["dp.measure.bypass"]
            .with_user(user or self.worker)
            .create(
                {
                    "measure_id": (measure or self.measure).id,
                    "reason": "Calibration",
                    "compensating_measure": "Pressure read every 15 minutes",
                    "date_start": "2026-03-02 02:00:00",
                    "date_end": "2026-03-04 02:00:00",
                    **vals,
                }
            )
        )

    def _clock(self, moment):
        cron = self.env.ref("double_prevention.cron_measure_bypass")
        with freeze_time(moment), self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_an_approved_bypass_fails_the_measure_and_says_what_holds_instead(self):
        bypass = self._bypass()
        self.assertEqual(self.unit.current_level, "4")
        bypass.with_user(self.officer).action_approve()
        self.assertEqual((bypass.state, self.measure.health), ("active", 0.0))
        self.assertEqual(self.unit.current_level, "2")
        self.assertRegex(
            self.unit.open_contribution_ids.reason,
            "Relief valve sealed bypassed until .* by Officer; instead: Pressure read",
        )

    def test_it_begins_at_its_time(self):
        bypass = self._bypass(date_start="2026-03-02 06:00:00")
        bypass.with_user(self.officer).action_approve()
        self.assertEqual((bypass.state, self.measure.health), ("approved", 1.0))
        self._clock("2026-03-02 06:00:00")
        self.assertEqual((bypass.state, self.measure.health), ("active", 0.0))

    def test_a_person_confirms_that_it_is_back(self):
        bypass = self._bypass()
        bypass.with_user(self.officer).action_approve()
        with self.assertRaisesRegex(UserError, "who asked for it"):
            bypass.with_user(self.fixer).action_restore()
        with freeze_time("2026-03-03 02:00:00"):
            bypass.with_user(self.worker).action_restore()
        self.assertEqual((bypass.state, bypass.restored_by_id), ("ended", self.worker))
        self.assertEqual((self.measure.health, self.unit.current_level), (1.0, "4"))

    def test_it_never_ends_silently(self):
        mild = self._measure(self.event, "Alarm tested")
        bypass = self._bypass(measure=mild)
        bypass.with_user(self.officer).action_approve()
        self.assertNotEqual(self.unit.current_level, "2")
        self._clock("2026-03-04 02:00:00")
        self.assertTrue(bypass.is_overdue)
        self.assertEqual((bypass.state, self.unit.current_level), ("active", "2"))
        self.assertIn("not put back", self.unit.current_reason)
        notices = self.env["dp.notice"].search(
            [("res_model", "=", bypass._name), ("res_id", "=", bypass.id)]
        )
        self.assertEqual(notices.user_id, self.worker | self.officer)
        with freeze_time("2026-03-05 02:00:00"):
            bypass.with_user(self.officer).action_restore()
        self.assertEqual((bypass.is_overdue, self.unit.current_level), (False, "4"))

    def test_a_request_nobody_decided_expires(self):
        bypass = self._bypass()
        self._clock("2026-03-04 02:00:00")
        self.assertEqual((bypass.state, self.measure.health), ("expired", 1.0))
        self.assertFalse(bypass.activity_ids)

    def test_who_asks_does_not_decide(self):
        bypass = self._bypass(self.officer)
        with self.assertRaisesRegex(UserError, "you asked for it yourself"):
            bypass.action_approve()
        bypass.with_user(self.manager).action_approve()
        self.assertEqual(bypass.decided_by_id, self.manager)

    def test_a_major_risk_needs_a_manager(self):
        self._assess(self.event, "inherent", "1", date="2026-02-01")
        bypass = self._bypass()
        self.assertTrue(bypass.needs_manager)
        self.assertEqual(bypass.activity_ids.user_id, self.manager)
        with self.assertRaisesRegex(UserError, "only a manager decides"):
            bypass.with_user(self.officer).action_approve()
        bypass.with_user(self.manager).action_approve()
        self.assertEqual(bypass.state, "active")

    def test_a_worker_and_an_officer_of_elsewhere_decide_nothing(self):
        bypass = self._bypass()
        elsewhere = self._person("elsewhere", self.maintenance, "group_dp_officer")
        for user in (self.worker, self.fixer, elsewhere, self.auditor):
            with self.assertRaises(AccessError):
                bypass.with_user(user).action_approve()
        self.assertEqual(bypass.state, "requested")

    def test_the_request_says_what_protects_people_and_is_short(self):
        for vals, message in (
            ({"compensating_measure": " "}, "what protects people"),
            ({"date_end": "2026-03-09 02:00:01"}, "at most 7 days"),
        ):
            with (
                self.assertRaisesRegex(UserError, message),
                self.env.cr.savepoint(),
            ):
                self._bypass(**vals)
        self.company.dp_bypass_max_days = 14
        self.assertTrue(self._bypass(date_end="2026-03-10 02:00:00"))

    def test_a_refused_request_leaves_the_measure_as_it_is(self):
        bypass = self._bypass()
        self.assertEqual(bypass.activity_ids.user_id, self.officer)
        bypass.with_user(self.officer)._refuse("Not now")
        self.assertEqual((bypass.state, self.measure.health), ("refused", 1.0))
        self.assertFalse(bypass.activity_ids)

    def test_a_request_is_evidence(self):
        bypass = self._bypass()
        for user in (self.officer, self.manager, self.env.user):
            with self.assertRaisesRegex(UserError, "can't be changed"):
                bypass.with_user(user).reason = "Never mind"
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            bypass.sudo().unlink()
        with self.assertRaises(AccessError):
            self._bypass(self.auditor, measure=self._measure(self.event, "Other"))

    def test_a_request_is_not_born_approved(self):
        bypass = self._bypass(state="active", decided_by_id=self.manager.id)
        self.assertEqual((bypass.state, bypass.decided_by_id.ids), ("requested", []))

    def test_measure_and_bypass_lead_to_each_other(self):
        bypass = self._bypass()
        self.assertEqual(self.measure.bypass_count, 1)
        self.assertTrue(self.measure.has_open_bypass)
        self.assertEqual(self.measure.action_open_bypasses()["res_id"], bypass.id)
        self.assertEqual(bypass.action_open_measure()["res_id"], self.measure.id)

    def test_the_unit_counts_what_is_out_of_service_from_above(self):
        bypass = self._bypass()
        self.assertEqual((self.site.bypass_count, self.unit.bypass_count), (1, 1))
        self.assertEqual(self._unit("Pump", self.zone, "object").bypass_count, 0)
        domain = self.site.action_open_bypasses()["domain"]
        self.assertEqual(self.env["dp.measure.bypass"].search(domain), bypass)

    def test_another_company_does_not_see_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = self._person("other", company=other)
        bypass = self._bypass()
        bypasses = self.env["dp.measure.bypass"].with_user(user)
        found = bypasses.with_context(allowed_company_ids=other.ids).search([])
        self.assertNotIn(bypass.id, found.ids)
        with self.assertRaises(AccessError):
            bypass.with_user(user).read(["reason"])
