import shutil
import subprocess
import tempfile
from pathlib import Path

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..tools import labels
from .common import DoublePreventionCase


def run(program, *arguments, **options):
    """Run one of the programs that read PDFs and codes; return what it printed."""
    path = shutil.which(program)
    if not path:
        raise AssertionError(f"{program} is not installed")
    return subprocess.run(  # noqa: S603 (programs and files of this test alone)
        [path, *arguments], capture_output=True, check=False, **options
    ).stdout


def decode(pdf, resolution=200):
    """Return what the codes on each page of ``pdf`` say, read from its picture."""
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / "page"
        run("pdftoppm", "-r", str(resolution), "-png", "-", pages, input=pdf)
        return [
            sorted(run("zbarimg", "--quiet", "--raw", picture).decode().split())
            for picture in sorted(Path(folder).glob("page*.png"))
        ]


def pictures_in(pdf):
    """Return the lines of ``pdfimages -list``, without their heading."""
    return run("pdfimages", "-list", "-", input=pdf).splitlines()[2:]


def words_in(pdf):
    """Return the text of a PDF, every line break a space."""
    return " ".join(run("pdftotext", "-layout", "-", "-", input=pdf).decode().split())


@tagged("post_install", "-at_install")
class TestTagPrint(DoublePreventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # No script runs on a label: nothing to wait for.
        cls.env["ir.config_parameter"].set_param("report.print_delay", "0")
        cls.company.dp_tag_base_url = "https://plant.example.com"
        _site, _zone, cls.place, cls.unit = cls._tree()
        cls.unit.name = "反应器安全阀"
        cls.env["dp.tag"]._create_missing(cls.unit | cls.place)
        cls.tags = cls.env["dp.tag"].search(
            [("unit_id", "in", (cls.unit | cls.place).ids)]
        )

    def _wizard(self, **vals):
        return (
            self.env["dp.tag.print"]
            .with_user(self.officer)
            .create({"tag_ids": self.tags.ids, **vals})
        )

    def _pdf(self, **vals):
        wizard = self._wizard(**vals)
        pdf, kind = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            .with_context(force_report_rendering=True, dp_label_size=wizard.size)
            ._render_qweb_pdf("double_prevention.report_tag_labels", wizard.ids)
        )
        self.assertEqual(kind, "pdf")
        return pdf

    def test_every_size_decodes_from_the_printed_page(self):
        urls = sorted(self.tags.mapped("url"))
        for size, layout in labels.SIZES.items():
            with self.subTest(size):
                pdf = self._pdf(size=size)
                pages = decode(pdf)
                self.assertEqual(sorted(sum(pages, [])), urls)
                self.assertEqual(len(pages), 1 if layout.page else 2)
                self.assertEqual(pictures_in(pdf), [], "the code must be a vector")

    def test_a_begun_sheet_is_used_up_from_the_start_position(self):
        pdf = self._pdf(size="a4_8", start_position=8, copies=2)
        pages = decode(pdf)
        self.assertEqual([len(page) for page in pages], [1, 3])
        first = min(self.tags, key=lambda tag: tag.code)
        self.assertEqual(pages[0], [first.url])

    def test_the_label_says_code_name_company_and_address(self):
        words = words_in(self._pdf(size="roll_100x70"))
        for text in ("R-301", "反应器安全阀", "Test Plant", "plant.example.com/dp/q/"):
            self.assertIn(text, words)

    def test_the_next_check_is_printed_when_asked_for(self):
        duty = self._duty(self._measure(self._event(self.unit)))
        duty.flush_recordset()
        self.env.cr.execute(
            "UPDATE dp_duty SET next_start = '2026-03-09 20:00:00' WHERE id = %s",
            [duty.id],
        )
        duty.invalidate_recordset()
        self.assertIn(
            "Next check: 03/10/2026",
            words_in(self._pdf(size="roll_100x70", with_next_check=True)),
        )

    def test_printing_is_counted_and_logged_per_tag(self):
        action = self._wizard(size="roll_50x50", copies=3).action_print()
        self.assertEqual(action["report_name"], "double_prevention.tag_labels")
        self.assertEqual(action["context"]["dp_label_size"], "roll_50x50")
        for tag in self.tags:
            self.assertEqual(tag.print_count, 3)
            self.assertTrue(tag.printed_at)
            self.assertIn("3 label(s), Roll, 50 × 50 mm", tag.message_ids[0].body)

    def test_an_officer_prints_labels_of_other_departments_too(self):
        self.unit.department_id = self.maintenance
        self._wizard(size="roll_50x50").action_print()
        tag = self.tags.filtered(lambda tag: tag.unit_id == self.unit)
        self.assertEqual(tag.print_count, 1)
        self.assertEqual(tag.message_ids[0].author_id, self.officer.partner_id)

    def test_a_start_outside_the_sheet_or_no_copy_is_refused(self):
        for vals in (
            {"size": "a4_8", "start_position": 9},
            {"size": "a4_8", "start_position": 0},
            {"copies": 0},
            {"copies": 5000},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self._wizard(**vals)

    def test_a_worker_prints_no_labels(self):
        with self.assertRaises(AccessError):
            self.env["dp.tag.print"].with_user(self.worker).create(
                {"tag_ids": self.tags.ids}
            )
