from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import DoublePreventionCase


# hr_maintenance, which comes by itself, gives equipment more required fields.
@tagged("post_install", "-at_install")
class TestUnitFromEquipment(DoublePreventionCase):
    """Equipment becomes units of the register, once each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()
        cls.vessel, cls.pump, cls.cooler = cls.env["maintenance.equipment"].create(
            [
                {"name": name, "serial_no": serial, "company_id": cls.company.id}
                for name, serial in (
                    ("Vessel", "TEST-1"),
                    ("Pump", "R-301"),
                    ("Cooler", False),
                )
            ]
        )

    def _wizard(self, equipment, user=None, **vals):
        wizards = (
            self.env["dp.unit.from.equipment"]
            .with_user(user or self.officer)
            .with_context(active_model=equipment._name, active_ids=equipment.ids)
        )
        form = Form(wizards)
        form.parent_id = vals.pop("parent", self.place)
        for name, value in vals.items():
            form[name] = value
        return form.save()

    def _created(self, wizard):
        return self.env["dp.risk.unit"].search(wizard.action_create()["domain"])

    def test_each_equipment_becomes_a_unit_with_a_tag(self):
        units = self._created(self._wizard(self.vessel + self.cooler))
        self.assertEqual(units.mapped("name"), ["Vessel", "Cooler"])
        self.assertEqual(units.mapped("code"), ["TEST-1", False])
        self.assertEqual(units.equipment_id, self.vessel + self.cooler)
        self.assertEqual(set(units.mapped("kind")), {"unit"})
        self.assertEqual(units.parent_id, self.place)
        self.assertEqual(units.department_id, self.team)
        self.assertEqual(units.mapped("tag_count"), [1, 1])

    def test_below_a_zone_equipment_becomes_an_object(self):
        units = self._created(self._wizard(self.vessel, parent=self.zone))
        self.assertEqual(units.kind, "object")

    def test_a_serial_number_that_is_a_code_already_is_left_out(self):
        units = self._created(self._wizard(self.pump))
        self.assertFalse(units.code)

    def test_equipment_with_a_unit_is_left_out_and_said_so(self):
        self.unit.equipment_id = self.vessel
        wizard = self._wizard(self.vessel + self.cooler)
        self.assertEqual(wizard.skipped_ids, self.vessel)
        self.assertEqual(self._created(wizard).equipment_id, self.cooler)
        with self.assertRaisesRegex(UserError, "already"):
            self._wizard(self.vessel).action_create()

    def test_tags_are_made_only_when_asked_for(self):
        units = self._created(self._wizard(self.vessel, create_tags=False))
        self.assertFalse(units.tag_ids)

    def test_a_chosen_unit_of_the_register_is_the_place(self):
        wizard = self.env["dp.unit.from.equipment"].with_context(
            active_model="dp.risk.unit", active_ids=self.place.ids
        )
        self.assertEqual(Form(wizard).parent_id, self.place)

    def test_a_worker_takes_nothing_into_the_register(self):
        with self.assertRaises(AccessError):
            self._wizard(self.vessel, self.worker)

    def test_an_officer_takes_nothing_into_other_departments(self):
        kitchen = self._unit(
            "Workshop", self.zone, "object", department_id=self.maintenance.id
        )
        with self.assertRaises(AccessError):
            self._wizard(self.vessel, parent=kitchen).action_create()
