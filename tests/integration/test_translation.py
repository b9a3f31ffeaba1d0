"""Every English term of every addon is said in Chinese, with nothing lost."""

import re
from collections import Counter
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

REPOSITORY = Path(__file__).resolve().parents[2]
LANGUAGE = "zh_CN"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\{\s*.*?\s*\}\}|\{\w+\}")
TAG = re.compile(r"</?[a-z]+")


def our_addons():
    """Return the names of the addons of this repository."""
    return sorted(path.parent.name for path in REPOSITORY.glob("*/__manifest__.py"))


def translations(addon):
    """Return the PO file of an addon."""
    return polib.pofile(str(REPOSITORY / addon / "i18n" / f"{LANGUAGE}.po"))


@tagged("standard", "post_install", "-at_install")
class TestTranslation(TransactionCase):
    """The translation as the installed addons need it: ``scripts/translate``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Walks every file of every addon of Odoo: once for all tests.
        cls.terms = {addon: set() for addon in our_addons()}
        for row in TranslationModuleReader(cls.cr, modules=list(cls.terms)):
            addon, source = row[0], row[4]
            cls.terms[addon].add(source)

    def test_every_term_that_odoo_exports_is_translated(self):
        for addon, terms in self.terms.items():
            with self.subTest(addon=addon):
                self.assertTrue(terms)
                known = {e.msgid for e in translations(addon).translated_entries()}
                self.assertEqual(sorted(terms - known), [])

    def test_no_translation_is_left_of_a_term_that_is_gone(self):
        for addon, terms in self.terms.items():
            with self.subTest(addon=addon):
                po = translations(addon)
                self.assertEqual(sorted({e.msgid for e in po} - terms), [])
                self.assertEqual(po.obsolete_entries(), [])

    def test_nobody_has_to_look_at_a_translation_again(self):
        for addon in self.terms:
            with self.subTest(addon=addon):
                fuzzy = [e.msgid for e in translations(addon) if e.fuzzy]
                self.assertEqual(fuzzy, [])

    def test_placeholders_are_the_same_in_both_languages(self):
        self._check_kept(PLACEHOLDER)

    def test_elements_are_the_same_in_both_languages(self):
        self._check_kept(TAG)

    def test_no_translation_is_the_english_sentence(self):
        """Codes of standards, links and names of fields alone stay as they are."""
        for addon in self.terms:
            with self.subTest(addon=addon):
                same = [
                    e.msgid
                    for e in translations(addon)
                    if e.msgid == e.msgstr and re.search(r"[a-z]{2} ", e.msgid)
                ]
                same = [
                    text
                    for text in same
                    if TAG.search(text) is None and not text.startswith("{{")
                ]
                self.assertEqual(same, [])

    def _check_kept(self, pattern):
        for addon in self.terms:
            differing = [
                (entry.msgid, entry.msgstr)
                for entry in translations(addon)
                if Counter(pattern.findall(entry.msgid))
                != Counter(pattern.findall(entry.msgstr))
            ]
            with self.subTest(addon=addon):
                self.assertEqual(differing, [])
