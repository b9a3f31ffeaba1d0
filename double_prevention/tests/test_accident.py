from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .common import DoublePreventionCase


@freeze_time("2026-08-03 02:00:00")
class TestAccident(DoublePreventionCase):
    """Accidents and near misses: what was known then, what is learnt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.fire = cls.env.ref("double_prevention.accident_type_wsa10009")
        cls.event = cls._event(cls.unit, accident_type_id=cls.fire.id)
        cls.measure = cls._measure(cls.event, critical=True)

    def _accident(self, user=None, **vals):
        return (
            self.env["dp.accident"]
            .with_user(user or self.officer)
            .create(
                {
                    "title": "Flange caught fire",
                    "unit_id": self.unit.id,
                    "event_id": self.event.id,
                    "date": "2026-08-02 02:00:00",
                    **vals,
                }
            )
        )

    def _close(self, accident):
        accident.action_investigate()
        accident.write({"immediate_cause": "Seal worn", "root_cause": "No spare"})
        accident.action_close()

    # ------------------------------------------------------------------
    # FACTS
    # ------------------------------------------------------------------

    def test_the_severity_follows_the_worst_injury(self):
        for vals, severity in (
            ({}, "0001"),
            ({"light_count": 2}, "0002"),
            ({"light_count": 2, "serious_count": 1}, "0003"),
            ({"death_count": 1}, "0004"),
        ):
            self.assertEqual(self._accident(**vals).severity, severity)

    def test_the_type_is_that_of_the_event_unless_another_is_chosen(self):
        self.assertEqual(self._accident().accident_type_id, self.fire)
        other = self.env.ref("double_prevention.accident_type_wsa10008")
        self.assertEqual(
            self._accident(accident_type_id=other.id).accident_type_id, other
        )

    def test_a_near_miss_hurts_nobody(self):
        with self.assertRaisesRegex(ValidationError, "no near miss"):
            self._accident(kind="near_miss", light_count=1)

    def test_the_future_holds_no_accident(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self._accident(date="2026-08-04 02:00:00")

    def test_every_accident_has_its_own_number(self):
        first, second = self._accident(), self._accident()
        self.assertRegex(first.name, r"^AC-2026-\d{4}$")
        self.assertNotEqual(first.name, second.name)

    # ------------------------------------------------------------------
    # WHAT WAS KNOWN THEN
    # ------------------------------------------------------------------

    def test_it_remembers_the_level_and_the_weak_barrier_of_that_moment(self):
        source = self._duty(self.measure)
        with freeze_time("2026-08-01 02:00:00"):
            self._contribute(source)
        with freeze_time("2026-08-02 12:00:00"):
            self._end_contributions(source)
        self.assertEqual(self.unit.current_level, "3")
        accident = self._accident()
        self.assertEqual(accident.level_then, "2")
        self.assertTrue(accident.was_weak)
        self.assertIn("Check failed", accident.story_then)
        self.assertIn("The level of the place was: Larger.", accident.story_then)

    def test_what_failed_only_afterwards_was_not_known(self):
        with freeze_time("2026-08-02 02:00:01"):
            self._contribute(self._duty(self.measure))
        accident = self._accident()
        self.assertEqual(accident.level_then, "3")
        self.assertFalse(accident.was_weak)
        self.assertIn("No barrier at this place", accident.story_then)

    def test_an_event_of_before_was_identified_and_assessed(self):
        accident = self._accident()
        self.assertTrue(accident.was_identified and accident.was_assessed)
        self.assertIn("last assessed", accident.story_then)

    def test_an_event_that_was_entered_afterwards_was_not(self):
        late = self.env["dp.risk.event"].create(
            {"name": "Fire", "unit_id": self.unit.id}
        )
        self._assess(late, "inherent", "2", date="2026-08-03")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dp_risk_event SET create_date = '2026-08-03' WHERE id = %s",
            [late.id],
        )
        late.invalidate_recordset()
        accident = self._accident(event_id=late.id)
        self.assertFalse(accident.was_identified or accident.was_assessed)
        self.assertIn("only afterwards", accident.story_then)

    def test_without_an_event_nobody_had_thought_of_it(self):
        accident = self._accident(event_id=False)
        self.assertFalse(accident.was_identified)
        self.assertIn("No event of the register", accident.story_then)

    def test_looking_back_again_after_the_date_was_corrected(self):
        with freeze_time("2026-08-01 02:00:00"):
            self._contribute(self._duty(self.measure))
        accident = self._accident(date="2026-07-31 02:00:00")
        self.assertFalse(accident.was_weak)
        accident.date = "2026-08-02 02:00:00"
        accident.action_look_back()
        self.assertTrue(accident.was_weak)

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def test_it_is_investigated_and_closed(self):
        accident = self._accident()
        self.assertEqual(accident.investigator_id, self.officer)
        self._close(accident)
        self.assertEqual(accident.state, "closed")
        self.assertEqual(accident.closed_by_id, self.officer)
        self.assertFalse(accident.activity_ids)

    def test_without_its_causes_it_is_not_closed(self):
        accident = self._accident()
        accident.action_investigate()
        with self.assertRaisesRegex(UserError, "Immediate Cause"):
            accident.action_close()

    def test_a_closed_one_never_changes_and_is_corrected_by_a_new_one(self):
        accident = self._accident(photo_ids=[(6, 0, self._photo(self.officer).ids)])
        self._close(accident)
        for record in (accident, accident.sudo()):
            with self.assertRaisesRegex(UserError, "closed"):
                record.title = "Smoke"
        with self.assertRaises(UserError):
            accident.sudo().unlink()
        with self.assertRaises(UserError):
            accident.photo_ids.sudo().unlink()
        action = accident.action_correct()
        correction = accident.browse(action["res_id"])
        self.assertEqual(correction.corrects_id, accident)
        self.assertEqual(correction.state, "investigating")
        correction.title = "Smoke"

    def test_an_accident_proposes_its_event_once(self):
        accident = self._accident()
        self.assertFalse(self.event.proposal_ids)
        self._close(accident)
        proposal = self.event.proposal_ids
        self.assertEqual(proposal.cause, "accident")
        self.assertEqual(proposal.evidence_count, 1)
        self.assertEqual(accident.action_open_proposals()["res_id"], proposal.id)

    def test_similar_events_elsewhere_are_proposed_on_demand(self):
        similar = self._event(self.place, accident_type_id=self.fire.id)
        self._event(self.place)
        accident = self._accident()
        self.assertEqual(accident.similar_event_ids, similar)
        accident.action_investigate()
        self.assertFalse(similar.proposal_ids)
        accident.action_propose_similar()
        self.assertEqual(similar.proposal_ids.cause, "analogy")

    def test_a_corrective_action_is_a_hazard_found_by_analogy(self):
        accident = self._accident(failed_measure_ids=[(6, 0, self.measure.ids)])
        action = accident.action_create_hazard()
        form = Form(
            self.env["dp.hazard"]
            .with_user(self.officer)
            .with_context(**action["context"])
        )
        form.title = "Fit a seal of another kind"
        hazard = form.save()
        self.assertEqual(hazard.source, "6")
        self.assertEqual(hazard.measure_id, self.measure)
        self.assertEqual(accident.hazard_ids, hazard)
        self.assertEqual(accident.hazard_count, 1)
        self.assertEqual(hazard.action_open_accident()["res_id"], accident.id)

    # ------------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------------

    def test_who_may_not_write(self):
        accident = self._accident()
        workshop = self._unit(
            "Workshop", self.zone, "object", department_id=self.maintenance.id
        )
        foreign = self._accident(self.manager, unit_id=workshop.id, event_id=False)
        for user, record in (
            (self.worker, accident),
            (self.auditor, accident),
            (self.officer, foreign),
        ):
            mine = record.with_user(user)
            self.assertTrue(mine.has_access("read"))
            self.assertFalse(mine.can_edit)
            for call in (
                lambda one=mine: one.write({"title": "X"}),
                lambda one=mine: one.action_investigate(),
                lambda one=mine: one.action_look_back(),
                lambda one=mine: one.copy(),
            ):
                with self.assertRaises(AccessError):
                    call()
        self.auditor.group_ids |= self.env.ref("double_prevention.group_dp_manager")
        with self.assertRaises(AccessError):
            accident.with_user(self.auditor).write({"title": "X"})

    def test_steps_and_history_are_not_written_by_hand(self):
        accident = self._accident()
        for vals in ({"state": "closed"}, {"was_weak": False}, {"level_then": "4"}):
            with self.assertRaises(AccessError):
                accident.write(vals)
            with self.assertRaises(AccessError):
                self._accident(**vals)

    def test_who_was_injured_only_managers_see(self):
        accident = self._accident(light_count=1)
        self.env["dp.accident.injured"].with_user(self.manager).create(
            {"accident_id": accident.id, "name": "Zhang"}
        )
        self.assertEqual(accident.with_user(self.manager).injured_ids.name, "Zhang")
        for user in (self.officer, self.worker, self.auditor):
            with self.assertRaises(AccessError):
                accident.with_user(user).read(["injured_ids"])
            with self.assertRaises(AccessError):
                self.env["dp.accident.injured"].with_user(user).search([])

    def test_injured_people_of_a_closed_one_stay_as_they_are(self):
        accident = self._accident(self.manager, light_count=1)
        person = self.env["dp.accident.injured"].create(
            {"accident_id": accident.id, "name": "Zhang"}
        )
        self._close(accident)
        with self.assertRaises(UserError):
            person.name = "Wang"
        with self.assertRaises(UserError):
            person.unlink()
        with self.assertRaises(UserError):
            person.create({"accident_id": accident.id, "name": "Wang"})

    def test_another_company_sees_nothing(self):
        self._accident()
        other = self.env["res.company"].create({"name": "Other Plant"})
        foreigner = self._person("foreigner", None, "group_dp_manager", other)
        found = (
            self.env["dp.accident"]
            .with_user(foreigner)
            .with_context(allowed_company_ids=other.ids)
            .search([])
        )
        self.assertFalse(found)
