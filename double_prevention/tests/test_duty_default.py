from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from .common import DoublePreventionCase


class TestDutyDefault(DoublePreventionCase):
    """Which duty a tier gets, and whose default wins."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()

    def _default(self, **vals):
        return self.env["dp.duty.default"].create(
            {"level": "3", "tier": "4", "company_id": self.company.id, **vals}
        )

    def _find(self, unit, level="3", tier="4"):
        return self.env["dp.duty.default"]._get_finder(self.company)(unit)[level, tier]

    def test_every_level_and_tier_comes_with_a_default(self):
        self.assertEqual(
            len(self.env["dp.duty.default"].search([("company_id", "=", False)])), 16
        )
        post = self._find(self.unit, "1", "4")
        self.assertEqual(post.interval_text, "Every shift")

    def test_the_default_of_the_company_wins_over_the_general_one(self):
        own = self._default(interval_number=2)
        self.assertEqual(self._find(self.unit), own)

    def test_the_default_of_the_nearest_unit_wins_there_and_below(self):
        self._default()
        of_zone = self._default(unit_id=self.zone.id)
        of_unit = self._default(unit_id=self.unit.id)
        self.assertEqual(self._find(self.unit), of_unit)
        self.assertEqual(self._find(self.place), of_zone)
        self.assertNotIn(self._find(self.site), of_zone | of_unit)

    def test_a_default_of_another_company_does_not_count(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        self.env.user.company_ids |= other
        foreign = self._default(company_id=other.id)
        self.assertNotEqual(self._find(self.unit), foreign)

    def test_there_is_one_default_per_level_and_tier(self):
        self._default()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._default()

    def test_a_job_has_to_be_named(self):
        with self.assertRaisesRegex(ValidationError, "which job"):
            self._default(people="job")

    def test_people_are_found_from_the_department_of_the_unit(self):
        job = self.env["hr.job"].create(
            {"name": "Operator", "company_id": self.company.id}
        )
        default = self._default(job_id=job.id)
        for people, expected in (
            ("unit_manager", ("manager", self.team)),
            ("parent_manager", ("manager", self.production)),
            ("top_manager", ("manager", self.plant)),
            ("job", ("job", self.team)),
        ):
            default.people = people
            with self.subTest(people=people):
                vals = default._get_duty_vals(self.team)
                self.assertEqual(
                    (vals["rule"], vals["rule_department_id"]),
                    (expected[0], expected[1].id),
                )

    def test_the_topmost_department_has_nobody_above(self):
        default = self._default(people="parent_manager")
        vals = default._get_duty_vals(self.plant)
        self.assertEqual(vals["rule_department_id"], self.plant.id)

    def test_an_officer_changes_only_defaults_of_his_units(self):
        own = self._default(unit_id=self.unit.id).with_user(self.officer)
        own.interval_number = 3
        foreign_unit = self._unit("Pump", self.place, department_id=self.maintenance.id)
        foreign = self._default(unit_id=foreign_unit.id)
        general = self._find(self.site)
        for default in (foreign, general):
            with self.subTest(default.display_name), self.assertRaises(AccessError):
                default.with_user(self.officer).interval_number = 3

    def test_others_read_and_write_nothing(self):
        default = self._default()
        for user in (self.worker, self.auditor):
            with self.subTest(user.login):
                default.with_user(user).read(["interval_text"])
                with self.assertRaises(AccessError):
                    default.with_user(user).interval_number = 3
                with self.assertRaises(AccessError):
                    default.with_user(user).unlink()

    def test_the_manager_changes_everything(self):
        self._find(self.site).with_user(self.manager).interval_number = 5
        self.assertEqual(self._find(self.site).interval_number, 5)
