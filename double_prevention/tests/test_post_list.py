from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import DoublePreventionCase

NOW = "2026-03-02 02:00:00"


@freeze_time(NOW)
class TestPostList(DoublePreventionCase):
    """Responsibility lists: handed out in words, acknowledged by the person alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        *_above, cls.unit = cls._tree()
        cls.measure = cls._measure(cls._event(cls.unit))
        cls.duty = cls._duty(cls.measure)
        cls.person = cls.worker.with_company(cls.company).employee_id

    def _issue(self, user=None, employees=None):
        lists = self.env["dp.post.list"].with_user(user or self.officer)
        return lists._issue(employees or self.person)

    def test_an_officer_hands_out_what_a_person_controls_in_words(self):
        issued = self._issue()
        self.assertEqual(issued.state, "issued")
        self.assertEqual(issued.user_id, self.worker)
        self.assertEqual(issued.line_count, 1)
        line = issued.line_ids
        self.assertEqual(line.place, self.unit.display_name)
        self.assertEqual(line.event, "Overpressure")
        self.assertEqual(line.check_content, "Relief valve sealed?")
        self.assertEqual(line.how_often, "Every day")
        self.assertEqual(line.unit_level, "3")

    def test_the_same_duties_are_not_handed_out_twice(self):
        self._issue()
        self.assertFalse(self._issue())

    def test_who_has_no_duties_gets_no_list(self):
        fixer = self.fixer.with_company(self.company).employee_id
        self.assertFalse(self._issue(self.manager, fixer))

    def test_changed_duties_supersede_the_former_list(self):
        former = self._issue()
        former.with_user(self.worker).action_acknowledge()
        self.assertFalse(former._find_outdated())
        self.duty.interval_number = 2
        self.assertEqual(former._find_outdated(), former)
        renewed = self._issue()
        self.assertEqual(former.state, "superseded")
        self.assertEqual(renewed.state, "issued")
        self.assertEqual(renewed.line_ids.how_often, "Every 2 days")
        self.assertEqual(former.line_ids.how_often, "Every day")

    def test_the_words_of_a_list_stay_when_the_measure_is_renamed(self):
        issued = self._issue()
        self.measure.name = "Rupture disc intact"
        self.assertEqual(issued.line_ids.measure, "Relief valve sealed")

    def test_the_person_acknowledges_the_own_list(self):
        issued = self._issue().with_user(self.worker)
        issued.action_acknowledge()
        self.assertEqual(issued.state, "acknowledged")
        self.assertEqual(str(issued.date_acknowledged), NOW)

    def test_acknowledging_twice_keeps_the_first_date(self):
        issued = self._issue().with_user(self.worker)
        issued.action_acknowledge()
        with freeze_time("2026-03-03 02:00:00"):
            issued.action_acknowledge()
        self.assertEqual(str(issued.date_acknowledged), NOW)

    def test_nobody_acknowledges_for_somebody_else(self):
        issued = self._issue()
        for user in (self.officer, self.manager):
            with self.assertRaisesRegex(AccessError, "issued to"):
                issued.with_user(user).action_acknowledge()

    def test_a_superseded_list_is_not_acknowledged(self):
        former = self._issue()
        self.duty.interval_number = 2
        self._issue()
        with self.assertRaisesRegex(UserError, "newer one"):
            former.with_user(self.worker).action_acknowledge()

    def test_an_officer_does_not_issue_outside_his_departments(self):
        fixer = self.fixer.with_company(self.company).employee_id
        self._duty(self.measure, self.fixer)
        with self.assertRaisesRegex(AccessError, "outside your departments"):
            self._issue(self.officer, fixer)
        self.assertTrue(self._issue(self.manager, fixer))

    def test_workers_and_auditors_issue_nothing(self):
        for user in (self.worker, self.auditor):
            with self.assertRaises(AccessError):
                self._issue(user)

    def test_nobody_writes_or_deletes_a_list(self):
        issued = self._issue()
        for user in (self.worker, self.officer, self.manager, self.auditor):
            with self.assertRaises(AccessError):
                issued.with_user(user).write({"state": "acknowledged"})
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            issued.with_env(self.env).unlink()

    def test_a_colleague_sees_no_list_of_others(self):
        issued = self._issue()
        lists = self.env["dp.post.list"]
        self.assertFalse(lists.with_user(self.fixer).search([]))
        self.assertFalse(issued.line_ids.with_user(self.fixer).search([]))
        for user in (self.worker, self.officer, self.manager, self.auditor):
            self.assertEqual(lists.with_user(user).search([]), issued)

    def test_the_list_is_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.measure.with_context(lang="zh_CN").name = "安全阀铅封完好"
        self.worker.lang = "zh_CN"
        self.assertEqual(self._issue().line_ids.measure, "安全阀铅封完好")

    def test_lines_follow_place_and_tier_and_are_never_written(self):
        self._duty(self.measure, tier="3")
        lines = self._issue().line_ids
        self.assertEqual(lines.mapped("sequence"), [1, 2])
        self.assertEqual(lines.mapped("tier"), ["Team tier", "Post tier"])
        for user in (self.worker, self.officer, self.manager):
            with self.assertRaises(AccessError):
                lines.with_user(user).write({"check_content": "nothing"})

    def test_many_lists_cost_as_many_queries_as_few(self):
        people = [self.person]
        for number in range(8):
            user = self._person(f"operator{number}", self.team)
            self._duty(self.measure, user)
            people.append(user.with_company(self.company).employee_id)
        few = self.env["hr.employee"].union(*people[:2])
        many = self.env["hr.employee"].union(*people[2:])
        self._issue(self.manager, few)
        self.duty.flush_recordset()
        self.env.invalidate_all()
        with self.assertQueryCount(100):
            self._issue(self.manager, many)
