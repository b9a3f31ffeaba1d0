from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import DoublePreventionCase


@freeze_time("2026-03-02 02:00:00")
class TestAssessmentProposal(DoublePreventionCase):
    """From facts to a proposal, and from the proposal to a decision."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit)
        cls.measure = cls._measure(cls.event, critical=True)
        cls.proposals = cls.env["dp.assessment.proposal"]

    def _fact(self, number, days=0, record=None):
        return {
            "record": record or self.unit,
            "key": f"fact {number}",
            "date": fields.Datetime.now() - timedelta(days=days),
            "sentence": lambda env: env._("Hidden hazard %(hazard)s", hazard=number),
        }

    def _alarms(self, *numbers):
        facts = [self._fact(number) for number in numbers]
        return self.proposals._propose("alarm", self.event, facts)

    def _changed(self, event=None):
        """Return an open proposal that needs one fact only."""
        return self.proposals._propose(
            "process", event or self.event, [self._fact("change")]
        )

    def _night(self):
        """Run the nightly action."""
        with self.enter_registry_test_mode():
            self.env.ref("double_prevention.ir_cron_learn").method_direct_trigger()
        self.env.invalidate_all()

    # ------------------------------------------------------------------
    # OPENING
    # ------------------------------------------------------------------

    def test_below_the_threshold_nothing_is_proposed(self):
        self.assertFalse(self._alarms(1, 2))

    def test_at_the_threshold_the_officer_of_the_place_gets_one_with_its_facts(self):
        proposal = self._alarms(1, 2, 3)
        self.assertEqual(proposal.state, "open")
        self.assertEqual(proposal.user_id, self.officer)
        self.assertEqual(proposal.evidence_count, 3)
        self.assertEqual(proposal.residual_level, "3")
        self.assertEqual(proposal.activity_ids.user_id, self.officer)
        self.assertEqual(proposal.summary, "3 alarms since 03/02/2026.")

    def test_more_facts_are_added_to_the_open_one(self):
        proposal = self._alarms(1, 2, 3)
        self.assertEqual(self._alarms(1, 2, 3, 4), proposal)
        self.assertEqual(proposal.evidence_count, 4)
        self.assertFalse(self._alarms(1, 2, 3, 4))

    def test_two_causes_of_one_event_are_two_proposals(self):
        self.assertNotEqual(self._alarms(1, 2, 3), self._changed())

    def test_facts_of_one_event_say_nothing_about_another(self):
        other = self._event(self.unit)
        self._alarms(1, 2, 3)
        self.assertFalse(other.proposal_count)
        self.assertEqual(self.event.proposal_count, 1)

    def test_levels_and_assessments_stay_as_they_are(self):
        before = self.event.read(["residual_level", "inherent_level", "current_level"])
        self._alarms(1, 2, 3)
        after = self.event.read(["residual_level", "inherent_level", "current_level"])
        self.assertEqual(before, after)
        self.assertEqual(self.event.assessment_count, 2)

    def test_a_fact_is_told_in_the_language_of_each_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        proposal = self.proposals._propose(
            "process",
            self.event,
            [
                {
                    "record": self.unit,
                    "sentence": lambda env: f"in {env.lang}",
                }
            ],
        )
        fact = proposal.evidence_ids
        self.assertEqual(fact.with_context(lang="zh_CN").sentence, "in zh_CN")
        self.assertEqual(fact.sentence, "in en_US")
        self.assertEqual(fact.action_open_source()["res_model"], "dp.risk.unit")

    # ------------------------------------------------------------------
    # WHERE FACTS COME FROM
    # ------------------------------------------------------------------

    def test_three_hazards_of_one_event_propose_it(self):
        hazards = [
            self._hazard(self.unit, measure_id=self.measure.id) for _n in range(3)
        ]
        proposal = self.event.proposal_ids
        self.assertEqual(proposal.cause, "hazard_density")
        self.assertEqual(
            set(proposal.evidence_ids.mapped("res_id")), {one.id for one in hazards}
        )

    def test_hazards_without_a_measure_count_for_the_worst_event_of_the_unit(self):
        worse = self._event(self.unit, inherent="1", residual="2")
        for _number in range(3):
            self._hazard(self.unit)
        self.assertEqual(worse.proposal_ids.cause, "hazard_density")
        self.assertFalse(self.event.proposal_ids)

    def test_hazards_before_the_window_do_not_count(self):
        self._hazard(self.unit, measure_id=self.measure.id)
        with freeze_time("2026-06-01 02:00:00"):
            self._hazard(self.unit, measure_id=self.measure.id)
            self._hazard(self.unit, measure_id=self.measure.id)
        self.assertFalse(self.event.proposal_ids)

    def test_a_level_that_stays_high_is_proposed_by_the_nightly_action(self):
        self._contribute(self._duty(self.measure))
        self.assertEqual(self.event.current_level, "2")
        self._night()
        self.assertFalse(self.event.proposal_ids)
        with freeze_time("2026-03-17 02:00:00"):
            self._night()
            self._night()
        proposal = self.event.proposal_ids
        self.assertEqual(proposal.cause, "level_high")
        self.assertEqual(proposal.evidence_count, 1)
        self.assertIn("Larger instead of General", proposal.summary)

    def test_a_level_that_came_back_is_not_proposed(self):
        source = self._duty(self.measure)
        self._contribute(source)
        self._end_contributions(source)
        with freeze_time("2026-03-17 02:00:00"):
            self._night()
        self.assertFalse(self.event.proposal_ids)

    def test_an_old_assessment_is_due_for_review(self):
        self.company.dp_review_months_3 = 3
        with freeze_time("2026-03-31 02:00:00"):
            self._night()
        self.assertFalse(self.event.proposal_ids)
        with freeze_time("2026-04-01 02:00:00"):
            self._night()
        self.assertEqual(self.event.proposal_ids.cause, "review")

    def test_a_law_that_ends_proposes_what_rests_on_it(self):
        law = self.env["dp.legal.reference"].create({"name": "Law", "code": "L 1"})
        clause = law.create({"name": "Clause", "code": "1", "parent_id": law.id})
        self.measure.legal_reference_id = clause
        law.valid_to = "2026-06-30"
        proposal = self.event.proposal_ids
        self.assertEqual(proposal.cause, "legal")
        self.assertIn("ends on 2026-06-30", proposal.summary)

    def test_another_manager_proposes_the_worst_risks_of_the_department(self):
        bad = self._event(self.unit, inherent="1", residual="2")
        first = self.worker.with_company(self.company).employee_id
        self.team.manager_id = first
        self.assertFalse(bad.proposal_ids)
        self.team.manager_id = self.officer.with_company(self.company).employee_id
        self.assertEqual(bad.proposal_ids.cause, "person")
        self.assertEqual(
            bad.proposal_ids.summary,
            "Officer is in charge of Reactor Team instead of Worker",
        )
        self.assertFalse(self.event.proposal_ids)

    # ------------------------------------------------------------------
    # DECISIONS
    # ------------------------------------------------------------------

    def _accept(self, proposal, user):
        action = proposal.with_user(user).action_accept()
        form = Form(
            self.env["dp.risk.assess"].with_user(user).with_context(**action["context"])
        )
        form.method_id = self.env.ref("double_prevention.method_direct")
        form.direct_residual_level = "2"
        for position in range(len(form.rule_line_ids)):
            with form.rule_line_ids.edit(position) as line:
                line.answer = "no"
        wizard = form.save()
        self.assertIn(proposal.name, wizard.reason)
        wizard.action_assess()

    def test_accepting_opens_the_assessment_and_links_what_came_of_it(self):
        proposal = self._alarms(1, 2, 3)
        self._accept(proposal, self.officer)
        self.assertEqual(proposal.state, "accepted")
        self.assertEqual(proposal.decided_by_id, self.officer)
        self.assertEqual(proposal.assessment_ids.level, "2")
        self.assertEqual(self.event.residual_level, "2")
        self.assertFalse(proposal.activity_ids)
        self.assertEqual(proposal.residual_level, "3")

    def test_who_only_opens_the_assessment_has_not_accepted(self):
        proposal = self._alarms(1, 2, 3)
        proposal.with_user(self.officer).action_accept()
        self.assertEqual(proposal.state, "open")

    def test_after_accepting_the_same_facts_propose_nothing(self):
        self._accept(self._alarms(1, 2, 3), self.officer)
        self.assertFalse(self._alarms(1, 2, 3, 4))
        self.assertTrue(self._alarms(1, 2, 3, 4, 5, 6))

    def test_declining_keeps_silence_until_the_evidence_grew_again(self):
        proposal = self._alarms(1, 2, 3)
        proposal.with_user(self.officer)._decline("Sensor was wrong", 20)
        self.assertEqual(str(proposal.silent_until), "2026-03-22")
        self.assertFalse(self._alarms(1, 2, 3, 4, 5))
        again = self._alarms(1, 2, 3, 4, 5, 6)
        self.assertNotEqual(again, proposal)
        self.assertEqual(again.evidence_count, 3)

    def test_after_the_cool_down_the_facts_in_the_window_count_again(self):
        proposal = self._alarms(1, 2, 3)
        old = [self._fact(number) for number in (1, 2, 3)]
        proposal.with_user(self.officer)._decline("Sensor was wrong", 20)
        with freeze_time("2026-03-23 02:00:00"):
            again = self.proposals._propose("alarm", self.event, old)
        self.assertEqual(again.evidence_count, 3)

    def test_a_decision_is_final_and_evidence_stays(self):
        proposal = self._alarms(1, 2, 3)
        proposal.with_user(self.officer)._decline("Sensor was wrong", 0)
        for call in (
            lambda: proposal.with_user(self.officer).action_accept(),
            lambda: proposal.with_user(self.officer)._decline("Again", 0),
            lambda: proposal.with_user(self.officer).write({"user_id": False}),
            proposal.unlink,
            lambda: proposal.evidence_ids.write({"key": "x"}),
            proposal.evidence_ids.unlink,
        ):
            with self.assertRaises(UserError):
                call()

    # ------------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------------

    def test_everybody_reads_and_only_the_officer_of_the_place_decides(self):
        workshop = self._unit(
            "Workshop", self.zone, "object", department_id=self.maintenance.id
        )
        foreign = self._changed(self._event(workshop))
        mine = self._changed()
        for user in (self.worker, self.stranger, self.auditor, self.officer):
            self.assertTrue(mine.with_user(user).has_access("read"))
            self.assertTrue(mine.evidence_ids.with_user(user).has_access("read"))
            self.assertFalse(foreign.with_user(user).can_decide)
            with self.assertRaises(AccessError):
                foreign.with_user(user).action_accept()
            with self.assertRaises(AccessError):
                foreign.with_user(user)._decline("No", 0)
        self.assertTrue(mine.with_user(self.officer).can_decide)
        self.assertTrue(foreign.with_user(self.manager).can_decide)
        self.auditor.group_ids |= self.env.ref("double_prevention.group_dp_manager")
        with self.assertRaises(AccessError):
            mine.with_user(self.auditor).action_accept()

    def test_nobody_writes_a_proposal_by_hand(self):
        proposal = self._changed()
        for user in (self.officer, self.manager):
            with self.assertRaises(AccessError):
                proposal.with_user(user).write({"state": "accepted"})
            with self.assertRaises(AccessError):
                proposal.with_user(user).copy()
        proposal.with_user(self.officer).user_id = self.manager
        self.assertEqual(proposal.activity_ids.user_id, self.manager)

    def test_another_company_sees_nothing(self):
        proposal = self._changed()
        other = self.env["res.company"].create({"name": "Other Plant"})
        foreigner = self._person("foreigner", None, "group_dp_manager", other)
        for record in (proposal, proposal.evidence_ids):
            theirs = record.with_user(foreigner).with_context(
                allowed_company_ids=other.ids
            )
            self.assertFalse(theirs.search([]))
            self.assertFalse(theirs.has_access("read"))

    # ------------------------------------------------------------------
    # SPEED
    # ------------------------------------------------------------------

    def test_the_number_of_queries_does_not_depend_on_the_number_of_hazards(self):
        def count(number):
            event = self._event(self.unit)
            measure = self._measure(event)
            vals = {"title": "Leak", "unit_id": self.unit.id, "measure_id": measure.id}
            hazards = self.env["dp.hazard"].create([vals] * number)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.proposals._weigh_hazards(hazards)
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        count(4)  # warms up the caches
        self.assertEqual(count(4), count(40))


@tagged("post_install", "-at_install")
class TestAssessmentProposalEquipment(DoublePreventionCase):
    """Other equipment at the same place asks for another look."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        *_above, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit)
        cls.pump, cls.other = cls.env["maintenance.equipment"].create(
            [
                {"name": name, "company_id": cls.company.id, "serial_no": name}
                for name in ("P-1", "P-2")
            ]
        )
        cls.unit.equipment_id = cls.pump

    def test_the_first_equipment_is_no_change(self):
        self.assertFalse(self.event.proposal_ids)

    def test_replaced_equipment_proposes_all_events_of_the_unit(self):
        self.unit.with_user(self.officer).equipment_id = self.other
        proposal = self.event.proposal_ids
        self.assertEqual(proposal.cause, "equipment")
        self.assertIn("P-2 instead of P-1", proposal.summary)

    def test_another_serial_number_is_another_machine(self):
        self.pump.serial_no = "P-1b"
        self.assertEqual(self.event.proposal_ids.cause, "equipment")

    def test_another_name_is_the_same_machine(self):
        self.pump.name = "Feed pump"
        self.assertFalse(self.event.proposal_ids)
