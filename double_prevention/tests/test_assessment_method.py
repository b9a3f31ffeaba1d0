from decimal import Decimal

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tools import mute_logger

from .common import DoublePreventionCase

# Scores at, just below and between the boundaries, and the level each method gives.
THRESHOLDS = {
    "ls_a": [
        ("25", "1"), ("20", "1"), ("19.99", "2"), ("15", "2"), ("14.5", "3"),
        ("9", "3"), ("8", "4"), ("4", "4"), ("3.5", "4"), ("1", "4"),
    ],
    "ls_b": [("20", "1"), ("19", "2"), ("9", "2"), ("8", "3"), ("4", "3"), ("3", "4")],
    "ls_c": [("20", "1"), ("15", "2"), ("14", "3"), ("10", "3"), ("9", "4")],
    "ls_d": [("17", "1"), ("16", "2"), ("10", "2"), ("9", "3"), ("5", "3"), ("4", "4")],
    "lec": [
        ("320.01", "1"), ("320", "2"), ("319.5", "2"), ("160", "2"), ("159.5", "3"),
        ("70", "3"), ("69.9", "4"), ("20", "4"), ("0.05", "4"),
    ],
    "lec_coal": [
        ("320", "1"), ("319.5", "2"), ("160", "2"), ("159.9", "3"), ("70", "3"),
        ("69.5", "4"), ("0.05", "4"),
    ],
    "mes_people": [
        ("180", "1"), ("150", "2"), ("90", "2"), ("80", "3"), ("50", "3"),
        ("48", "4"), ("20", "4"), ("18", "4"),
    ],
    "mes_property": [
        ("50", "1"), ("30", "1"), ("24", "2"), ("20", "2"), ("12", "3"), ("8", "3"),
        ("6", "4"), ("4", "4"), ("3", "4"),
    ],
}  # fmt: skip


