from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
class TestTagRevoke(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        _site, _zone, place, unit = cls._tree()
        cls.env["dp.tag"]._create_missing(unit | place)
        cls.tags = cls.env["dp.tag"].search([("unit_id", "in", (unit | place).ids)])

    def _wizard(self, user):
        return (
            self.env["dp.tag.revoke"]
            .with_user(user)
            .create({"tag_ids": self.tags.ids, "reason": "Labels painted over"})
        )

    def test_several_tags_are_revoked_with_one_reason(self):
        self._wizard(self.officer).action_revoke()
        self.assertEqual(self.tags.mapped("active"), [False, False])
        self.assertEqual(
            set(self.tags.mapped("revoke_reason")), {"Labels painted over"}
        )

    def test_a_worker_revokes_no_tags(self):
        with self.assertRaises(AccessError):
            self._wizard(self.worker)
