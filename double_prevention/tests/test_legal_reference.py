from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date

from .common import DoublePreventionCase


class TestLegalReference(DoublePreventionCase):
    def _legal(self, name):
        return self.env.ref(f"double_prevention.legal_{name}")

    def test_a_clause_shows_its_document(self):
        self.assertEqual(
            self._legal("work_safety_law_4").display_name,
            "Work Safety Law Art. 4 Build the double prevention mechanism; strengthen "
            "standardisation and informatisation",
        )

    def test_a_replaced_standard_names_what_replaced_it(self):
        old = self._legal("gb_t_33000_2016")
        new = self._legal("gb_t_33000_2025")
        self.assertEqual(old.successor_id, new)
        self.assertFalse(old._is_valid_on(Date.to_date("2025-10-31")))
        self.assertTrue(new._is_valid_on(Date.to_date("2025-10-31")))

    def test_a_clause_is_no_part_of_itself(self):
        law = self._legal("work_safety_law")
        with self.assertRaisesRegex(
            ValidationError, "choose another place in the tree"
        ):
            law.parent_id = self._legal("work_safety_law_4")

    def test_a_worker_reads_the_law_and_changes_nothing(self):
        law = self._legal("work_safety_law").with_user(self.worker)
        self.assertTrue(law.name)
        with self.assertRaises(AccessError):
            law.valid_to = "2026-01-01"
