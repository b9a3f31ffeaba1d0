from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DoublePreventionCase
from .test_tag_page import TagPageCase


@tagged("post_install", "-at_install")
class TestHazardFollowing(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls._tree()[-1]

    def _steps(self, hazard):
        data = self.env["dp.hazard"]._get_follow_data(hazard.follow_token)
        return [step["name"] for step in data["steps"]]

    def _rectify(self, hazard):
        hazard._attach_photos(
            {
                (hazard, name): [("photo.jpg", self._image())]
                for name in ("photo_before_ids", "photo_after_ids")
            }
        )
        hazard.measures_taken = "Gasket changed"
        hazard.with_user(self.fixer)._transition("rectify")

    def _image(self):
        return self._photo(self.env.user).raw

    def test_each_report_has_its_own_address_for_its_reporter_alone(self):
        hazard = self._hazard(self.unit)
        other = self._hazard(self.unit)
        self.assertNotEqual(hazard.follow_token, other.follow_token)
        self.assertIn(
            f"/dp/r/{hazard.follow_token}", hazard.with_user(self.worker).follow_url
        )
        for user in (self.officer, self.manager, self.auditor, self.stranger):
            self.assertFalse(hazard.with_user(user).follow_url)
            with self.assertRaises(AccessError):
                hazard.with_user(user).read(["follow_token"])

    def test_every_step_until_it_is_closed_is_told_with_its_date(self):
        with freeze_time("2026-03-02 01:00:00"):
            hazard = self._hazard(self.unit)
            self.assertEqual(self._steps(hazard), ["Reported"])
        with freeze_time("2026-03-03 01:00:00"):
            hazard.with_user(self.officer)._transition("accept")
        with freeze_time("2026-03-04 01:00:00"):
            self._rectify(hazard)
        with freeze_time("2026-03-05 01:00:00"):
            hazard.with_user(self.officer)._transition("verify")
            data = self.env["dp.hazard"]._get_follow_data(hazard.follow_token)
        self.assertEqual(
            [step["name"] for step in data["steps"]],
            ["Reported", "Taken on", "Rectified", "Verified and closed"],
        )
        self.assertIn("today", data["steps"][-1]["when"])
        self.assertEqual(data["measures_taken"], "Gasket changed")
        self.assertFalse(data["next"])

    def test_what_is_rejected_comes_with_the_reason(self):
        hazard = self._hazard(self.unit)
        hazard.with_user(self.officer)._transition("reject", reason="It is water")
        data = self.env["dp.hazard"]._get_follow_data(hazard.follow_token)
        self.assertEqual(data["reject_reason"], "It is water")
        self.assertEqual(data["steps"][-1]["name"], "Rejected")

    def test_what_was_sent_back_says_that_it_goes_on(self):
        hazard = self._hazard(self.unit)
        hazard.with_user(self.officer)._transition("accept")
        self._rectify(hazard)
        hazard.with_user(self.officer)._transition("send_back", reason="Still wet")
        data = self.env["dp.hazard"]._get_follow_data(hazard.follow_token)
        self.assertIn("worked on again", data["next"])
        self.assertNotIn("Rectified", self._steps(hazard))

    def test_the_answer_by_mail_leads_to_the_page(self):
        hazard = self._hazard(self.unit)
        hazard.with_user(self.officer)._transition("reject", reason="It is water")
        mail = self.env["mail.mail"].search([("subject", "ilike", "Answer to your")])
        self.assertIn(hazard.follow_token, mail[:1].body_html)


@tagged("post_install", "-at_install")
class TestFollowPage(TagPageCase):
    def _open(self, token, **headers):
        return self.url_open(f"/dp/r/{token}", headers=headers)

    def test_a_visitor_without_login_reads_the_report_and_no_names(self):
        hazard = self._hazard(self.unit)
        hazard.with_user(self.officer)._transition("accept")
        page = self._open(hazard.follow_token)
        self.assertEqual(page.status_code, 200)
        for text in ("Flange leaks", hazard.name, "Taken on", "R-301"):
            self.assertIn(text, page.text)
        for user in (self.worker, self.fixer, self.officer):
            self.assertNotIn(user.name, page.text)
        self.assertNotIn("6119", page.text)

    def test_search_engines_and_caches_keep_off(self):
        page = self._open(self._hazard(self.unit).follow_token)
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")

    def test_the_page_speaks_the_language_of_the_browser(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        token = self._hazard(self.unit).follow_token
        page = self._open(token, **{"Accept-Language": "zh-CN,zh;q=0.9"})
        self.assertIn('lang="zh-CN"', page.text)
        page = self._open(token, **{"Accept-Language": "xx"})
        self.assertIn('lang="en-US"', page.text)

    def test_an_unknown_address_is_not_found(self):
        for token in ("A" * 22, "short", "%25"):
            with self.subTest(token=token):
                self.assertEqual(self._open(token).status_code, 404)

    @mute_logger("odoo.http")
    def test_nothing_can_be_sent_there(self):
        token = self._hazard(self.unit).follow_token
        response = self.url_open(f"/dp/r/{token}", data={"title": "x"})
        self.assertEqual(response.status_code, 405)

    def test_the_page_is_cheap(self):
        hazard = self._hazard(self.unit)
        hazards = self.env["dp.hazard"].with_user(self.env.ref("base.public_user"))
        hazards._get_follow_data(hazard.follow_token)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            hazards._get_follow_data(hazard.follow_token)
