from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import DoublePreventionCase


@freeze_time("2026-03-02 02:00:00")
class TestMeasureBypassRefuse(DoublePreventionCase):
    """Whoever refuses a bypass says why, and who asked is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        event = cls._event(cls._unit("Reactor", kind="object"), "2", "4")
        cls.bypass = (
            cls.env["dp.measure.bypass"]
            .with_user(cls.worker)
            .create(
                {
                    "measure_id": cls._measure(event).id,
                    "reason": "Calibration",
                    "compensating_measure": "Pressure read every 15 minutes",
                    "date_end": "2026-03-04 02:00:00",
                }
            )
        )

    def _refuse(self, user, reason="Wait for the shutdown"):
        wizard = (
            self.env["dp.measure.bypass.refuse"]
            .with_user(user)
            .create({"bypass_ids": self.bypass.ids, "reason": reason})
        )
        return wizard.action_confirm()

    def test_the_reason_is_kept_and_told_to_who_asked(self):
        action = self.bypass.with_user(self.officer).action_refuse()
        self.assertEqual(action["context"]["default_bypass_ids"], self.bypass.ids)
        self.assertEqual(self.bypass.state, "requested")
        self._refuse(self.officer)
        self.assertEqual(self.bypass.state, "refused")
        self.assertEqual(self.bypass.refusal_reason, "Wait for the shutdown")
        self.assertEqual(self.bypass.decided_by_id, self.officer)
        self.assertFalse(self.bypass.activity_ids)
        notice = self.env["dp.notice"].search(
            [("res_model", "=", self.bypass._name), ("res_id", "=", self.bypass.id)]
        )
        self.assertEqual(notice.user_id, self.worker)
        self.assertIn("refused by Officer: Wait for", notice.summary)

    def test_a_blank_reason_is_none(self):
        with self.assertRaisesRegex(UserError, "say why it is refused"):
            self._refuse(self.officer, " ")
        self.assertEqual(self.bypass.state, "requested")

    def test_it_is_refused_once_and_by_who_decides(self):
        for user in (self.worker, self.auditor):
            with self.assertRaises(AccessError):
                self._refuse(user)
        self._refuse(self.officer)
        with self.assertRaisesRegex(UserError, "decided already"):
            self._refuse(self.manager)
