from odoo.tests import Form

from .common import DoublePreventionCase


class TestRegisterPerformance(DoublePreventionCase):
    """Opening the register costs a number of queries that does not grow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site, cls.zone, cls.place, cls.unit = cls._tree()

    def _specification(self, view_type):
        """Return what the browser asks for when it opens this view."""
        units = self.env["dp.risk.unit"].with_user(self.worker)
        names = self._field_names(units, view_type)
        return {
            name: (
                {"fields": {"display_name": {}}}
                if units._fields[name].type == "many2one"
                else {}
            )
            for name in names
        }

    def _field_names(self, units, view_type):
        views = units.get_views([(False, view_type)])
        return list(views["models"][units._name]["fields"])

    def _count_queries(self, call):
        """Return the number of queries of ``call`` on a cold cache of records."""
        call()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        return self.env.cr.sql_log_count - before

    def _fill(self, count):
        """Create units with an event, a measure and a hazard each."""
        units = self.env["dp.risk.unit"].create(
            [
                {
                    "name": f"Unit {number}",
                    "kind": "unit",
                    "parent_id": self.place.id,
                    "company_id": self.company.id,
                    "department_id": self.team.id,
                }
                for number in range(count)
            ]
        )
        self._add_events(units)
        self.env["dp.hazard"].create(
            [{"title": "Leak", "unit_id": unit.id} for unit in units]
        )
        return units

    def _add_events(self, units):
        events = self.env["dp.risk.event"].create(
            [{"name": "Leak", "unit_id": unit.id} for unit in units]
        )
        measures = self.env["dp.control.measure"].create(
            [
                {"event_id": event.id, "name": "Bolts", "check_content": "Tight?"}
                for event in events
            ]
        )
        employee = self.worker.with_company(self.company).employee_id
        self.env["dp.duty"].create(
            [
                {
                    "measure_id": measure.id,
                    "rule_employee_id": employee.id,
                    "date_start": "2026-01-01 00:00:00",
                }
                for measure in measures
            ]
        )

    def test_the_list_costs_the_same_for_ten_and_for_eighty_rows(self):
        units = self.env["dp.risk.unit"].with_user(self.worker)
        specification = self._specification("list")

        def open_list():
            return units.web_search_read(
                [("company_id", "=", self.company.id)], specification, limit=80
            )

        self._fill(10)
        few = self._count_queries(open_list)
        self._fill(76)
        self.assertEqual(len(open_list()["records"]), 80)
        # one more: a full page asks for the total
        self.assertLessEqual(self._count_queries(open_list), few + 1)
        self.assertLessEqual(few, 30)

    def test_the_form_costs_the_same_for_one_and_for_twenty_events(self):
        unit = self.unit.with_user(self.worker)
        specification = self._specification("form")
        for name, fields in (
            ("event_ids", {"name": {}, "current_level": {}, "measure_ids": {}}),
            ("duty_ids", {"tier": {}, "interval_text": {}, "employee_id": {}}),
        ):
            specification[name] = {"fields": fields}

        def open_form():
            return unit.web_read(specification)

        self._add_events(self.unit)
        few = self._count_queries(open_form)
        for _number in range(19):
            self._add_events(self.unit)
        self.env.invalidate_all()
        self.assertEqual(unit.event_count, 20)
        self.assertLessEqual(self._count_queries(open_form), few)
        self.assertLessEqual(few, 60)

    def test_the_board_costs_the_same_for_any_number_of_cards(self):
        units = self.env["dp.risk.unit"].with_user(self.worker)
        specification = self._specification("kanban")

        def open_board():
            return units.web_search_read(
                [("company_id", "=", self.company.id)], specification, limit=40
            )

        self._fill(5)
        few = self._count_queries(open_board)
        self._fill(40)
        # one more: a full column asks for the total
        self.assertLessEqual(self._count_queries(open_board), few + 1)

    def test_the_form_view_is_complete_for_a_new_unit(self):
        self.assertEqual(Form(self.env["dp.risk.unit"]).event_count, 0)
