from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..models.res_company import TAG_ERROR_CORRECTIONS
from ..tools import labels, qr

SIZES = [
    ("roll_30x30", "Roll, 30 × 30 mm"),
    ("roll_50x50", "Roll, 50 × 50 mm"),
    ("roll_70x50", "Roll, 70 × 50 mm"),
    ("roll_100x70", "Roll, 100 × 70 mm"),
    ("a4_24", "A4, 24 labels (70 × 37 mm)"),
    ("a4_12", "A4, 12 labels (105 × 48 mm)"),
    ("a4_8", "A4, 8 labels (105 × 74 mm)"),
]
MOST_LABELS = 1000


class DpTagPrint(models.TransientModel):
    """Prints labels of tags as a PDF: size, start on a begun sheet, copies."""

    _name = "dp.tag.print"
    _description = "Print Labels"

    tag_ids = fields.Many2many("dp.tag", string="Tags", required=True)
    size = fields.Selection(SIZES, required=True, default="roll_70x50")
    start_position = fields.Integer(
        "Start at Label",
        default=1,
        required=True,
        help="On a sheet that was begun: the first label that is still there, counted "
        "row by row.",
    )
    copies = fields.Integer("Copies of each", default=1, required=True)
    error_correction = fields.Selection(
        TAG_ERROR_CORRECTIONS,
        required=True,
        default=lambda self: self.env.company.dp_tag_error_correction,
        help="How much of the code may be dirty or torn. Higher means smaller squares.",
    )
    with_next_check = fields.Boolean(
        "Date of the Next Check", help="As it is today: for labels that are renewed."
    )
    is_sheet = fields.Boolean(compute="_compute_is_sheet")
    page_count = fields.Integer("Pages", compute="_compute_page_count")

    @api.depends("size")
    def _compute_is_sheet(self):
        for wizard in self:
            wizard.is_sheet = bool(wizard.size) and labels.SIZES[wizard.size].page

    @api.depends("size", "start_position", "copies", "tag_ids")
    def _compute_page_count(self):
        for wizard in self:
            places = len(wizard.tag_ids) * wizard.copies + wizard._start() - 1
            per_page = labels.SIZES[wizard.size].per_page if wizard.size else 1
            wizard.page_count = -(-places // per_page)

    @api.constrains("size", "start_position", "copies", "tag_ids")
    def _check_amounts(self):
        for wizard in self:
            per_page = labels.SIZES[wizard.size].per_page
            if wizard.is_sheet and not 1 <= wizard.start_position <= per_page:
                raise ValidationError(
                    self.env._(
                        "This sheet has %(count)s labels: start at one of them.",
                        count=per_page,
                    )
                )
            if not 1 <= wizard.copies * len(wizard.tag_ids) <= MOST_LABELS:
                raise ValidationError(
                    self.env._(
                        "Print between 1 and %(most)s labels at a time.",
                        most=MOST_LABELS,
                    )
                )

    def action_print(self):
        """Count and log the labels, and return the PDF."""
        self.ensure_one()
        sizes = dict(self._fields["size"]._description_selection(self.env))
        self.tag_ids._log_print(self.copies, sizes[self.size])
        report = self.env.ref("double_prevention.report_tag_labels")
        action = report.with_context(dp_label_size=self.size).report_action(self)
        return {**action, "close_on_report_download": True}

    def _start(self):
        """The place of the first label; a roll has only one."""
        return self.start_position if self.is_sheet else 1

    def _get_pages(self):
        """Return what to draw: for each page its size and its labels.

        :return: list of dicts ``width``, ``height``, ``labels``; each label has its
            place ``x``, ``y``, the ``code`` (SVG) with its ``box`` and its ``texts``
        """
        self.ensure_one()
        size = labels.SIZES[self.size]
        contents = self._get_contents()
        tags = [
            tag for tag in self.tag_ids.sorted("code") for _copy in range(self.copies)
        ]
        pages = []
        places = labels.positions(len(tags), size, self._start())
        for tag, (page, x, y) in zip(tags, places, strict=True):
            while len(pages) <= page:
                width, height = size.page_size
                pages.append({"width": width, "height": height, "labels": []})
            pages[page]["labels"].append({"x": x, "y": y, **contents[tag]})
        return pages

    def _get_contents(self):
        """Return ``{tag: dict of code, box and texts}``, drawn once for all copies."""
        size = labels.SIZES[self.size]
        next_checks = self._get_next_checks() if self.with_next_check else {}
        contents = {}
        for tag in self.tag_ids:
            unit = tag.target_unit_id
            notes = [tag.company_id.name]
            if unit in next_checks:
                date = format_date(self.env, next_checks[unit])
                notes.append(self.env._("Next check: %(date)s", date=date))
            name = unit.name or tag.equipment_id.name
            content = labels.Content(
                code=tag.code,
                name=name if name != tag.code else "",
                notes=tuple(notes),
                url=tag.url,
            )
            contents[tag] = {
                # Drawn by us from squares; the address is not in it as text.
                "code": Markup(qr.svg(tag.url, self.error_correction)),  # noqa: S704
                "box": labels.code_box(size),
                "texts": labels.texts(content, size),
            }
        return contents

    def _get_next_checks(self):
        """Return ``{unit: local date of its next check}`` for units that have one."""
        units = self.tag_ids.target_unit_id
        groups = self.env["dp.duty"]._read_group(
            [("unit_id", "in", units.ids), ("next_start", "!=", False)],
            ["unit_id"],
            ["next_start:min"],
        )
        return {
            unit: fields.Datetime.context_timestamp(self, moment).date()
            for unit, moment in groups
        }
