import base64

from odoo import http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .common import DoublePreventionCase, picture


@tagged("post_install", "-at_install")
class TestContractor(DoublePreventionCase, HttpCase):
    """Workers of a contractor do what is theirs in the portal, and see nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contractor = cls.env["res.partner"].create(
            {"name": "Crane Works", "is_company": True}
        )
        cls.rigger = cls._invite("rigger@example.com", "Rigger")
        *_above, cls.place, cls.unit = cls._tree()
        cls.measure = cls._measure(cls._event(cls.unit))
        cls.tag = cls.env["dp.tag"].create({"unit_id": cls.unit.id})
        cls.mine = cls._hazard(cls.unit, responsible=cls.rigger)
        cls.foreign = cls._hazard(cls.unit)

    @classmethod
    def _invite(cls, email, name, user=None):
        wizard = (
            cls.env["dp.contractor.invite"]
            .with_user(user or cls.manager)
            .create(
                {
                    "partner_id": cls.contractor.id,
                    "company_id": cls.company.id,
                    "name": name,
                    "email": email,
                    "department_id": cls.team.id,
                }
            )
        )
        wizard.action_invite()
        return cls.env["res.users"].search([("login", "=", email)])

    def _as(self, record, user=None):
        return record.with_user(user or self.rigger).with_context(
            allowed_company_ids=self.company.ids
        )

    def _round(self, user=None):
        employee = (user or self.rigger).with_company(self.company).employee_id
        return self.env["dp.inspection"].create(
            {
                "unit_id": self.unit.id,
                "employee_id": employee.id,
                "date_start": "2026-03-02 00:00:00",
                "date_end": "2126-03-02 00:00:00",
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "unit_id": self.unit.id,
                            "measure_id": self.measure.id,
                            "check_content": "Sealed?",
                        },
                    )
                ],
            }
        )

    # invitation ------------------------------------------------------

    def test_an_invited_worker_is_an_employee_with_a_portal_user(self):
        self.assertTrue(self.rigger.share)
        employee = self.rigger.with_company(self.company).employee_id
        self.assertEqual(employee.employee_type, "contractor")
        self.assertEqual(employee.department_id, self.team)
        self.assertEqual(self.rigger.partner_id.parent_id, self.contractor)
        self.assertTrue(self.contractor.is_dp_contractor)
        self.assertFalse(self.rigger.has_group("double_prevention.group_dp_user"))

    def test_inviting_the_same_worker_twice_changes_nothing(self):
        self._invite("rigger@example.com", "Rigger")
        employees = self.env["hr.employee"].search([("user_id", "=", self.rigger.id)])
        self.assertEqual(len(employees), 1)

    def test_a_colleague_is_not_made_a_contractor(self):
        self.worker.login = "colleague@example.com"
        with self.assertRaisesRegex(UserError, "login of a colleague"):
            self._invite("colleague@example.com", "Colleague")

    def test_an_invitation_needs_an_address(self):
        with self.assertRaisesRegex(ValidationError, "no e-mail address"):
            self._invite("rigger", "Rigger")

    def test_only_safety_managers_invite(self):
        for user in (self.worker, self.officer, self.auditor):
            with self.assertRaises(AccessError):
                self._invite("other@example.com", "Other", user)

    # what is theirs --------------------------------------------------

    def test_a_contractor_sees_nothing_but_what_is_his(self):
        own, other = self._round(), self._round(self.worker)
        own_duty = self._duty(self.measure, self.rigger)
        self._duty(self.measure, self.worker)
        self.assertEqual(self._as(self.env["dp.hazard"]).search([]), self.mine)
        self.assertEqual(self._as(self.env["dp.inspection"]).search([]), own)
        self.assertEqual(self._as(self.env["dp.duty"]).search([]), own_duty)
        self.assertEqual(
            self._as(self.env["dp.inspection.line"]).search([]), own.line_ids
        )
        self.assertEqual(self._as(self.env["dp.risk.unit"]).search([]), self.unit)
        for record in (self.foreign, other, other.line_ids):
            with self.assertRaises(AccessError):
                self._as(record).read(["display_name"])

    def test_the_register_levels_and_people_are_closed_to_contractors(self):
        for model in (
            "dp.risk.event",
            "dp.risk.assessment",
            "dp.risk.contribution",
            "dp.level.change",
            "dp.notice",
            "hr.employee",
            "hr.employee.public",
        ):
            with self.assertRaises(AccessError, msg=model):
                self._as(self.env[model]).search([])

    def test_a_contractor_neither_regrades_nor_deletes_nor_reassigns(self):
        mine = self._as(self.mine)
        for vals in (
            {"deadline": "2126-01-01 00:00:00"},
            {"verifier_id": self.rigger.id},
            {"employee_id": self.worker.with_company(self.company).employee_id.id},
        ):
            with self.assertRaises(UserError, msg=str(vals)):
                mine.write(vals)
        with self.assertRaises(AccessError):
            mine.unlink()

    # what they do ----------------------------------------------------

    def test_a_contractor_rectifies_his_hazard_and_does_not_verify_it(self):
        mine = self._as(self.mine)
        mine._fix_by_phone("Flange tightened", [("after.jpg", self._jpeg())])
        self.assertEqual(self.mine.state, "verifying")
        self.assertEqual(self.mine.rectified_by_ids, self.rigger)
        self.assertNotEqual(self.mine.verifier_id, self.rigger)

    def _jpeg(self):
        return base64.b64decode(picture())

    def test_a_contractor_does_his_round_from_the_portal_to_the_hazard_it_finds(self):
        round_ = self._round()
        self.rigger.password = "rigger@example.com"
        self.authenticate("rigger@example.com", "rigger@example.com")
        listing = self.url_open("/my/dp/rounds")
        self.assertIn(round_.name, listing.text)
        page = f"/dp/q/{self.tag.token}/round/{round_.id}"
        self.assertIn(page, listing.text)
        self.assertEqual(self.url_open(page).status_code, 200)
        line = round_.line_ids
        answer = self.url_open(
            page,
            data={
                f"result_{line.id}": "hazard",
                f"note_{line.id}": "Seal broken",
                "client_uuid": "11111111-1111-4111-8111-111111111111",
                "csrf_token": http.Request.csrf_token(self),
            },
            files=[(f"photos_{line.id}", ("b.jpg", self._jpeg(), "image/jpeg"))],
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        self.env.invalidate_all()
        self.assertEqual(round_.state, "done")
        self.assertEqual(line.hazard_id.reporter_id, self.rigger)
        self.assertEqual(self.url_open(page).status_code, 200)

    def test_the_tag_page_tells_a_contractor_the_risks_and_no_names(self):
        self._duty(self.measure, self.worker)
        data = self._as(self.tag)._get_page_data()
        self.assertEqual(
            [row["name"] for row in data["risks"]["rows"]], ["Overpressure"]
        )
        self.assertEqual([row["id"] for row in data["hazards"]["rows"]], self.mine.ids)
        self.assertFalse(data["people"])
        self.assertFalse(data["reasons"])
        self.assertFalse(data["other_round"])

    def test_the_portal_lists_only_what_is_his(self):
        self.rigger.password = "rigger@example.com"
        self.authenticate("rigger@example.com", "rigger@example.com")
        listing = self.url_open("/my/dp/hazards").text
        self.assertIn(self.mine.name, listing)
        self.assertNotIn(self.foreign.name, listing)
        self.assertEqual(self.url_open(f"/dp/h/{self.mine.id}").status_code, 200)
        self.assertEqual(self.url_open(f"/dp/h/{self.foreign.id}").status_code, 403)
        other = self._round(self.worker)
        page = f"/dp/q/{self.tag.token}/round/{other.id}"
        self.assertEqual(self.url_open(page).status_code, 403)

    def test_a_tag_where_he_has_no_work_says_so_in_plain_words(self):
        tank = self._unit("Tank", self.place)
        tag = self.env["dp.tag"].create({"unit_id": tank.id})
        with self.assertRaisesRegex(AccessError, "no work at this place"):
            self._as(self.env["dp.tag"])._resolve(tag.token)

    def test_the_portal_home_counts_what_is_his_and_sends_counters_alone(self):
        self._round()
        self.rigger.password = "rigger@example.com"
        self.authenticate("rigger@example.com", "rigger@example.com")
        self.assertIn("/my/dp/rounds", self.url_open("/my").text)
        names = ["dp_round_count", "dp_hazard_count"]
        counters = self.make_jsonrpc_request("/my/counters", {"counters": names})
        self.assertEqual(counters, {"dp_round_count": 1, "dp_hazard_count": 1})

    # the contractor --------------------------------------------------

    def test_the_contractor_counts_what_its_workers_have_to_do(self):
        self._round()
        partner = self.contractor.with_user(self.manager)
        self.assertEqual(partner.dp_worker_count, 1)
        self.assertEqual(partner.dp_contractor_round_count, 1)
        self.assertEqual(partner.dp_contractor_hazard_count, 1)
        action = partner.action_open_dp_hazards()
        found = self.env["dp.hazard"].search(action["domain"])
        self.assertEqual(found, self.mine)

    def test_a_worker_sees_no_more_of_a_contractor_than_his_rights_allow(self):
        self._round()
        partner = self.contractor.with_user(self.fixer)
        self.assertEqual(partner.dp_contractor_round_count, 0)
