from freezegun import freeze_time

from odoo.exceptions import AccessError

from .common import DoublePreventionCase


@freeze_time("2026-03-20 02:00:00")
class TestSafetyDuties(DoublePreventionCase):
    """The page of safety duties shows what the reader may see, and counts it right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        *_above, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit)
        cls.measure = cls._measure(cls.event)
        cls.duty = cls._duty(cls.measure)
        cls.person = cls.worker.with_company(cls.company).employee_id

    def _page(self, user, subject=None):
        pages = self.env["dp.safety.duties"].with_user(user)
        if not subject:
            return pages.get_page()
        return pages.get_page(subject._name, subject.id)

    def _round(self, end, state="done", **vals):
        """Create a round of the worker whose window ends at ``end``."""
        return self.env["dp.inspection"].create(
            {
                "unit_id": self.place.id,
                "employee_id": self.person.id,
                "date_start": f"{end[:10]} 00:00:00",
                "date_end": end,
                "state": state,
                **vals,
            }
        )

    def test_a_person_sees_places_tiers_and_how_often(self):
        page = self._page(self.worker)
        self.assertTrue(page["subject"]["is_mine"])
        (place,) = page["places"]
        self.assertEqual(place["id"], self.unit.id)
        self.assertEqual(place["level"], "3")
        self.assertEqual(place["tier_name"], "Post tier")
        self.assertEqual(place["how_often"], "Every day")
        self.assertEqual(place["duty_ids"], self.duty.ids)

    def test_the_worst_place_comes_first(self):
        other = self._unit("Tank", self.place, "unit")
        self._duty(self._measure(self._event(other, "1", "1")))
        places = self._page(self.worker)["places"]
        self.assertEqual([row["level"] for row in places], ["1", "3"])

    def test_this_month_counts_rounds_whose_window_ends_in_the_reader_s_month(self):
        self._round("2026-03-02 08:00:00")
        self._round("2026-03-03 08:00:00", is_late=True, finding_count=2)
        self._round("2026-03-04 08:00:00", state="missed")
        self._round("2026-03-05 08:00:00", state="cancelled")
        # February in London is already March in Shanghai
        self._round("2026-02-28 17:00:00")
        self._round("2026-02-28 15:00:00", state="missed")
        month = self._page(self.worker)["month"]
        self.assertEqual(
            month, {"done": 2, "late": 1, "missed": 1, "found": 1, "share": 50}
        )

    def test_every_number_opens_exactly_what_it_counts(self):
        self._round("2026-03-02 08:00:00")
        self._round("2026-03-03 08:00:00", is_late=True, finding_count=2)
        self._round("2026-03-04 08:00:00", state="missed")
        page = self._page(self.worker)
        rounds = self.env["dp.inspection"].with_user(self.worker)
        for key in ("done", "late", "missed", "found"):
            self.assertEqual(
                rounds.search_count(page["domains"][key]), page["month"][key], key
            )

    def test_due_is_what_begins_before_the_reader_s_day_ends(self):
        today = self._round("2026-03-20 10:00:00", state="planned")
        self._round("2026-03-21 23:00:00", state="planned")
        due = self._page(self.worker)["due"]
        self.assertEqual([row["id"] for row in due], today.ids)
        self.assertFalse(due[0]["is_over"])

    def test_a_colleague_sees_the_duties_but_no_rounds_of_others(self):
        self._round("2026-03-20 10:00:00", state="planned")
        self._round("2026-03-02 08:00:00")
        public = self.env["hr.employee.public"].browse(self.person.id)
        page = self._page(self.fixer, public)
        self.assertEqual(page["duty_count"], 1)
        self.assertFalse(page["due"])
        self.assertEqual(page["month"]["done"], 0)
        self.assertIsNone(page["list"])

    def test_a_stranger_of_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        guest = self._person("guest", company=other)
        public = self.env["hr.employee.public"].browse(self.person.id)
        page = None
        try:
            page = self._page(guest.with_company(other), public)
        except AccessError:
            return
        self.assertEqual((page["duty_count"], page["places"]), (0, []))

    def test_a_user_without_employee_gets_an_empty_page(self):
        user = self.env["res.users"].create({"name": "Nobody", "login": "nobody"})
        self.assertIsNone(self._page(user))

    def test_a_department_shows_the_work_of_each_person_and_of_nobody(self):
        self._duty(self.measure, self.fixer, interval_unit="week")
        self.env["dp.duty"].create(
            {
                "measure_id": self.measure.id,
                "rule": "manager",
                "rule_department_id": self.team.id,
                "date_start": "2026-01-01 00:00:00",
            }
        )
        page = self._page(self.officer, self.production)
        rows = [(row["name"], row["duties"], row["checks"]) for row in page["people"]]
        self.assertEqual(
            rows, [("Nobody", 1, 7.0), ("Worker", 1, 7.0), ("Fixer", 1, 1.0)]
        )

    def test_a_post_shows_what_its_holders_control(self):
        job = self.env["hr.job"].create(
            {"name": "Operator", "company_id": self.company.id}
        )
        self.person.job_id = job
        self.duty.write(
            {
                "rule": "job",
                "rule_job_id": job.id,
                "rule_department_id": self.team.id,
                "rule_employee_id": False,
            }
        )
        page = self._page(self.manager, job)
        self.assertEqual(page["duty_count"], 1)
        self.assertEqual([row["id"] for row in page["people"]], self.person.ids)

    def test_the_list_is_outdated_when_the_duties_changed(self):
        self.env["dp.post.list"].with_user(self.manager)._issue(self.person)
        self.assertFalse(self._page(self.worker)["list"]["is_outdated"])
        self._duty(self._measure(self.event, "Cooling water flows"))
        self.assertTrue(self._page(self.worker)["list"]["is_outdated"])

    def test_a_large_department_costs_no_more_queries_than_a_small_one(self):
        counts = []
        for number in range(2):
            for index in range(10):
                user = self._person(f"op{number}{index}", self.team)
                self._duty(self.measure, user)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._page(self.officer, self.production)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])
