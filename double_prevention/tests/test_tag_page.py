import io
import uuid

from PIL import Image

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import DoublePreventionCase


def photo(color="red"):
    """Return a small valid JPEG as bytes, as a phone sends it."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(buffer, "JPEG")
    return buffer.getvalue()


class TagPageCase(HttpCase, DoublePreventionCase):
    """A tagged reactor with a round of the worker: yes/no, number, choice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.production.manager_id = cls.officer.employee_id
        cls.team.manager_id = cls.fixer.employee_id
        cls.site, _zone, cls.place, cls.unit = cls._tree()
        cls.place.emergency_steps = "<p>Press the emergency stop.</p>"
        cls.company.dp_emergency_phone_inner = "6119"
        cls.event = cls._event(cls.unit)
        cls.valve = cls._measure(cls.event, sequence=1, critical=True)
        cls.pressure = cls._measure(
            cls.event,
            "Pressure",
            sequence=2,
            check_type="number",
            has_limit_high=True,
            limit_high=2895,
            uom="kPa",
        )
        cls.flange = cls._measure(
            cls.event,
            "Flange",
            sequence=3,
            check_type="choice",
            choice_ids=[
                (0, 0, {"name": "Dry"}),
                (0, 0, {"name": "Dripping", "is_hazard": True}),
            ],
        )
        cls.dry = cls.flange.choice_ids[0]
        cls.duties = (
            cls._duty(cls.valve, scan_required=True)
            | cls._duty(cls.pressure)
            | cls._duty(cls.flange)
        )
        cls.round = cls.env["dp.inspection"]._generate(cls.duties)[:1]
        cls.lines = cls.round.line_ids
        cls.tag = cls.env["dp.tag"].create(
            {"unit_id": cls.unit.id, "company_id": cls.company.id}
        )
        cls.url = f"/dp/q/{cls.tag.token}"
        cls.round_url = f"{cls.url}/round/{cls.round.id}"

    def _login(self, user):
        self.authenticate(user.login, user.login)

    def _send(self, url, data=None, files=()):
        """Post a form as the page does; return the response."""
        data = {
            "csrf_token": http.Request.csrf_token(self),
            "client_uuid": str(uuid.uuid4()),
            **(data or {}),
        }
        return self.url_open(url, data=data, files=list(files), allow_redirects=False)

    def _good_answers(self, **changes):
        valve, pressure, flange = self.lines
        return {
            f"result_{valve.id}": "ok",
            f"value_{pressure.id}": "2705",
            f"choice_{flange.id}": str(self.dry.id),
            **changes,
        }


