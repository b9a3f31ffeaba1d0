from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_inspection import NOW, InspectionCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestInspectionNew(InspectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tank = cls._unit("Tank", cls.zone, "object", code="T")
        cls.dike = cls._measure(cls._event(cls.tank), "Dike tight", critical=True)

    def _wizard(self, units, user=None, **vals):
        return (
            self.env["dp.inspection.new"]
            .with_user(user or self.officer)
            .create({"unit_ids": units.ids, "company_id": self.company.id, **vals})
        )

    def _created(self, wizard):
        action = wizard.action_create()
        if action.get("res_id"):
            return self.env["dp.inspection"].browse(action["res_id"])
        return self.env["dp.inspection"].search(action["domain"], order="id")

    def test_the_form_says_how_many_checks_there_will_be(self):
        form = Form(self.env["dp.inspection.new"].with_user(self.officer))
        self.assertEqual(form.check_count, 0)
        form.unit_ids.add(self.zone)
        self.assertEqual((form.check_count, form.round_count), (4, 1))
        form.split = "place"
        self.assertEqual((form.check_count, form.round_count), (4, 2))
        form.critical_only = True
        self.assertEqual((form.check_count, form.round_count), (1, 1))

    def test_a_round_takes_every_check_of_the_places_and_below(self):
        wizard = self._wizard(self.zone, type="5", organiser="leader")
        inspection = self._created(wizard)
        self.assertRecordValues(
            inspection,
            [
                {
                    "type": "5",
                    "organiser": "leader",
                    "origin": "manual",
                    "state": "planned",
                    "unit_id": self.zone.id,
                    "line_count": 4,
                    "date_start": datetime(2026, 3, 10, 4),
                    "date_end": datetime(2026, 3, 11, 4),
                }
            ],
        )
        self.assertEqual(
            inspection.line_ids.measure_id,
            self.valve | self.pressure | self.alarm | self.dike,
        )
        self.assertFalse(inspection.line_ids.duty_id)

    def test_one_round_per_object(self):
        inspections = self._created(self._wizard(self.zone, split="place"))
        self.assertEqual(inspections.unit_id, self.place | self.tank)

    def test_a_check_below_two_chosen_places_is_asked_once(self):
        inspections = self._created(self._wizard(self.zone | self.place))
        self.assertEqual(sum(inspections.mapped("line_count")), 4)

    def test_only_checks_somebody_of_the_tier_has_a_duty_for(self):
        self._duty(self.dike, tier="2")
        inspection = self._created(self._wizard(self.zone, tier="2"))
        self.assertEqual(inspection.line_ids.measure_id, self.dike)

    def test_a_round_by_hand_makes_up_for_the_duties_of_its_inspector(self):
        inspector = self.worker.with_company(self.company).employee_id
        wizard = self._wizard(self.unit, employee_id=inspector.id)
        inspection = self._created(wizard)
        self.assertEqual(inspection.line_ids.duty_id, self.duties)

    def test_measures_watched_by_sensors_are_not_asked(self):
        self.dike.control_mode = "sensor"
        with self.assertRaisesRegex(UserError, "nothing to check"):
            self._wizard(self.tank).action_create()

    def test_who_may_not_start_rounds_by_hand(self):
        for user in (self.worker, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._wizard(self.zone, user)
        other = self._person("tank", self.maintenance, "group_dp_officer")
        with self.assertRaises(AccessError):
            self._wizard(self.zone, other).action_create()

    def test_a_round_by_hand_not_begun_can_be_deleted(self):
        inspection = self._created(self._wizard(self.zone))
        inspection.with_user(self.officer).unlink()
        self.assertFalse(inspection.exists())

    def test_the_sections_of_my_rounds_follow_the_clock(self):
        made = {
            "1_pressing": ("2026-03-10 00:00:00", "2026-03-10 06:00:00"),
            "2_now": ("2026-03-10 03:00:00", "2026-03-10 12:00:00"),
            # 23:00 in Shanghai
            "3_today": ("2026-03-10 15:00:00", "2026-03-10 20:00:00"),
            # 0:30 in Shanghai
            "4_soon": ("2026-03-10 16:30:00", "2026-03-10 20:00:00"),
        }
        rounds = self.env["dp.inspection"].create(
            [
                {"unit_id": self.tank.id, "date_start": start, "date_end": end}
                for start, end in made.values()
            ]
        )
        over = rounds[0].copy()
        over.with_user(self.officer)._cancel("Twice")
        rounds |= over
        expected = [*made, "5_over"]
        mine = rounds.with_user(self.officer).with_context(tz="Asia/Shanghai")
        self.assertEqual(mine.mapped("urgency"), expected)
        domain = [("id", "in", rounds.ids)]
        groups = mine._read_group(domain, ["urgency"], ["id:recordset"])
        self.assertEqual(groups, list(zip(expected, mine, strict=True)))
        for key, one in groups:
            found = mine.search([*domain, ("urgency", "=", key)])
            self.assertEqual(found, one)
