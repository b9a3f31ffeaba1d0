from odoo.exceptions import AccessError
from odoo.fields import Date

from .common import DoublePreventionCase


class TestHazardCriterion(DoublePreventionCase):
    def test_a_criterion_holds_as_long_as_its_pack(self):
        pack = self.env["dp.criterion.pack"].create(
            {"name": "Ours", "code": "O", "valid_to": "2026-06-30"}
        )
        criterion = self.env["dp.hazard.criterion"].create(
            {"name": "Alarm muted", "code": "1", "pack_id": pack.id}
        )
        self.assertEqual(criterion.valid_to, Date.to_date("2026-06-30"))
        self.assertEqual(criterion.display_name, "O 1 Alarm muted")

    def test_what_a_criterion_says_itself_stays_when_its_pack_changes(self):
        pack = self.env["dp.criterion.pack"].create({"name": "Ours", "code": "O"})
        criterion = self._criterion(pack_id=pack.id, valid_from="2024-06-01")
        pack.write({"valid_from": "2023-01-01", "valid_to": "2026-12-31"})
        self.assertEqual(criterion.valid_from, Date.to_date("2024-06-01"))
        self.assertEqual(criterion.valid_to, Date.to_date("2026-12-31"))

    def test_only_a_manager_adds_criteria(self):
        pack = self.env.ref("double_prevention.pack_aq_3067_2026")
        vals = {"name": "Interlock bypassed", "code": "1", "pack_id": pack.id}
        model = self.env["dp.hazard.criterion"]
        for user in (self.officer, self.worker, self.auditor):
            with self.assertRaises(AccessError):
                model.with_user(user).create(vals)
        self.assertEqual(model.with_user(self.manager).create(vals).grade, "major")