@tagged("post_install", "-at_install")
class TestTagPage(TagPageCase):
    """Who sees what behind a tag, and what the pages take."""

    # --- the page of the place ------------------------------------------------

    def test_an_anonymous_visitor_logs_in_and_comes_back(self):
        response = self.url_open(self.url, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login?redirect=", response.headers["Location"])
        self.assertIn(self.tag.token, response.headers["Location"])
        self.assertEqual(self.tag.scan_count, 0)

    def test_the_page_says_level_risks_people_and_emergency(self):
        self._login(self.stranger)
        page = self.url_open(self.url)
        self.assertEqual(page.status_code, 200)
        for text in (
            "o_dp_level_3",
            "R-301",
            "Overpressure",
            "Press the emergency stop.",
            'href="tel:6119"',
            'href="tel:119"',
            "Worker",
            "Next round:",
        ):
            self.assertIn(text, page.text)
        self.assertNotIn("dp-start-round", page.text)
        self.tag.invalidate_recordset()
        self.assertEqual(self.tag.scan_count, 1)

    def test_a_page_that_reads_itself_again_is_no_scan(self):
        self._login(self.worker)
        page = self.url_open(f"{self.url}?again=1")
        self.assertIn(f'data-live-unit="{self.tag.target_unit_id.id}"', page.text)
        self.tag.invalidate_recordset()
        self.assertEqual(self.tag.scan_count, 0)

    def test_the_round_that_is_mine_is_the_first_button(self):
        self._login(self.worker)
        page = self.url_open(self.url)
        self.assertIn("dp-start-round", page.text)
        self.assertIn(f'action="{self.round_url}/start"', page.text)

    def test_the_page_speaks_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.worker.lang = "zh_CN"
        self._login(self.worker)
        self.assertIn('lang="zh-CN"', self.url_open(self.url).text)

    def test_unknown_revoked_and_foreign_codes_say_what_to_do(self):
        self._login(self.worker)
        unknown = self.url_open(f"/dp/q/{'A' * 22}")
        self.assertEqual(unknown.status_code, 404)
        self.assertIn("Tell the safety officer", unknown.text)
        self.assertNotIn("Traceback", unknown.text)
        self.tag._revoke("Label torn off")
        revoked = self.url_open(self.url)
        self.assertEqual(revoked.status_code, 410)
        self.assertIn("Label torn off", revoked.text)
        self.tag.action_unarchive()
        other = self.env["res.company"].create({"name": "Other Plant"})
        outsider = self._person("outsider", company=other)
        self._login(outsider)
        foreign = self.url_open(self.url)
        self.assertEqual(foreign.status_code, 403)
        self.assertIn("another company", foreign.text)
        self.assertNotIn("Reactor", foreign.text)

    # --- what is new ----------------------------------------------------------

    def test_a_changed_standard_is_shown_once_and_confirmed_on_the_page(self):
        self.valve.check_content = "Seal whole, tag readable?"
        standard = self.valve.standard_ids.confirmation_ids.filtered(
            lambda one: one.user_id == self.worker
        )
        self._login(self.stranger)
        self.assertNotIn("New since your last visit", self.url_open(self.url).text)
        form = {"confirmation": standard.id}
        self._send(f"{self.url}/standards", form)
        self.assertEqual(standard.state, "to_read")

        self._login(self.worker)
        page = self.url_open(self.url).text
        self.assertIn("New since your last visit", page)
        self.assertIn("Seal whole, tag readable?", page)
        self.assertEqual(self._send(f"{self.url}/standards", form).status_code, 303)
        self.assertEqual(standard.state, "confirmed")
        self.assertNotIn("New since your last visit", self.url_open(self.url).text)

    # --- a round --------------------------------------------------------------

    def test_a_round_starts_by_scanning_and_shows_its_checks(self):
        self._login(self.worker)
        started = self._send(f"{self.round_url}/start")
        self.assertEqual(started.status_code, 303)
        self.assertEqual(self.round.state, "in_progress")
        self.assertTrue(self.round.scanned_at)
        page = self.url_open(self.round_url).text
        for text in ("Relief valve sealed?", "at most 2895 kPa", "MPa", "Dripping"):
            self.assertIn(text, page)

    def test_a_round_is_not_started_from_another_place(self):
        elsewhere = self._unit("Boiler", self.site, "object", code="B-1")
        tag = self.env["dp.tag"].create(
            {"unit_id": elsewhere.id, "company_id": self.company.id}
        )
        self._login(self.worker)
        refused = self._send(f"/dp/q/{tag.token}/round/{self.round.id}/start")
        self.assertEqual(refused.status_code, 422)
        self.assertIn("Scan the tag of R Reactor Section", refused.text)
        self.assertEqual(self.round.state, "planned")

    def test_nobody_does_the_round_of_another(self):
        self._login(self.fixer)
        self.assertEqual(self.url_open(self.round_url).status_code, 403)
        with mute_logger("odoo.http"):
            sent = self._send(self.round_url, self._good_answers())
        self.assertEqual(sent.status_code, 422)
        self.assertEqual(self.round.state, "planned")

    def test_a_clean_round_is_submitted_with_its_answers(self):
        self._login(self.worker)
        sent = self._send(self.round_url, self._good_answers())
        self.assertEqual(sent.json(), {"location": self.round_url})
        self.assertEqual(self.round.state, "done")
        self.assertEqual(self.lines.mapped("result"), ["ok"] * 3)
        self.assertEqual(self.lines[1].value_number, 2705)
        self.assertEqual(self.lines[2].value_choice_id, self.dry)
        result = self.url_open(self.round_url).text
        self.assertIn("<dd>3</dd>", result)

    def test_a_number_in_another_unit_is_converted(self):
        self._login(self.worker)
        line = self.lines[1]
        answers = self._good_answers(
            **{f"value_{line.id}": "2.705", f"uom_{line.id}": "MPa"}
        )
        self._send(self.round_url, answers)
        self.assertEqual(line.value_number, 2705)
        self.assertEqual(line.result, "ok")

    def test_a_failed_check_with_a_photo_opens_a_hazard(self):
        self._login(self.worker)
        valve = self.lines[0]
        answers = self._good_answers(
            **{f"result_{valve.id}": "hazard", f"note_{valve.id}": "Seal is broken"}
        )
        files = [(f"photos_{valve.id}", ("valve.jpg", photo(), "image/jpeg"))]
        self.assertEqual(self._send(self.round_url, answers, files).status_code, 200)
        hazard = valve.hazard_id
        self.assertEqual(hazard.measure_id, self.valve)
        self.assertEqual(len(valve.photo_ids), 1)
        self.assertEqual(len(hazard.photo_before_ids), 1)
        result = self.url_open(self.round_url).text
        self.assertIn(f'href="/dp/h/{hazard.id}"', result)
        self.assertIn(hazard.name, result)

    def test_every_problem_is_said_at_its_check_and_nothing_is_written(self):
        self._login(self.worker)
        valve, pressure, flange = self.lines
        sent = self._send(
            self.round_url,
            {
                f"result_{valve.id}": "not_applicable",
                f"value_{pressure.id}": "27",
                f"uom_{pressure.id}": "°C",
            },
        )
        self.assertEqual(sent.status_code, 422)
        errors = sent.json()["errors"]
        self.assertEqual(set(errors) - {""}, {str(line.id) for line in self.lines})
        self.assertIn("can't be converted", errors[str(pressure.id)][0])
        self.assertEqual(self.round.state, "planned")
        self.assertEqual(self.lines.mapped("result"), [False] * 3)

    def test_a_file_that_is_no_photo_is_refused_and_nothing_is_written(self):
        self._login(self.worker)
        valve = self.lines[0]
        answers = self._good_answers(
            **{f"result_{valve.id}": "hazard", f"note_{valve.id}": "Seal is broken"}
        )
        files = [(f"photos_{valve.id}", ("virus.jpg", b"MZ no photo", "image/jpeg"))]
        sent = self._send(self.round_url, answers, files)
        self.assertEqual(sent.status_code, 422)
        self.assertIn("is not a photo", sent.json()["errors"][str(valve.id)][0])
        self.assertFalse(valve.photo_ids)
        self.assertEqual(self.round.state, "planned")
        self.assertFalse(self.env["dp.hazard"].search([("unit_id", "=", self.unit.id)]))

    def test_too_many_photos_are_refused(self):
        self._login(self.worker)
        valve = self.lines[0]
        file = (f"photos_{valve.id}", ("valve.jpg", photo(), "image/jpeg"))
        answers = self._good_answers(**{f"result_{valve.id}": "hazard"})
        sent = self._send(self.round_url, answers, [file] * 7)
        self.assertEqual(sent.status_code, 422)
        self.assertIn("at most 6 photos", sent.json()["errors"][""][0])

    def test_a_photo_that_is_too_large_is_refused(self):
        self._login(self.worker)
        file = ("photos", ("big.jpg", bytes(15 * 1024 * 1024 + 1), "image/jpeg"))
        sent = self._send(f"{self.url}/hazard", {"title": "Big"}, [file])
        self.assertEqual(sent.status_code, 422)
        self.assertIn("larger than 15 MB", sent.json()["errors"][""][0])
        self.assertFalse(self.env["dp.hazard"].search([("unit_id", "=", self.unit.id)]))

    def test_a_round_sent_twice_is_one(self):
        self._login(self.worker)
        valve = self.lines[0]
        answers = self._good_answers(
            client_uuid=str(uuid.uuid4()),
            **{f"result_{valve.id}": "hazard", f"note_{valve.id}": "Seal is broken"},
        )
        first = self._send(self.round_url, answers)
        again = self._send(self.round_url, answers)
        self.assertEqual(first.json(), again.json())
        self.assertEqual(
            self.env["dp.hazard"].search_count([("unit_id", "=", self.unit.id)]), 1
        )
        other = self._send(self.round_url, self._good_answers())
        self.assertEqual(other.status_code, 422)

    def test_a_form_without_its_token_is_refused(self):
        self._login(self.worker)
        with mute_logger("odoo.http"):
            sent = self._send(self.round_url, {"csrf_token": "forged"})
        self.assertEqual(sent.status_code, 400)
        self.assertEqual(self.round.state, "planned")

    # --- hazards --------------------------------------------------------------

    def _report(self, data=None, files=()):
        data = {"title": "Oil on the floor", **(data or {})}
        return self._send(f"{self.url}/hazard", data, files)

    def _hazard(self):
        return self.env["dp.hazard"].search([("unit_id", "=", self.unit.id)])

    def test_anybody_reports_a_hazard_in_one_sentence(self):
        self._login(self.stranger)
        form = self.url_open(f"{self.url}/hazard").text
        self.assertIn("Relief valve sealed", form)
        files = [("photos", ("oil.jpg", photo(), "image/jpeg"))]
        sent = self._report({"measure_id": self.valve.id, "priority": "2"}, files)
        hazard = self._hazard()
        self.assertEqual(sent.json(), {"location": f"/dp/h/{hazard.id}?reported=1"})
        self.assertEqual(hazard.reporter_id, self.stranger)
        self.assertEqual(hazard.measure_id, self.valve)
        self.assertEqual(hazard.priority, "2")
        self.assertEqual(len(hazard.photo_before_ids), 1)
        page = self.url_open(f"/dp/h/{hazard.id}?reported=1").text
        for text in (hazard.name, "Reported. Thank you", hazard.employee_id.name):
            self.assertIn(text, page)

    def test_a_report_may_suspect_a_major_one(self):
        self._login(self.stranger)
        self._report({"suspected_major": "1"})
        self.assertTrue(self._hazard().suspected_major)

    def test_a_report_sent_twice_is_one(self):
        self._login(self.worker)
        data = {"client_uuid": str(uuid.uuid4())}
        self.assertEqual(self._report(data).json(), self._report(data).json())
        self.assertEqual(len(self._hazard()), 1)

    def test_a_report_without_a_sentence_says_so(self):
        self._login(self.worker)
        sent = self._report({"title": "  "})
        self.assertIn("one sentence", sent.json()["errors"][""][0])
        self.assertFalse(self._hazard())

    def test_a_measure_of_another_place_is_not_blamed(self):
        elsewhere = self._unit("Boiler", self.site, "object", code="B-1")
        foreign = self._measure(self._event(elsewhere))
        self._login(self.worker)
        self._report({"measure_id": foreign.id})
        self.assertFalse(self._hazard().measure_id)

    def test_an_auditor_reports_nothing(self):
        self._login(self.auditor)
        sent = self._report()
        self.assertEqual(sent.status_code, 422)
        self.assertFalse(self._hazard())

    def test_the_responsible_fixes_and_another_verifies_on_the_phone(self):
        self._login(self.worker)
        files = [("photos", ("oil.jpg", photo(), "image/jpeg"))]
        self._report(files=files)
        hazard = self._hazard()
        self.assertEqual(hazard.user_id, self.fixer)
        url = f"/dp/h/{hazard.id}"
        self.assertNotIn("dp-fix", self.url_open(url).text)
        refused = self._send(f"{url}/fix", {"measures_taken": "Mopped"})
        self.assertEqual(refused.status_code, 422)

        self._login(self.fixer)
        self.assertIn("dp-fix", self.url_open(url).text)
        without = self._send(f"{url}/fix", {"measures_taken": "Mopped"})
        self.assertIn("photo", without.json()["errors"][""][0])
        self.assertEqual(hazard.state, "reported")
        self._send(f"{url}/fix", {"measures_taken": "Mopped"}, files)
        self.assertEqual(hazard.state, "verifying")
        self.assertEqual(hazard.measures_taken, "Mopped")
        self.assertEqual(hazard.rectified_by_ids, self.fixer)
        own = self._send(f"{url}/verify", {"verdict": "verify"})
        self.assertEqual(own.status_code, 422)

        self._login(hazard.verifier_id)
        back = self._send(f"{url}/verify", {"verdict": "send_back"})
        self.assertIn("still to do", back.json()["errors"][""][0])
        self._send(f"{url}/verify", {"verdict": "verify", "opinion": "Dry now"})
        self.assertEqual(hazard.state, "closed")
        self.assertEqual(hazard.verification_note, "Dry now")

    def test_the_hazard_of_another_company_is_not_shown(self):
        self._login(self.worker)
        self._report()
        hazard = self._hazard()
        other = self.env["res.company"].create({"name": "Other Plant"})
        self._login(self._person("outsider", company=other))
        page = self.url_open(f"/dp/h/{hazard.id}")
        self.assertEqual(page.status_code, 403)
        self.assertNotIn("Oil", page.text)
        self.assertEqual(self.url_open("/dp/h/999999999").status_code, 404)


@tagged("post_install", "-at_install")
class TestTagPageSpeed(TagPageCase):
    def test_the_page_takes_at_most_20_queries(self):
        for number in range(12):
            event = self._event(self.unit)
            self._duty(
                self._measure(event, f"Measure {number}"), self.officer, tier="2"
            )
        self._login(self.worker)
        self._send(f"{self.url}/hazard", {"title": "Oil on the floor"})
        self.url_open(self.url)
        with self.assertQueryCount(20):
            self.assertEqual(self.url_open(self.url).status_code, 200)


@tagged("post_install", "-at_install")
class TestTagPageTour(TagPageCase):
    """What only a browser shows."""

    browser_size = "360x740"
    touch_enabled = True

    def test_a_refused_answer_is_shown_at_its_check_and_nothing_typed_is_lost(self):
        self.start_tour(
            self.round_url, "dp_tag_page_keeps_answers", login=self.worker.login
        )
        self.env.invalidate_all()
        self.assertEqual(self.round.state, "done")
        self.assertEqual(self.lines[0].note, "The seal is broken")
        self.assertFalse(self.lines[0].photo_ids)
        self.assertEqual(
            self.env["dp.hazard"].search_count([("unit_id", "=", self.unit.id)]), 1
        )
