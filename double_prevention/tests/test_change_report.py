from odoo.exceptions import AccessError
from odoo.tests import Form

from .common import DoublePreventionCase


class TestChangeReport(DoublePreventionCase):
    """A change that an officer reports becomes proposals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        *_above, cls.unit = cls._tree()
        cls.first, cls.second = cls._event(cls.unit), cls._event(cls.unit)

    def _report(self, user, **vals):
        action = self.unit.with_user(user).action_report_change()
        return (
            self.env["dp.change.report"]
            .with_user(user)
            .with_context(**action["context"])
            .create({"description": "Catalyst B", **vals})
        )

    def test_all_events_of_the_unit_are_proposed(self):
        self._report(self.officer).action_report()
        proposals = self.first.proposal_ids | self.second.proposal_ids
        self.assertEqual(proposals.mapped("cause"), ["process", "process"])
        self.assertIn("Catalyst B", proposals[0].summary)
        self.assertIn("Catalyst B", self.unit.message_ids[:1].body)

    def test_the_officer_chooses_the_events_the_change_touches(self):
        action = self.unit.with_user(self.officer).action_report_change()
        form = Form(
            self.env["dp.change.report"]
            .with_user(self.officer)
            .with_context(**action["context"])
        )
        form.description = "New neighbour"
        form.kind = "environment"
        form.event_ids.remove(self.second.id)
        form.save().action_report()
        self.assertEqual(self.first.proposal_ids.cause, "environment")
        self.assertFalse(self.second.proposal_ids)

    def test_pressing_twice_proposes_once(self):
        report = self._report(self.officer)
        report.action_report()
        report.action_report()
        self.assertEqual(self.first.proposal_ids.evidence_count, 1)

    def test_others_report_no_change(self):
        for user in (self.worker, self.auditor):
            with self.assertRaises(AccessError):
                self._report(user)

    def test_an_officer_reports_no_change_of_another_department(self):
        self.unit.department_id = self.maintenance
        report = self._report(self.officer)
        with self.assertRaises(AccessError):
            report.action_report()
