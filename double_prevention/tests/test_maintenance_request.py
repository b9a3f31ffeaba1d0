from odoo.tests import tagged

from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
class TestMaintenanceRequest(DoublePreventionCase):
    """A request that blocks the closing of a hazard never goes without a trace."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hazard = cls._hazard(cls._unit("Reactor", kind="object"))
        team = cls.env["maintenance.team"].create(
            {"name": "Fitters", "company_id": cls.company.id}
        )
        cls.request = cls.env["maintenance.request"].create(
            {
                "name": "Replace the gasket",
                "dp_hazard_id": cls.hazard.id,
                "company_id": cls.company.id,
                "maintenance_team_id": team.id,
            }
        )

    def _last_note(self):
        return self.hazard.message_ids[:1].body

    def test_a_deleted_request_leaves_a_trace_on_the_hazard(self):
        self.request.unlink()
        self.assertIn("Replace the gasket, not done, deleted by", self._last_note())

    def test_a_cancelled_request_leaves_a_trace_on_the_hazard(self):
        self.request.archive_equipment_request()
        self.assertIn("cancelled by", self._last_note())

    def test_an_unlinked_request_leaves_a_trace_on_the_hazard(self):
        self.request.dp_hazard_id = False
        self.assertIn("unlinked by", self._last_note())

    def test_a_done_request_is_not_missed(self):
        done = self.env["maintenance.stage"].search([("done", "=", True)], limit=1)
        self.request.stage_id = done
        before = self.hazard.message_ids
        self.request.unlink()
        self.assertEqual(self.hazard.message_ids, before)
