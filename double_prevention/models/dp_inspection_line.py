from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import photo, workflow
from ..tools.rounds import split_value
from .dp_control_measure import CHECK_TYPES

RESULTS = [
    ("ok", "Good"),
    ("hazard", "Hazard"),
    ("not_inspected", "Not inspected"),
    ("not_applicable", "Not applicable"),
]
# What answering a check writes; anything else was asked, and is not the inspector's.
ANSWER_FIELDS = frozenset(
    {"result", "answer", "value_number", "value_choice_id", "note", "photo_ids"}
)


class DpInspectionLine(models.Model):
    """One check of a round, its text and limits copied from the measure.

    Copied, because a later change of the measure must not rewrite what was asked
    then. Volume: 100,000 a day; the table keeps no create and write columns.
    Whoever may write the round may answer its checks; answers are judged by
    ``dp.inspection._answer`` wherever they come from.
    """

    _name = "dp.inspection.line"
    _description = "Check"
    _order = "inspection_id, sequence, id"
    _rec_name = "check_content"
    _log_access = False
    _check_company_auto = True

    inspection_id = fields.Many2one(
        "dp.inspection", "Round", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(related="inspection_id.state", string="Round State")
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        required=True,
        index=True,
    )
    duty_id = fields.Many2one("dp.duty", index="btree_not_null", ondelete="restrict")
    measure_id = fields.Many2one(
        "dp.control.measure", index="btree_not_null", ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "dp.risk.unit", required=True, index=True, ondelete="restrict"
    )
    check_content = fields.Char("What to Check", required=True, translate=True)
    check_type = fields.Selection(CHECK_TYPES, required=True, default="yes_no")
    limit_low = fields.Float("Low Limit", digits=(16, 4))
    limit_high = fields.Float("High Limit", digits=(16, 4))
    has_limit_low = fields.Boolean("Has a Low Limit")
    has_limit_high = fields.Boolean("Has a High Limit")
    uom = fields.Char("Unit of Measure")
    limits = fields.Char(
        compute="_compute_limits", help="Between which values it is good."
    )
    critical = fields.Boolean()
    photo_required = fields.Boolean()
    result = fields.Selection(
        RESULTS, readonly=True, copy=False, help="Empty until it is answered."
    )
    has_value = fields.Boolean("Has a Value", readonly=True, copy=False)
    value_number = fields.Float(
        "Number Read", digits=(16, 4), readonly=True, copy=False
    )
    value_choice_id = fields.Many2one(
        "dp.measure.choice",
        "Choice",
        readonly=True,
        copy=False,
        ondelete="restrict",
        domain="[('measure_id', '=', measure_id)]",
    )
    answer = fields.Char(
        "Reading",
        compute="_compute_answer",
        readonly=False,
        help="The number read from the gauge, with its unit if it differs.",
    )
    note = fields.Text(readonly=True, copy=False)
    answered_at = fields.Datetime("Answered", readonly=True, copy=False)
    photo_ids = fields.Many2many(
        "ir.attachment",
        "dp_inspection_line_photo_rel",
        string="Photos",
        readonly=True,
        copy=False,
    )
    hazard_id = fields.Many2one(
        "dp.hazard",
        "Hidden Hazard",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.depends("inspection_id")
    def _compute_company_id(self):
        for line in self:
            line.company_id = line.inspection_id.company_id

    @api.depends(
        "check_type",
        "has_limit_low",
        "has_limit_high",
        "limit_low",
        "limit_high",
        "uom",
    )
    def _compute_limits(self):
        for line in self:
            low = f"{line.limit_low:.10g}"
            high = f"{line.limit_high:.10g}"
            if line.check_type != "number":
                text = ""
            elif line.has_limit_low and line.has_limit_high:
                text = f"{low} – {high}"
            elif line.has_limit_low:
                text = f"≥ {low}"
            else:
                text = f"≤ {high}"
            line.limits = f"{text} {line.uom or ''}".strip() if text else ""

    @api.depends("value_number", "has_value", "value_choice_id", "uom")
    @api.depends_context("lang")
    def _compute_answer(self):
        for line in self:
            if line.has_value:
                line.answer = f"{line.value_number:.10g} {line.uom or ''}".strip()
            else:
                line.answer = line.value_choice_id.name or ""

    @api.model
    def _insert_from_measures(self, rows):
        """Copy the checks of measures into rounds, in one statement.

        :param rows: list of (round id, measure id, duty id or None)
        """
        if not rows:
            return
        inspection_ids, measure_ids, duty_ids = zip(*rows, strict=True)
        self.env.cr.execute(
            SQL(
                """INSERT INTO dp_inspection_line
                          (inspection_id, duty_id, measure_id, unit_id, company_id,
                           check_content, check_type, limit_low, limit_high,
                           has_limit_low, has_limit_high, uom, critical,
                           photo_required, sequence)
                   SELECT v.inspection_id, v.duty_id, m.id, m.unit_id, m.company_id,
                          COALESCE(m.check_content, m.name), m.check_type, m.limit_low,
                          m.limit_high, m.has_limit_low, m.has_limit_high, m.uom,
                          m.critical, m.photo_required,
                          10 * row_number() OVER (
                              PARTITION BY v.inspection_id
                                  ORDER BY u.sequence, u.code, u.id, m.event_id,
                                           m.sequence, m.id)
                     FROM unnest(%s::int[], %s::int[], %s::int[])
                       AS v(inspection_id, measure_id, duty_id)
                     JOIN dp_control_measure m ON m.id = v.measure_id
                     JOIN dp_risk_unit u ON u.id = m.unit_id""",
                list(inspection_ids),
                list(measure_ids),
                list(duty_ids),
            )
        )
        self.env["dp.inspection"].browse(inspection_ids).invalidate_recordset(
            ["line_ids"], flush=False
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Add checks to rounds that have not begun or are on the way."""
        if not self.env.su:
            for vals in vals_list:
                given = {name for name in ANSWER_FIELDS & vals.keys() if vals[name]}
                self._check_content_fields(given)
        lines = super().create(vals_list)
        lines.inspection_id._check_not_frozen()
        lines.inspection_id._count_lines()
        return lines

    def write(self, vals):
        """Judge answers; refuse to change evidence and what was asked."""
        if set(vals) == {"hazard_id"} and self.env.su and not self.hazard_id:
            # The hazard found is linked once, by the system, after the round.
            return super().write(vals)
        self.inspection_id._check_not_frozen()
        if self.env.su:
            return super().write(vals)
        answer = {name: vals[name] for name in ANSWER_FIELDS & vals.keys()}
        asked = vals.keys() - answer.keys() - {"sequence"}
        if not self._is_draft():
            self._check_content_fields(asked)
            asked = set()
        if "photo_ids" in answer:
            before = self.photo_ids
            super().write({"photo_ids": answer.pop("photo_ids")})
            self._adopt_photos(self.photo_ids - before)
        if answer:
            self._write_answer(answer)
        asked |= {"sequence"} & vals.keys()
        return super().write({name: vals[name] for name in asked})

    def _is_draft(self):
        """Say whether an officer may reword the checks: made by hand, not begun."""
        return self.env.user.has_group("double_prevention.group_dp_officer") and all(
            inspection.origin == "manual" and inspection.state == "planned"
            for inspection in self.inspection_id
        )

    @api.model
    def _check_content_fields(self, names):
        if names:
            described = self.fields_get(sorted(names), ["string"])
            raise UserError(
                self.env._(
                    "%(fields)s of a check can't be changed by hand: what was asked "
                    "comes from the measure, what was found from answering the round.",
                    fields=", ".join(field["string"] for field in described.values()),
                )
            )

    def _write_answer(self, answer):
        """Answer these checks from a form or an import, as a device would."""
        for inspection, lines in self.grouped("inspection_id").items():
            inspection._answer([lines._make_answer(line, answer) for line in lines])

    def _adopt_photos(self, fresh):
        """Check photos put in by hand, and bind them to their check as evidence.

        :param fresh: ir.attachment, those that were not there before
        """
        for line in self:
            for attachment in line.photo_ids & fresh:
                try:
                    picture = photo.normalise(attachment.raw)
                except photo.PhotoError as error:
                    raise UserError(
                        self.env._(
                            "%(check)s: %(problem)s",
                            check=line.check_content,
                            problem=line.inspection_id._describe_photo_error(
                                error, attachment.name
                            ),
                        )
                    ) from error
                attachment.write(
                    {
                        "raw": picture.data,
                        "mimetype": picture.mimetype,
                        "res_model": self._name,
                        "res_id": line.id,
                    }
                )

    @api.model
    def _make_answer(self, line, written):
        """Return the answer of one check as ``dp.inspection._answer`` wants it."""
        given = {"line_id": line.id}
        names = {"value_number": "value", "value_choice_id": "choice_id"}
        for name, value in written.items():
            if name == "answer":
                given.update(self._split_answer(value))
            else:
                given[names.get(name, name)] = value
        return given

    @api.model
    def _split_answer(self, text):
        """Return what was typed as a reading: a number with or without a unit."""
        value, uom = split_value(text or "")
        return {"value": value, "uom": uom}

    def action_view_hazard(self):
        """Open the hidden hazard this check found."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dp.hazard",
            "view_mode": "form",
            "res_id": self.hazard_id.id,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        """Only checks of a round that was made by hand and has not begun go."""
        self.inspection_id._check_not_frozen()
        for line in self:
            inspection = line.inspection_id
            if inspection.state != "planned" or inspection.origin == "plan":
                raise UserError(
                    self.env._(
                        "Checks of %(round)s can't be deleted. Answer them as not "
                        "applicable, with the reason.",
                        round=inspection.name,
                    )
                )

    def unlink(self):
        """Keep the counters of the rounds."""
        inspections = self.inspection_id
        result = super().unlink()
        inspections.exists()._count_lines()
        return result

    @api.model
    def _filter_frozen(self, ids):
        """Return those of the checks ``ids`` whose round is evidence."""
        return (
            self.browse(ids)
            .exists()
            .filtered(lambda line: workflow.is_frozen(line.inspection_id.state))
        )
