import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DoublePreventionCase, picture
from .test_tag_page import TagPageCase, photo


@tagged("post_install", "-at_install")
class TestHazardAnonymous(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls._tree()[-1]
        cls.event = cls._event(cls.unit)
        cls.measure = cls._measure(cls.event)

    def _report(self, user=None, photos=(), photos_after=(), **vals):
        vals = {
            "unit_id": self.unit.id,
            "title": "Flange leaks",
            "is_anonymous": True,
            **vals,
        }
        hazards = self.env["dp.hazard"].with_user(user or self.worker)
        return hazards._report(vals, photos, photos_after).with_user(self.env.user)

    def _find_person(self, records, user):
        """Return the fields of ``records`` by which ``user`` can be recognised."""
        people = {user._name: user, "res.partner": user.partner_id}
        people["hr.employee"] = user.employee_ids
        return [
            f"{records._name}.{name}"
            for name, field in records._fields.items()
            if field.comodel_name in people
            and field.store
            and records.mapped(name) & people[field.comodel_name]
        ]

    def test_no_row_says_who_reported_it(self):
        images = [("worker-phone.png", base64.b64decode(picture()))]
        hazard = self._report(photos=images, measure_id=self.measure.id)
        self.assertFalse(hazard.reporter_id)
        self.assertTrue(hazard.is_anonymous)
        found = [
            name
            for records in (
                hazard,
                hazard.message_ids,
                hazard.photo_before_ids,
                hazard.message_follower_ids,
                hazard.activity_ids,
                self.env["dp.risk.contribution"].search(
                    [("unit_id", "=", self.unit.id)]
                ),
            )
            for name in self._find_person(records, self.worker)
        ]
        self.assertEqual(found, [])
        self.assertEqual(hazard.photo_before_ids.name, "photo.jpg")
        self.assertEqual(
            hazard.message_ids.author_id, self.env.ref("base.partner_root")
        )

    def test_a_suspicion_without_a_name_names_nobody_in_its_file(self):
        hazard = self._report(grade="major")
        self.assertTrue(hazard.suspected_major)
        self.assertEqual(self._find_person(hazard.major_file_ids, self.worker), [])

    def test_the_person_has_no_more_rights_on_it_than_any_colleague(self):
        hazard = self._report()
        with self.assertRaises(AccessError):
            hazard.with_user(self.worker).write({"description": "It was me"})
        self.assertFalse(hazard.with_user(self.worker).follow_url)
        with self.assertRaises(AccessError):
            hazard.with_user(self.manager).read(["follow_token"])

    def test_the_officer_handles_it_as_any_other(self):
        hazard = self._report()
        self.assertEqual(hazard.verifier_id, self.officer)
        hazard.employee_id = self.fixer.with_company(self.company).employee_id
        hazard.with_user(self.officer)._transition("accept")
        self.assertEqual(hazard.state, "rectifying")
        self.assertTrue(hazard.date_accepted)

    def test_what_an_anonymous_person_fixed_is_not_taken(self):
        image = base64.b64decode(picture())
        with self.assertRaisesRegex(UserError, "with your name"):
            self._report(photos=[("a.png", image)], photos_after=[("b.png", image)])

    def test_an_auditor_reports_nothing_without_a_name_either(self):
        with self.assertRaises(AccessError):
            self._report(user=self.auditor)

    def test_nobody_reports_without_a_name_at_another_companys_place(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        unit = self.env["dp.risk.unit"].create(
            {"name": "Foreign", "kind": "site", "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            self._report(unit_id=unit.id)

    def test_nobody_makes_a_named_report_anonymous_afterwards(self):
        hazard = self._hazard(self.unit)
        with self.assertRaises(UserError):
            hazard.with_user(self.manager).write({"is_anonymous": True})

    def test_the_same_device_sending_it_twice_has_reported_it_once(self):
        key = "0c7e2f9c-6a4e-4ab5-9a3c-5a1d8a3c7f11"
        first = self._report(client_uuid=key)
        self.assertEqual(self._report(client_uuid=key), first)

    def test_the_desk_report_leaves_no_wizard_and_no_upload(self):
        upload = self._photo(self.worker)
        wizard = (
            self.env["dp.hazard.report"]
            .with_user(self.worker)
            .create(
                {
                    "unit_id": self.unit.id,
                    "title": "Oil on the floor",
                    "photo_ids": upload.ids,
                    "is_anonymous": True,
                }
            )
        )
        action = wizard.action_report()
        self.assertFalse(wizard.exists())
        self.assertFalse(upload.exists())
        hazard = self.env["dp.hazard"].search([("title", "=", "Oil on the floor")])
        self.assertIn(hazard.follow_token, action["url"])
        self.assertEqual(len(hazard.photo_before_ids), 1)


@tagged("post_install", "-at_install")
class TestHazardAnonymousPage(TagPageCase):
    def test_the_phone_sends_without_a_name_and_gets_the_address(self):
        self._login(self.worker)
        response = self._send(
            f"{self.url}/hazard",
            {"title": "Flange leaks", "is_anonymous": "1"},
            [("photos", ("me.jpg", photo(), "image/jpeg"))],
        )
        hazard = self.env["dp.hazard"].search([("title", "=", "Flange leaks")])
        self.assertFalse(hazard.reporter_id)
        self.assertEqual(
            response.json()["location"], f"/dp/r/{hazard.follow_token}?reported=1"
        )