class TestAssessmentMethod(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.event = cls.env["dp.risk.event"].create(
            {"name": "Overpressure", "unit_id": cls._unit("Reactor", kind="object").id}
        )

    def _method(self, name):
        return self.env.ref(f"double_prevention.method_{name}")

    def _values(self, method, **numbers):
        """Return the values of ``method`` by factor letter, e.g. ``L=4, S=5``."""
        values = self.env["dp.assessment.factor.value"]
        for letter, number in numbers.items():
            factor = method.factor_ids.filtered(lambda f, code=letter: f.code == code)
            values |= factor.value_ids.filtered(lambda v, n=number: v.value == n)
        return values

    def _use(self, method, **numbers):
        return self.env["dp.risk.assessment"].create(
            {
                "event_id": self.event.id,
                "stage": "inherent",
                "method_id": method.id,
                "factor_value_ids": [Command.set(self._values(method, **numbers).ids)],
                "date": "2026-01-01",
            }
        )

    # ------------------------------------------------------------------
    # the numbers of the shipped methods
    # ------------------------------------------------------------------

    def test_every_shipped_method_is_ready_for_use(self):
        methods = self.env["dp.assessment.method"].search([])
        self.assertEqual(len(methods), 10)
        for method in methods:
            with self.subTest(method=method.code):
                self.assertFalse(method.problems)
                method._check_ready()

    def test_every_threshold_of_every_method_has_the_level_of_its_table(self):
        for name, expected in THRESHOLDS.items():
            method = self._method(name)
            for score, level in expected:
                with self.subTest(method=name, score=score):
                    self.assertEqual(method._get_band(Decimal(score)).level, level)

    def test_decimal_factors_are_multiplied_exactly(self):
        method = self._method("lec")
        score, level = method._evaluate(self._values(method, L=0.1, E=0.5, C=1))
        self.assertEqual(score, Decimal("0.05"))
        self.assertEqual(level, "4")

    def test_the_two_lec_tables_differ_on_320(self):
        # no product of the classic values is 320: a value of 16 makes one possible
        for name, level in (("lec", "2"), ("lec_coal", "1")):
            method = self._method(name).copy()
            method.factor_ids[-1].value_ids = [
                Command.create({"name": "Between", "value": 16})
            ]
            values = self._values(method, L=10, E=2, C=16)
            self.assertEqual(method._evaluate(values), (Decimal(320), level))

    def test_a_painted_matrix_reads_its_cell_whatever_the_product(self):
        method = self._method("matrix")
        for likelihood, severity, result in (
            (1, 5, (Decimal(5), "3")),
            (5, 1, (Decimal(5), "3")),
            (1, 1, (Decimal(1), "4")),
            (4, 2, (Decimal(8), "3")),
            (2, 4, (Decimal(8), "3")),
            (3, 4, (Decimal(12), "3")),
            (4, 3, (Decimal(12), "3")),
            (3, 5, (Decimal(15), "2")),
            (5, 4, (Decimal(20), "1")),
        ):
            with self.subTest(likelihood=likelihood, severity=severity):
                values = self._values(method, S=severity, L=likelihood)
                self.assertEqual(method._evaluate(values), result)

    def test_the_picker_gets_a_grid_for_two_factors_and_none_for_three(self):
        method = self._method("ls_a")
        grid = method.picker_data["grid"]
        self.assertEqual(len(grid), 25)
        worst = self._values(method, L=5, S=5)
        self.assertIn(
            {
                "row": worst[0].id,
                "column": worst[1].id,
                "level": "1",
                "label": "Major",
                "score": 25.0,
            },
            grid,
        )
        self.assertEqual(self._method("lec").picker_data["grid"], [])

    def test_the_severity_of_ls_is_described_by_five_aspects(self):
        severity = self._method("ls_a").picker_data["factors"][1]
        self.assertEqual(
            [aspect["label"] for aspect in severity["values"][0]["aspects"]],
            [
                "Legal Compliance",
                "People",
                "Direct Loss",
                "Work Stoppage",
                "Reputation",
            ],
        )

    # ------------------------------------------------------------------
    # what is wrong with a method
    # ------------------------------------------------------------------

    def test_contradicting_bands_are_refused(self):
        method = self._method("ls_b").copy()
        band = method.band_ids.filtered(lambda b: b.lower == 9)
        with self.assertRaisesRegex(ValidationError, "begin at the same score"):
            method.band_ids = [Command.update(band.id, {"lower": 20})]
        with self.assertRaisesRegex(ValidationError, "higher score has a lower level"):
            method.band_ids = [Command.update(band.id, {"level": "4"})]

    def test_an_unfinished_method_is_saved_but_not_used(self):
        method = self.env["dp.assessment.method"].create(
            {
                "name": "House method",
                "code": "HOUSE",
                "factor_ids": [
                    Command.create(
                        {
                            "code": "X",
                            "name": "Anything",
                            "value_ids": [
                                Command.create({"value": 1, "name": "Something"})
                            ],
                        }
                    )
                ],
            }
        )
        self.assertEqual(method.problems, "There is no band yet.")
        with self.assertRaisesRegex(UserError, "House method is not ready"):
            self.env["dp.risk.assessment"].create(
                {
                    "event_id": self.event.id,
                    "stage": "inherent",
                    "method_id": method.id,
                    "factor_value_ids": [Command.set(method.factor_ids.value_ids.ids)],
                }
            )

    def test_a_cell_lies_between_two_factors_of_its_method(self):
        with self.assertRaisesRegex(ValidationError, "same method"):
            self.env["dp.assessment.cell"].create(
                {
                    "method_id": self._method("matrix").id,
                    "row_value_id": self._values(self._method("ls_a"), L=1).id,
                    "column_value_id": self._values(self._method("ls_a"), S=1).id,
                    "level": "4",
                }
            )

    def test_missing_cells_are_added_as_major_until_somebody_paints_them(self):
        method = self._method("matrix").copy()
        method.cell_ids[:3].unlink()
        self.assertEqual(method.problems, "Some cells are not painted.")
        method.action_fill_cells()
        self.assertEqual(len(method.cell_ids), 25)

    def test_a_matrix_needs_two_factors_to_be_filled(self):
        method = self.env["dp.assessment.method"].create(
            {"name": "Empty matrix", "code": "EMPTY", "kind": "matrix"}
        )
        with self.assertRaisesRegex(UserError, "exactly two factors"):
            method.action_fill_cells()

    @mute_logger("odoo.sql_db")
    def test_a_version_exists_once(self):
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env["dp.assessment.method"].create({"name": "Again", "code": "LEC"})

    # ------------------------------------------------------------------
    # versions
    # ------------------------------------------------------------------

    def test_a_used_method_refuses_every_change_of_its_meaning(self):
        method = self._method("ls_a")
        self._use(method, L=4, S=5)
        band, factor = method.band_ids[0], method.factor_ids[0]
        value = factor.value_ids[0]
        refused = [
            lambda: method.write({"kind": "direct"}),
            lambda: method.write({"valid_from": "2026-06-01"}),
            lambda: band.write({"lower": 21}),
            lambda: value.write({"value": 7}),
            lambda: value.write({"name": "Something else"}),
            lambda: factor.copy({"code": "Z"}),
            lambda: method.write({"band_ids": [Command.delete(band.id)]}),
            lambda: self._method("ls_b").band_ids[0].write({"method_id": method.id}),
            method.unlink,
        ]
        for change in refused:
            with (
                self.subTest(change=change),
                self.assertRaisesRegex(UserError, "Make a new version"),
                self.env.cr.savepoint(),
            ):
                change()
        method.write({"name": "LS", "sequence": 5, "description": "Renamed"})

    def test_an_unused_shipped_method_is_edited_but_keeps_its_parts(self):
        method = self._method("ls_d")
        method.band_ids[0].action = "Stop and call the manager"
        with self.assertRaisesRegex(UserError, "Duplicate the method"):
            method.band_ids[0].unlink()

    @freeze_time("2026-06-15")
    def test_a_new_version_begins_today_and_closes_the_old_one(self):
        old = self._method("ls_a")
        old_assessment = self._use(old, L=4, S=5)
        self.company.dp_default_method_id = old
        action = old.with_user(self.manager).action_new_version()
        new = self.env["dp.assessment.method"].browse(action["res_id"])
        self.assertEqual((new.version, new.previous_id, new.code), (2, old, "LS-A"))
        self.assertEqual(new.valid_from, Date.to_date("2026-06-15"))
        self.assertEqual(old.valid_to, Date.to_date("2026-06-14"))
        self.assertEqual(self.company.dp_default_method_id, new)
        self.assertEqual(new.display_name, "LS 5x5 (five grades) (version 2)")
        new.band_ids.filtered(lambda b: b.lower == 20).lower = 21
        self.assertEqual(
            (old_assessment.method_id, old_assessment.score, old_assessment.level),
            (old, 20, "1"),
        )
        with self.assertRaisesRegex(UserError, "was followed by"):
            old.action_new_version()

    def test_a_copy_has_the_same_numbers_and_its_own_code(self):
        original = self._method("matrix")
        copy = original.copy()
        self.assertEqual((copy.code, copy.version), ("MATRIX-5-copy", 1))
        self.assertEqual(copy.name, "Painted matrix 5x5 (copy)")
        self.assertEqual(
            [(c.row_value_id.value, c.column_value_id.value, c.level, c.score)
             for c in copy.cell_ids.sorted(lambda c: (c.row_value_id.value, c.score))],
            [(c.row_value_id.value, c.column_value_id.value, c.level, c.score)
             for c in original.cell_ids.sorted(
                 lambda c: (c.row_value_id.value, c.score))],
        )  # fmt: skip
        self.assertFalse(copy.cell_ids.row_value_id & original.cell_ids.row_value_id)
        self.assertFalse(copy.problems)

    def test_the_default_is_the_setting_while_it_is_in_force(self):
        model = self.env["dp.assessment.method"]
        day = Date.to_date("2026-05-01")
        self.assertEqual(model._default_for(self.company, day), self._method("ls_a"))
        self.company.dp_default_method_id = self._method("lec")
        self.assertEqual(model._default_for(self.company, day), self._method("lec"))
        self._method("lec").valid_to = "2026-04-30"
        self.assertEqual(model._default_for(self.company, day), self._method("ls_a"))

    # ------------------------------------------------------------------
    # who may
    # ------------------------------------------------------------------

    def test_an_officer_reads_methods_and_edits_none(self):
        method = self._method("ls_b").with_user(self.officer)
        self.assertTrue(method.picker_data["factors"])
        with self.assertRaises(AccessError):
            method.sequence = 1
        with self.assertRaises(AccessError):
            method.action_new_version()
        with self.assertRaises(AccessError):
            method.band_ids[0].lower = 1

    def test_the_method_of_another_company_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Other Plant"})
        method = self._method("ls_b").copy({"company_id": other.id})
        seen = self.env["dp.assessment.method"].with_user(self.manager).search([])
        self.assertNotIn(method, seen)
        with self.assertRaises(AccessError):
            method.band_ids.with_user(self.manager).read(["lower"])
