from freezegun import freeze_time

from odoo.exceptions import UserError

from .common import DoublePreventionCase


@freeze_time("2026-03-02 02:00:00")
class TestSpecialWorkCancel(DoublePreventionCase):
    """Whoever plans special work takes it back with a reason."""

    def _cancel(self, special, user):
        wizard = (
            self.env["dp.special.work.cancel"]
            .with_user(user)
            .create({"work_ids": special.ids, "reason": "Postponed"})
        )
        return wizard.action_confirm()

    def test_who_planned_it_takes_a_draft_back_once(self):
        special = (
            self.env["dp.special.work"]
            .with_user(self.worker)
            .create(
                {
                    "title": "Weld a bracket",
                    "kind_id": self.env.ref("double_prevention.work_kind_hot_1").id,
                    "unit_id": self._unit("Reactor", kind="object").id,
                    "date_end": "2026-03-02 08:00:00",
                }
            )
        )
        action = special.action_cancel()
        self.assertEqual(action["context"]["default_work_ids"], special.ids)
        with self.assertRaisesRegex(UserError, "only who takes part"):
            self._cancel(special, self.fixer)
        self._cancel(special, self.worker)
        self.assertEqual((special.state, special.end_note), ("cancelled", "Postponed"))
        with self.assertRaisesRegex(UserError, "is over already"):
            self._cancel(special, self.officer)
