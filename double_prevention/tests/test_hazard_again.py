import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DoublePreventionCase, picture
from .test_tag_page import TagPageCase


@tagged("post_install", "-at_install")
class TestHazardAgain(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.measure = cls._measure(cls._event(cls.unit))
        cls.hazard = cls._hazard(cls.unit, title="Flange of the pump leaks oil")
        cls.images = [("drip.png", base64.b64decode(picture()))]

    def _add(self, user, sentence="It drips faster", photos=None, **options):
        photos = self.images if photos is None else photos
        return self.hazard.with_user(user)._add_report(sentence, photos, **options)

    def _known(self, unit, title, measure=None, user=None):
        hazards = self.env["dp.hazard"].with_user(user or self.stranger)
        return hazards._find_known(unit, title, measure)

    # --- what is offered ------------------------------------------------------

    def test_what_sounds_alike_at_the_place_or_below_is_offered(self):
        for unit in (self.unit, self.place, self.site):
            found = self._known(unit, "Pump flange leaks oil")
            self.assertEqual(found, self.hazard)
        self.assertFalse(self._known(self.unit, "Fire extinguisher is missing"))

    def test_what_is_elsewhere_is_not_offered(self):
        other = self._unit("Other Reactor", self.place)
        self.assertFalse(self._known(other, "Flange of the pump leaks oil"))

    def test_the_same_measure_is_offered_whatever_it_is_called(self):
        self.hazard.measure_id = self.measure
        found = self._known(self.unit, "Seal broken", self.measure)
        self.assertEqual(found, self.hazard)

    def test_what_has_ended_is_not_offered(self):
        self.hazard.with_user(self.officer)._transition("reject", reason="Water")
        self.assertFalse(self._known(self.unit, "Flange of the pump leaks oil"))

    # --- adding ---------------------------------------------------------------

    def test_a_second_report_adds_photo_person_count_and_urgency(self):
        self._add(self.stranger)
        self.assertEqual(self.hazard.co_reporter_ids, self.stranger)
        self.assertEqual(self.hazard.report_count, 2)
        self.assertEqual(self.hazard.priority, "1")
        self.assertEqual(len(self.hazard.photo_before_ids), 1)
        self.assertIn("It drips faster", self.hazard.message_ids[0].body)
        self.assertIn(self.stranger.partner_id, self.hazard.message_partner_ids)
        self.assertTrue(self.hazard.with_user(self.stranger).follow_url)

    def test_urgent_is_the_most(self):
        for user in (self.stranger, self.fixer, self.officer):
            self._add(user)
        self.assertEqual((self.hazard.priority, self.hazard.report_count), ("2", 4))

    def test_one_person_alone_makes_nothing_more_urgent(self):
        self._add(self.worker)
        self.assertEqual((self.hazard.priority, self.hazard.report_count), ("0", 1))
        self._add(self.stranger)
        self._add(self.stranger)
        self.assertEqual((self.hazard.priority, self.hazard.report_count), ("1", 2))

    def test_an_anonymous_addition_counts_and_names_nobody(self):
        self._add(self.stranger, is_anonymous=True)
        self.assertEqual(self.hazard.report_count, 2)
        self.assertFalse(self.hazard.co_reporter_ids)
        message = self.hazard.message_ids[0]
        self.assertEqual(message.author_id, self.env.ref("base.partner_root"))
        for record in (message, self.hazard.photo_before_ids, self.hazard):
            self.assertNotIn(self.stranger, record.create_uid | record.write_uid)
        self.assertNotIn(self.stranger.partner_id, self.hazard.message_partner_ids)

    def test_nothing_is_added_without_anything_new(self):
        with self.assertRaisesRegex(UserError, "Add a photo"):
            self._add(self.stranger, " ", ())

    def test_what_has_ended_takes_nothing_more(self):
        self.hazard.with_user(self.officer)._transition("reject", reason="Water")
        with self.assertRaisesRegex(UserError, "report it as a new one"):
            self._add(self.stranger)

    def test_an_auditor_adds_nothing(self):
        with self.assertRaises(AccessError):
            self._add(self.auditor)

    def test_nobody_writes_co_reporters_by_hand(self):
        with self.assertRaises(UserError):
            self.hazard.with_user(self.manager).write({"report_count": 9})

    def test_co_reporters_are_told_the_result(self):
        self._add(self.stranger)
        self.hazard.with_user(self.officer)._transition("reject", reason="Water")
        notice = self.env["dp.notice"].search(
            [("user_id", "=", self.stranger.id), ("res_id", "=", self.hazard.id)]
        )
        self.assertIn("Water", notice.summary)

    # --- at the desk ----------------------------------------------------------

    def test_the_desk_report_offers_and_adds(self):
        wizard = (
            self.env["dp.hazard.report"]
            .with_user(self.stranger)
            .create({"unit_id": self.unit.id, "title": "Pump flange leaks oil"})
        )
        self.assertEqual(wizard.known_ids, self.hazard)
        with self.assertRaisesRegex(UserError, "Choose which"):
            wizard.action_add()
        wizard.known_id = self.hazard
        self.assertEqual(wizard.action_add()["res_id"], self.hazard.id)
        self.assertEqual(self.hazard.co_reporter_ids, self.stranger)


@tagged("post_install", "-at_install")
class TestHazardAgainPage(TagPageCase):
    def test_the_phone_is_offered_what_is_known_and_adds_to_it(self):
        hazard = self._hazard(self.unit, title="Flange of the pump leaks oil")
        self._login(self.stranger)
        form = {"title": "Pump flange leaks oil"}
        answer = self._send(f"{self.url}/hazard", form).json()
        self.assertEqual([row["id"] for row in answer["known"]], [hazard.id])
        answer = self._send(
            f"{self.url}/hazard", {**form, "known_id": str(hazard.id)}
        ).json()
        self.assertEqual(answer["location"], f"/dp/h/{hazard.id}?reported=again")
        self.assertEqual(hazard.co_reporter_ids, self.stranger)

    def test_the_phone_reports_it_as_new_all_the_same(self):
        hazard = self._hazard(self.unit, title="Flange of the pump leaks oil")
        self._login(self.stranger)
        form = {"title": "Pump flange leaks oil", "known_id": "0"}
        self._send(f"{self.url}/hazard", form)
        new = self.env["dp.hazard"].search([("title", "=", "Pump flange leaks oil")])
        self.assertEqual(new.reporter_id, self.stranger)
        self.assertFalse(hazard.co_reporter_ids)

    def test_nothing_is_added_to_a_hazard_elsewhere(self):
        elsewhere = self._hazard(self._unit("Boiler", self.site))
        self._login(self.stranger)
        form = {"title": "x", "known_id": str(elsewhere.id)}
        answer = self._send(f"{self.url}/hazard", form).json()
        self.assertIn("isn't there any more", answer["errors"][""][0])
