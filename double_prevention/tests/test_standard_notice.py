from freezegun import freeze_time

from odoo.exceptions import AccessError

from .common import DoublePreventionCase


class TestStandardNotice(DoublePreventionCase):
    """A changed measure reaches those who have a duty at its unit, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.event = cls._event(cls.unit)
        cls.measure = cls._measure(
            cls.event,
            "Pressure",
            check_type="number",
            has_limit_high=True,
            limit_high=2895,
            uom="kPa",
        )
        cls.duty = cls._duty(cls.measure)

    def _change(self, **vals):
        self.measure.with_user(self.officer).write(vals or {"limit_high": 2800})
        return self.measure.standard_ids

    def test_a_changed_limit_is_said_in_words(self):
        notice = self._change()
        self.assertEqual(notice.description, "High Limit: 2895 kPa → 2800 kPa")
        self.assertEqual((notice.kind, notice.author_id), ("changed", self.officer))
        self.assertEqual(notice.confirmation_ids.employee_id.name, "Worker")
        self.assertEqual(notice.progress, "0 of 1")

    def test_what_people_need_not_know_makes_no_notice(self):
        self.assertFalse(self._change(sequence=20))

    def test_where_nobody_has_a_duty_nobody_is_told(self):
        self.duty.action_archive()
        self.assertFalse(self._change())

    def test_edits_within_an_hour_are_one_notice(self):
        with freeze_time("2026-03-02 08:00:00"):
            self._change()
        with freeze_time("2026-03-02 08:30:00"):
            notice = self._change(limit_high=2700, photo_required=True)
        self.assertEqual(len(notice), 1)
        self.assertEqual(
            notice.description,
            "High Limit: 2895 kPa → 2700 kPa\nPhoto Required: no → yes",
        )
        self.assertEqual(len(notice.confirmation_ids), 1)

    def test_later_edits_are_a_new_version(self):
        with freeze_time("2026-03-02 08:00:00"):
            self._change()
        with freeze_time("2026-03-02 10:00:00"):
            notices = self._change(limit_high=2700)
        notices = notices.sorted("version")
        self.assertEqual(notices.mapped("version"), [1, 2])
        self.assertEqual(notices.mapped("is_latest"), [False, True])

    def test_what_was_confirmed_is_not_changed_any_more(self):
        first = self._change()
        first.with_user(self.worker).action_confirm()
        notices = self._change(limit_high=2700)
        self.assertEqual(len(notices), 2)
        self.assertEqual(first.description, "High Limit: 2895 kPa → 2800 kPa")

    def test_a_new_and_an_archived_measure_are_told(self):
        other = self._measure(self.event, "Gauge readable")
        self.assertEqual(other.standard_ids.kind, "added")
        self.assertIn("What to Check: Gauge readable?", other.standard_ids.description)
        self.measure.action_archive()
        self.assertEqual(self.measure.standard_ids.kind, "archived")

    def test_who_takes_over_gets_the_standard_in_force_and_nobody_loses_it(self):
        notice = self._change()
        fixer = self.fixer.with_company(self.company).employee_id
        self.duty.rule_employee_id = fixer
        self.assertEqual(
            sorted(notice.confirmation_ids.employee_id.mapped("name")),
            ["Fixer", "Worker"],
        )

    def test_who_took_over_unseen_gets_it_at_night(self):
        notice = self._change()
        fixer = self.fixer.with_company(self.company).employee_id
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dp_duty SET employee_id = %s WHERE id = %s",
            [fixer.id, self.duty.id],
        )
        self.env["dp.standard.notice"]._cron_share()
        self.assertIn(fixer, notice.confirmation_ids.employee_id)
        before = notice.confirmation_ids
        self.env["dp.standard.notice"]._cron_share()
        self.assertEqual(notice.confirmation_ids, before)

    def test_each_person_gets_a_message(self):
        notice = self._change()
        message = self.env["dp.notice"].search(
            [("user_id", "=", self.worker.id), ("kind", "=", "standard")]
        )
        self.assertEqual((message.res_model, message.res_id), (notice._name, notice.id))
        self.assertIn("Pressure", message.summary)

    def test_measure_and_unit_show_how_many_have_confirmed(self):
        self._duty(self.measure, self.officer, tier="3")
        notice = self._change()
        self.assertEqual(self.measure.standard_progress, "0 of 2")
        notice.with_user(self.worker).action_confirm()
        self.env.invalidate_all()
        self.assertEqual(self.measure.standard_progress, "1 of 2")
        self.assertEqual(self.site.standard_progress, "1 of 2")

    def test_nobody_edits_or_deletes_a_notice(self):
        notice = self._change()
        for user in (self.manager, self.officer, self.worker, self.auditor):
            with self.subTest(user.login):
                notice.with_user(user).read(["description"])
                with self.assertRaises(AccessError):
                    notice.with_user(user).write({"version": 9})
                with self.assertRaises(AccessError):
                    notice.with_user(user).unlink()

    def test_pushing_costs_the_same_for_any_number_of_measures(self):
        def cost(measures, limit):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            measures.write({"critical": limit})
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(self.measure, True)
        few = cost(self.measure, False)
        many = self.measure
        for number in range(10):
            many |= self._measure(self.event, f"Gauge {number}")
        cost(many, True)
        self.assertLessEqual(cost(many, False), few + 5)
