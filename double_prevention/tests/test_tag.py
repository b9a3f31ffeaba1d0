from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, MissingError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.dp_tag import TagRevokedError
from .common import DoublePreventionCase


@tagged("post_install", "-at_install")
class TestTag(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        _site, _zone, cls.place, cls.unit = cls._tree()
        cls.equipment = cls.env["maintenance.equipment"].create(
            {"name": "Reactor 1", "company_id": cls.company.id}
        )
        cls.tag = cls.env["dp.tag"].create(
            {"unit_id": cls.unit.id, "company_id": cls.company.id}
        )

    def _resolve(self, token, user=None):
        return self.env["dp.tag"].with_user(user or self.worker)._resolve(token)

    def test_a_token_leads_anybody_of_the_company_to_the_unit(self):
        tag = self._resolve(self.tag.token, self.stranger)
        self.assertEqual(tag.target_unit_id, self.unit)
        self.assertEqual(tag.env.uid, self.stranger.id)
        self.assertFalse(tag.env.su)

    def test_the_tag_of_an_equipment_leads_to_its_unit_also_after_replacement(self):
        tag = self.env["dp.tag"].create(
            {"equipment_id": self.equipment.id, "company_id": self.company.id}
        )
        with self.assertRaisesRegex(MissingError, "isn't in the risk register"):
            self._resolve(tag.token)
        self.unit.equipment_id = self.equipment
        self.assertEqual(self._resolve(tag.token).target_unit_id, self.unit)
        other = self.equipment.copy({"name": "Reactor 2"})
        self.unit.equipment_id = other
        tag.equipment_id = other
        self.assertEqual(self._resolve(tag.token).target_unit_id, self.unit)

    def test_an_equipment_of_several_units_leads_to_the_highest(self):
        (self.unit | self.place).equipment_id = self.equipment
        tag = self.env["dp.tag"].create(
            {"equipment_id": self.equipment.id, "company_id": self.company.id}
        )
        self.assertEqual(tag.target_unit_id, self.place)

    def test_a_tag_pointed_elsewhere_keeps_its_token_and_its_history(self):
        token = self.tag.token
        # What is done in the transaction that made a record is not tracked.
        self.env.cr.flush()
        tag = self.tag.with_context(tracking_disable=False)
        tag.with_user(self.officer).unit_id = self.place
        self.env.flush_all()
        self.env.cr.flush()
        tag.invalidate_recordset(["message_ids"])
        self.assertEqual(tag.token, token)
        self.assertEqual(self._resolve(token).target_unit_id, self.place)
        self.assertTrue(tag.message_ids.tracking_value_ids)

    def test_an_unknown_code_is_told_from_a_revoked_one(self):
        for token in ("", "nope", "A" * 22, "%' OR 1=1"):
            with self.assertRaisesRegex(MissingError, "isn't known here"):
                self._resolve(token)
        self.tag._revoke("Label torn off")
        with self.assertRaisesRegex(TagRevokedError, "Label torn off"):
            self._resolve(self.tag.token)
        self.tag.action_unarchive()
        self.assertEqual(self._resolve(self.tag.token), self.tag)

    def test_the_code_of_a_unit_taken_out_of_the_register_says_so(self):
        self.unit.active = False
        with self.assertRaisesRegex(TagRevokedError, "taken out of the risk register"):
            self._resolve(self.tag.token)

    def test_a_tag_of_another_company_does_not_open(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        outsider = self._person("outsider", company=other)
        with self.assertRaisesRegex(AccessError, "another company"):
            self.env["dp.tag"].with_user(outsider).with_context(
                allowed_company_ids=other.ids
            )._resolve(self.tag.token)

    def test_revoking_needs_a_reason(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
        ):
            self.tag.action_archive()
            self.env.flush_all()

    def test_tags_are_created_for_what_has_none_yet(self):
        action = (
            self.env["dp.tag"]
            .with_user(self.officer)
            ._create_missing(self.unit | self.place)
        )
        tags = self.env["dp.tag"].search(action["domain"])
        self.assertEqual(tags.unit_id, self.unit | self.place)
        self.assertEqual(len(tags), 2)
        self.assertIn(self.tag, tags)

    def test_tags_are_created_from_the_action_menu_of_units_and_equipment(self):
        self.unit.equipment_id = self.equipment
        for xmlid, records in (
            ("dp_tag_create_for_units", self.place),
            ("dp_tag_create_for_equipment", self.equipment),
        ):
            action = self.env.ref(f"double_prevention.{xmlid}").with_user(self.officer)
            result = action.with_context(
                active_model=records._name, active_ids=records.ids
            ).run()
            self.assertEqual(result["res_model"], "dp.tag")
            self.assertEqual(len(self.env["dp.tag"].search(result["domain"])), 1)

    def test_a_worker_reads_tags_and_makes_none(self):
        tags = self.env["dp.tag"].with_user(self.worker)
        self.assertEqual(tags.browse(self.tag.id).code, "R-301")
        for refused in (
            lambda: tags._create_missing(self.place.with_user(self.worker)),
            lambda: tags.browse(self.tag.id)._revoke("No"),
            lambda: tags.browse(self.tag.id).unlink(),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_an_officer_works_on_the_tags_of_his_departments_only(self):
        theirs = self._unit("Workshop", self.place, department_id=self.maintenance.id)
        foreign = self.env["dp.tag"].create(
            {"unit_id": theirs.id, "company_id": self.company.id}
        )
        self.tag.with_user(self.officer)._revoke("Replaced")
        with self.assertRaises(AccessError):
            foreign.with_user(self.officer)._revoke("Replaced")
        with self.assertRaises(AccessError):
            self.tag.with_user(self.officer).unlink()

    def test_an_auditor_changes_no_tag(self):
        with self.assertRaises(AccessError):
            self.tag.with_user(self.auditor)._revoke("No")

    def test_the_address_is_that_of_the_settings_for_ever(self):
        self.assertEqual(
            self.tag.url, f"{self.tag.get_base_url()}/dp/q/{self.tag.token}"
        )
        self.company.dp_tag_base_url = "https://plant.example.com/"
        self.assertEqual(
            self.tag.url, f"https://plant.example.com/dp/q/{self.tag.token}"
        )
        self.assertIn("<svg", self.tag.qr_svg)

    def test_a_scan_is_counted_without_a_right_to_write(self):
        tag = self._resolve(self.tag.token)
        tag._count_scan()
        tag._count_scan()
        self.tag.invalidate_recordset()
        self.assertEqual(self.tag.scan_count, 2)
        self.assertTrue(self.tag.scanned_at)

    def test_a_tag_without_a_target_is_refused(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
        ):
            self.env["dp.tag"].create({"company_id": self.company.id})
