import base64

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DoublePreventionCase, picture


@tagged("post_install", "-at_install")
class TestThanks(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls._tree()[-1]
        cls.company.dp_points_report = 5
        cls.company.dp_points_major = 20
        cls.company.dp_points_joined = 2
        cls.company.dp_points_risk = 7

    def _accept(self, hazard, user=None):
        hazard.with_user(user or self.officer)._transition("accept")

    def _rectify(self, hazard):
        image = base64.b64decode(picture())
        for name in ("photo_before_ids", "photo_after_ids"):
            hazard._attach_photos({(hazard, name): [("photo.jpg", image)]})
        hazard.measures_taken = "Gasket changed"
        hazard.with_user(self.fixer)._transition("rectify")

    def _thanks(self, user):
        return self.env["dp.thanks"].search([("user_id", "=", user.id)])

    def _badges(self, user):
        badges = self.env["gamification.badge.user"].search([("user_id", "=", user.id)])
        return sorted(badges.mapped("badge_id.name"))

    # --- points ---------------------------------------------------------------

    def test_an_accepted_report_brings_points_once(self):
        hazard = self._hazard(self.unit)
        self.assertEqual(self.worker.karma, 0)
        self._accept(hazard)
        self.assertEqual(self.worker.karma, 5)
        self._rectify(hazard)
        hazard.with_user(self.officer)._transition("send_back", reason="Still wet")
        hazard.with_user(self.fixer)._transition("rectify")
        hazard.with_user(self.officer)._transition("verify")
        self.assertEqual(self.worker.karma, 5)
        self.assertEqual(self._thanks(self.worker).kind, "report")

    def test_the_points_name_the_hazard_they_were_given_for(self):
        hazard = self._hazard(self.unit)
        self._accept(hazard)
        tracking = self.worker.sudo().karma_tracking_ids
        self.assertEqual(tracking.origin_ref, hazard)

    def test_a_rejected_report_brings_nothing(self):
        hazard = self._hazard(self.unit)
        hazard.with_user(self.officer)._transition("reject", reason="It is water")
        self.assertEqual(self.worker.karma, 0)
        self.assertFalse(self._thanks(self.worker))

    def test_a_confirmed_major_one_brings_more_and_a_badge(self):
        hazard = self._hazard(self.unit, grade="major")
        self._judge(hazard, criterion=self._criterion())
        self.assertFalse(self._thanks(self.worker))
        hazard.state = "planning"
        for name in ("goal", "methods", "funds", "organisation", "time", "safety"):
            hazard.with_user(self.officer)[f"plan_{name}"] = "As said"
        hazard.with_user(self.manager)._transition("approve_plan")
        self.assertEqual(self.worker.karma, 20)
        self.assertEqual(self._badges(self.worker), ["Guardian", "Sharp Eye"])

    def test_who_reported_it_again_gets_a_little(self):
        hazard = self._hazard(self.unit)
        hazard.with_user(self.stranger)._add_report("Drips faster")
        self._accept(hazard)
        self.assertEqual((self.worker.karma, self.stranger.karma), (5, 2))
        self.assertFalse(self._badges(self.stranger))

    def test_an_anonymous_report_brings_nobody_anything(self):
        hazards = self.env["dp.hazard"].with_user(self.worker)
        hazard = hazards._report(
            {"unit_id": self.unit.id, "title": "Leak", "is_anonymous": True}
        ).with_user(self.env.user)
        hazard.employee_id = self.fixer.with_company(self.company).employee_id
        self._accept(hazard)
        self.assertFalse(
            self.env["dp.thanks"].sudo().search([("res_id", "=", hazard.id)])
        )

    def test_who_accepts_his_own_report_waits_for_another_to_verify(self):
        hazard = self._hazard(self.unit, reporter=self.officer)
        self._accept(hazard)
        self.assertEqual(self.officer.karma, 0)
        self._rectify(hazard)
        hazard.with_user(self.manager)._transition("verify")
        self.assertEqual(self.officer.karma, 5)

    def test_points_can_be_switched_off(self):
        self.company.dp_thanks_points = False
        self._accept(self._hazard(self.unit))
        self.assertEqual(self.worker.karma, 0)
        self.assertEqual(self._thanks(self.worker).points, 0)

    def test_points_are_never_negative(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.company.dp_points_report = -1
            self.env.flush_all()

    def test_a_named_risk_in_the_register_brings_points(self):
        idea = (
            self.env["dp.risk.idea"]
            .with_user(self.worker)
            .create({"name": "Hose slips off", "unit_id": self.unit.id})
        )
        idea.with_user(self.officer).action_accept()
        self.assertEqual(self.worker.karma, 7)
        self.assertEqual(self._thanks(self.worker).kind, "risk")

    def test_a_declined_risk_brings_nothing(self):
        idea = (
            self.env["dp.risk.idea"]
            .with_user(self.worker)
            .create({"name": "Hose slips off", "unit_id": self.unit.id})
        )
        idea.with_user(self.officer)._decline("Is in the register")
        self.assertFalse(self._thanks(self.worker))

    # --- badges and words -----------------------------------------------------

    def test_the_first_and_the_tenth_accepted_report_earn_a_badge(self):
        hazards = [self._hazard(self.unit) for _number in range(10)]
        for hazard in hazards[:9]:
            self._accept(hazard)
        self.assertEqual(self._badges(self.worker), ["Sharp Eye"])
        self._accept(hazards[9])
        self.assertEqual(self._badges(self.worker), ["Sharp Eye", "Ten Times Safer"])

    def test_badges_can_be_switched_off(self):
        self.company.dp_thanks_badges = False
        self._accept(self._hazard(self.unit))
        self.assertFalse(self._badges(self.worker))
        self.assertEqual(self.worker.karma, 5)

    def test_the_person_is_told_by_one_notice(self):
        hazard = self._hazard(self.unit)
        self._accept(hazard)
        notice = self.env["dp.notice"].search(
            [("user_id", "=", self.worker.id), ("res_id", "=", hazard.id)]
        )
        self.assertEqual(notice.kind, "other")
        self.assertIn("5 points", notice.summary)
        mails = self.env["mail.mail"].search([("subject", "ilike", "rank")])
        self.assertFalse(mails.filtered(lambda one: self.worker.email in one.email_to))

    # --- who sees and who writes ----------------------------------------------

    def _seen_by(self, user):
        companies = {"allowed_company_ids": user.company_ids.ids}
        thanks = self.env["dp.thanks"].with_user(user).with_context(**companies)
        return thanks.search([]).user_id.with_env(self.env)

    def test_without_the_ranking_people_see_their_own(self):
        self._accept(self._hazard(self.unit))
        self._accept(self._hazard(self.unit, reporter=self.stranger))
        both = self.worker | self.stranger
        self.assertEqual(self._seen_by(self.worker), self.worker)
        self.assertFalse(self._seen_by(self.officer))
        for user in (self.manager, self.auditor):
            self.assertEqual(self._seen_by(user), both)
        self.company.dp_thanks_ranking = True
        self.assertEqual(self._seen_by(self.worker), both)

    def test_people_do_not_see_what_others_were_thanked_for(self):
        self.company.dp_thanks_ranking = True
        self._accept(self._hazard(self.unit))
        thanks = self._thanks(self.worker).with_user(self.stranger)
        with self.assertRaises(AccessError):
            thanks.read(["res_id"])

    def test_nobody_writes_thanks_by_hand(self):
        self._accept(self._hazard(self.unit))
        thanks = self._thanks(self.worker)
        for user in (self.worker, self.officer, self.manager, self.auditor):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.env["dp.thanks"].with_user(user).create(
                        {"user_id": user.id, "kind": "report", "points": 99}
                    )
                with self.assertRaises(UserError):
                    thanks.with_user(user).write({"points": 99})
                with self.assertRaises(AccessError):
                    thanks.with_user(user).unlink()
        with self.assertRaises(UserError):
            thanks.unlink()

    def test_another_company_sees_nothing(self):
        self.company.dp_thanks_ranking = True
        self._accept(self._hazard(self.unit))
        other = self.env["res.company"].create({"name": "Other Plant"})
        foreign = self._person("foreign", groups="group_dp_manager", company=other)
        self.assertFalse(self._seen_by(foreign))
