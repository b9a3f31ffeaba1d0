from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
class TestHazardStage(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planning = cls.env.ref("double_prevention.hazard_stage_planning")

    def test_every_state_keeps_a_stage(self):
        stage = self.planning.with_user(self.manager)
        for remove in (stage.action_archive, stage.unlink):
            with self.assertRaisesRegex(UserError, "Planning"):
                remove()
        other = stage.create({"name": "Expert plan", "state": "planning"})
        stage.action_archive()
        self.assertFalse(stage.active)
        self.assertTrue(other.active)

    def test_a_stage_with_hazards_keeps_its_state(self):
        hazard = self._hazard(self._tree()[-1])
        with self.assertRaisesRegex(UserError, "Add a new stage"):
            hazard.stage_id.with_user(self.manager).state = "closed"

    def test_an_officer_does_not_change_the_board(self):
        with self.assertRaises(AccessError):
            self.planning.with_user(self.officer).name = "Plan"
