from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
class TestEscalation(DoublePreventionCase):
    """A step that was taken proves that a tier knew: nobody changes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        *_above, cls.unit = cls._tree()
        cls.hazard = cls._hazard(cls.unit)
        cls.step = cls.env["dp.escalation"].create(
            {
                "rule_id": cls.env.ref(
                    "double_prevention.escalation_rule_not_accepted_2"
                ).id,
                "hazard_id": cls.hazard.id,
                "unit_id": cls.unit.id,
                "since": "2026-03-02 02:00:00",
                "date": "2026-03-03 02:00:00",
                "tier": "2",
            }
        )

    def test_nobody_writes_or_deletes_a_step(self):
        for user in (self.worker, self.officer, self.manager, self.auditor):
            with self.assertRaises(UserError):
                self.step.with_user(user).write({"tier": "1"})
            with self.assertRaises(AccessError):
                self.step.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "evidence"):
            self.step.write({"tier": "1"})
        with self.assertRaisesRegex(UserError, "evidence"):
            self.step.unlink()

    def test_a_step_of_a_round_is_seen_by_its_people_only(self):
        round_ = self.env["dp.inspection"].create(
            {
                "unit_id": self.unit.id,
                "employee_id": self.worker.with_company(self.company).employee_id.id,
                "date_start": "2026-03-02 02:00:00",
                "date_end": "2026-03-02 10:00:00",
            }
        )
        step = self.step.create(
            {
                "rule_id": self.env.ref("double_prevention.escalation_rule_round_3").id,
                "inspection_id": round_.id,
                "unit_id": self.unit.id,
                "since": "2026-03-02 02:00:00",
                "date": "2026-03-02 04:00:00",
                "tier": "3",
            }
        )
        steps = self.env["dp.escalation"]
        for user in (self.worker, self.officer, self.manager, self.auditor):
            self.assertIn(step, steps.with_user(user).search([]), user.login)
        self.assertNotIn(step, steps.with_user(self.fixer).search([]))
        self.assertIn(self.step, steps.with_user(self.fixer).search([]))

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        guest = self._person("guest", groups="group_dp_manager", company=other)
        steps = self.env["dp.escalation"].with_user(guest).with_company(other)
        self.assertFalse(steps.with_context(allowed_company_ids=other.ids).search([]))
