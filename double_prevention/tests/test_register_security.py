from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import DoublePreventionCase

REGISTER = (
    "dp.risk.unit",
    "dp.risk.event",
    "dp.control.measure",
    "dp.duty",
    "dp.unit.suspension",
)


# hr_maintenance, which comes by itself, gives equipment more required fields.
@tagged("post_install", "-at_install")
class TestRegisterSecurity(DoublePreventionCase):
    """Who may not do what with the register."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.records = cls._chain(cls.unit)
        cls.workshop = cls._unit(
            "Workshop", cls.zone, "object", department_id=cls.maintenance.id
        )
        cls.foreign = cls._chain(cls.workshop)

    @classmethod
    def _chain(cls, unit):
        """Return one record of each model of the register at a unit."""
        event = cls._event(unit)
        measure = cls._measure(event)
        duty = cls._duty(measure)
        stop = cls.env["dp.unit.suspension"].create(
            {"unit_id": unit.id, "reason": "Overhaul", "date_from": "2030-01-01"}
        )
        return [unit, event, measure, duty, stop]

    def _values(self, record):
        field = "reason" if record._name == "dp.unit.suspension" else "active"
        return {field: "Changed" if field == "reason" else False}

    def _assert_cannot_write(self, user, records):
        for record in records:
            mine = record.with_user(user)
            with self.subTest(user=user.login, model=record._name):
                with self.assertRaises(AccessError):
                    mine.write(self._values(record))
                with self.assertRaises(AccessError):
                    mine.unlink()
                with self.assertRaises(AccessError):
                    mine.copy()

    def test_everybody_reads_the_register(self):
        for user in (self.worker, self.stranger, self.auditor, self.officer):
            for record in self.records + self.foreign:
                self.assertTrue(record.with_user(user).has_access("read"))

    def test_a_worker_writes_nothing(self):
        self._assert_cannot_write(self.worker, self.records)

    def test_an_auditor_writes_nothing_even_when_he_is_officer_or_manager(self):
        self._assert_cannot_write(self.auditor, self.records)
        self.auditor.group_ids |= self.env.ref("double_prevention.group_dp_manager")
        self._assert_cannot_write(self.auditor, self.records)

    def test_an_officer_touches_no_other_department(self):
        self._assert_cannot_write(self.officer, self.foreign)

    def test_an_officer_works_on_his_departments(self):
        for record in self.records[::-1]:
            record.with_user(self.officer).write(self._values(record))

    def test_an_officer_moves_nothing_to_another_department(self):
        unit, event, measure, _duty, _stop = (
            record.with_user(self.officer) for record in self.records
        )
        _unit, foreign_event, _measure, _duty, _stop = self.foreign
        for record, vals in (
            (unit, {"department_id": self.maintenance.id}),
            (event, {"unit_id": self.workshop.id}),
            (measure, {"event_id": foreign_event.id}),
        ):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.write(vals)

    def test_a_manager_works_on_all_departments(self):
        for record in (self.records + self.foreign)[::-1]:
            self.assertTrue(record.with_user(self.manager).has_access("write"))

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        foreigner = self._person("foreigner", None, "group_dp_manager", other)
        for model in REGISTER + ("dp.level.change", "dp.risk.contribution"):
            found = (
                self.env[model]
                .with_user(foreigner)
                .with_context(allowed_company_ids=other.ids)
                .search([])
            )
            self.assertFalse(found, model)
        with self.assertRaises(AccessError):
            self.unit.with_user(foreigner).with_context(
                allowed_company_ids=other.ids
            ).read(["name"])

    def test_who_has_no_hr_rights_opens_every_form(self):
        self.unit.equipment_id = self.env["maintenance.equipment"].create(
            {"name": "Vessel", "company_id": self.company.id}
        )
        level = self.unit.level_change_ids[:1]
        for user in (self.worker, self.officer, self.auditor):
            for record in [*self.records, level, self.unit.equipment_id]:
                with self.subTest(user=user.login, model=record._name):
                    self.assertTrue(self._read_form(record.with_user(user)))
        for record in self.records:
            self.assertTrue(Form(record.with_user(self.officer)))

    def _read_form(self, record):
        """Read what the form of the record shows, as the browser does."""
        views = record.get_views([(False, "form"), (False, "list")])
        fields = views["models"][record._name]["fields"]
        return record.web_read({name: {} for name in fields})

    def test_level_history_and_contributions_are_written_by_nobody(self):
        change = self.unit.level_change_ids[:1].with_user(self.manager)
        with self.assertRaises(UserError):
            change.reason = "Nothing happened"
        self.assertFalse(
            self.env["dp.risk.contribution"]
            .with_user(self.manager)
            .has_access("create")
        )
