from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools import scoring

# What may still change once somebody scored with a method: nothing of these moves a
# score or a level.
FREE_FIELDS = frozenset(
    {"name", "description", "sequence", "active", "valid_to", "legal_reference_id"}
)
PART_FIELDS = frozenset({"factor_ids", "band_ids", "cell_ids"})
# What the form shows as incomplete but still saves, so that a method can be built up.
UNFINISHED = frozenset(
    {
        "no_factors",
        "not_two_factors",
        "no_bands",
        "missing_lowest",
        "gap",
        "missing_cell",
    }
)


class DpAssessmentMethod(models.Model):
    """Version of an assessment method as data: factors, values, bands or cells.

    A method that was used is frozen: :meth:`action_new_version` makes its successor
    and closes it, so that old assessments keep the numbers they were made with.
    Everybody reads methods, managers edit them. A method without company serves all.
    """

    _name = "dp.assessment.method"
    _description = "Assessment Method"
    _inherit = ["dp.dated.mixin"]
    _order = "sequence, code, version desc, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="The same for all versions of a method, e.g. LEC."
    )
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")
    kind = fields.Selection(
        [
            ("product", "Product of factors"),
            ("matrix", "Painted matrix"),
            ("direct", "Direct determination"),
        ],
        required=True,
        default="product",
        help="Product: the values are multiplied and the score falls in a band. "
        "Matrix: two values meet in a cell that carries the level. "
        "Direct: a person determines the level and says why.",
    )
    description = fields.Text(translate=True)
    legal_reference_id = fields.Many2one(
        "dp.legal.reference", "Based on", index="btree_not_null", ondelete="restrict"
    )
    previous_id = fields.Many2one(
        "dp.assessment.method",
        "Previous Version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    factor_ids = fields.One2many("dp.assessment.factor", "method_id", "Factors")
    band_ids = fields.One2many("dp.assessment.band", "method_id", "Bands")
    cell_ids = fields.One2many("dp.assessment.cell", "method_id", "Cells")
    assessment_count = fields.Integer(
        "Assessments", compute="_compute_assessment_count"
    )
    is_used = fields.Boolean(compute="_compute_is_used")
    problems = fields.Text(compute="_compute_problems")
    picker_data = fields.Json(compute="_compute_picker_data")

    _version_uniq = models.UniqueIndex(
        "(code, version, COALESCE(company_id, 0))",
        "There is a method with this code and version already.",
    )

    @api.depends("name", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for method in self:
            name = method.name or ""
            if method.version > 1:
                name = self.env._(
                    "%(name)s (version %(version)s)", name=name, version=method.version
                )
            method.display_name = name

    def _compute_assessment_count(self):
        counts = dict(
            self.env["dp.risk.assessment"]._read_group(
                [("method_id", "in", self.ids)], ["method_id"], ["__count"]
            )
        )
        for method in self:
            method.assessment_count = counts.get(method, 0)

    def _compute_is_used(self):
        used = self._used()
        for method in self:
            method.is_used = method in used

    @api.depends(
        "kind",
        "factor_ids.value_ids.value",
        "band_ids.lower",
        "band_ids.include_lower",
        "band_ids.level",
        "cell_ids.row_value_id",
        "cell_ids.column_value_id",
        "cell_ids.level",
    )
    @api.depends_context("lang")
    def _compute_problems(self):
        texts = self._problem_texts()
        for method in self:
            method.problems = "\n".join(texts[code] for code in method._problem_codes())

    @api.depends_context("lang")
    def _compute_picker_data(self):
        for method in self:
            method.picker_data = {
                "kind": method.kind,
                "factors": [factor._picker_data() for factor in method.factor_ids],
                "grid": method._picker_grid(),
            }

    @api.constrains("kind", "factor_ids", "band_ids", "cell_ids")
    def _check_consistency(self):
        texts = self._problem_texts()
        for method in self:
            wrong = [c for c in method._problem_codes() if c not in UNFINISHED]
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%(method)s: %(problems)s",
                        method=method.display_name,
                        problems=" ".join(texts[code] for code in wrong),
                    )
                )

    def write(self, vals):
        """Refuse what would change the meaning of assessments made before."""
        if vals.keys() - FREE_FIELDS - PART_FIELDS:
            self._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    # ------------------------------------------------------------------
    # VERSIONS
    # ------------------------------------------------------------------

    def _used(self):
        """Return the methods somebody scored with."""
        # Assessments of every company freeze the method, also those not seen here.
        assessments_sudo = self.env["dp.risk.assessment"].sudo()
        rows = assessments_sudo._read_group(
            [("method_id", "in", self.ids)], ["method_id"]
        )
        return self.browse(method.id for (method,) in rows)

    def _check_unused(self):
        """Raise UserError when somebody scored with one of these methods."""
        used = self._used()
        if used:
            raise UserError(
                self.env._(
                    "%(methods)s was used in assessments, which keep the numbers they "
                    "were made with. Make a new version and change that.",
                    methods=", ".join(used.mapped("display_name")),
                )
            )

    def action_new_version(self):
        """Open a copy that begins when this version ends, today at the earliest."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self._new_version().id,
            "views": [(False, "form")],
        }

    def _new_version(self):
        """Copy the method from today on, close this one, and move the defaults."""
        self.ensure_one()
        following = self.search([("previous_id", "=", self.id)], limit=1)
        if following:
            raise UserError(
                self.env._(
                    "%(method)s was followed by %(following)s already: change that "
                    "one, or make a new version of it.",
                    method=self.display_name,
                    following=following.display_name,
                )
            )
        begin = fields.Date.context_today(self)
        if self.valid_from:
            begin = max(begin, self.valid_from + timedelta(days=1))
        new = self.copy(
            {
                "version": self.version + 1,
                "previous_id": self.id,
                "valid_from": begin,
                "valid_to": False,
            }
        )
        self.valid_to = begin - timedelta(days=1)
        # A manager of methods need not be one who may write companies.
        companies_sudo = self.env["res.company"].sudo()
        companies_sudo.search([("dp_default_method_id", "=", self.id)]).write(
            {"dp_default_method_id": new.id}
        )
        return new

    def copy_data(self, default=None):
        """Give a plain copy, which is not a version, a name and a code of its own."""
        vals_list = super().copy_data(default)
        for method, vals in zip(self, vals_list, strict=True):
            if "version" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=method.name)
                vals["code"] = self.env._("%(code)s-copy", code=method.code)
        return vals_list

    def copy(self, default=None):
        """Copy the factors with their values, then the cells between those."""
        new_methods = super().copy(default)
        for method, new in zip(self, new_methods, strict=True):
            method._copy_parts(new)
        return new_methods

    def _copy_parts(self, new):
        self.ensure_one()
        old_values = self.factor_ids.value_ids
        new_factors = self.factor_ids.copy({"method_id": new.id})
        twins = dict(zip(old_values, new_factors.value_ids, strict=True))
        self.band_ids.copy({"method_id": new.id})
        self.env["dp.assessment.cell"].create(
            [
                {
                    "method_id": new.id,
                    "row_value_id": twins[cell.row_value_id].id,
                    "column_value_id": twins[cell.column_value_id].id,
                    "level": cell.level,
                    "score": cell.score,
                }
                for cell in self.cell_ids
            ]
        )

    def action_view_assessments(self):
        """Open the assessments made with these methods."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "double_prevention.dp_risk_assessment_action"
        )
        return {**action, "domain": [("method_id", "in", self.ids)]}

    # ------------------------------------------------------------------
    # SCORING
    # ------------------------------------------------------------------

    @api.model
    def _default_for(self, company, date):
        """Return the method a company scores with on ``date``.

        The default of its settings while it is in force, otherwise the first one in
        force in the order of the list.
        """
        # Read from the company: a setting that every assessor may use.
        default = company.sudo().dp_default_method_id
        if default and default._is_valid_on(date):
            return default.sudo(False)
        domain = self._valid_domain(date) & Domain(
            "company_id", "in", [False, company.id]
        )
        return self.search(domain, limit=1)

    def _get_bands(self):
        """Return the ``scoring.Band`` of a product method, ``()`` for the others."""
        self.ensure_one()
        if self.kind != "product":
            return ()
        return tuple(
            scoring.Band(band.level, band.lower, band.include_lower)
            for band in self.band_ids
        )

    def _get_cells(self):
        """Return ``{(row value id, column value id): level}`` of a painted matrix."""
        self.ensure_one()
        return {
            (cell.row_value_id.id, cell.column_value_id.id): cell.level
            for cell in self.cell_ids
        }

    def _evaluate(self, values):
        """Return ``(score, level)`` of one picked value per factor.

        :param values: ``dp.assessment.factor.value``, exactly one of each factor
        :return: exact Decimal, 0 for direct determination, and level, False where a
            person has to say it
        :raise scoring.ScoringError: no band or no cell for these values
        """
        self.ensure_one()
        if self.kind == "direct":
            return scoring.exact(0), False
        if self.kind == "matrix":
            row, column = self._in_factor_order(values)
            level = scoring.cell_level(self._get_cells(), row.id, column.id)
            cell = self.cell_ids.filtered(
                lambda c: c.row_value_id == row and c.column_value_id == column
            )
            return scoring.exact(cell.score), level
        score = scoring.product_score(values.mapped("value"))
        return score, scoring.level_of(score, self._get_bands())

    def _in_factor_order(self, values):
        """Return ``values`` in the order of the factors they belong to."""
        order = {factor: index for index, factor in enumerate(self.factor_ids)}
        return values.sorted(lambda value: order[value.factor_id])

    def _picks_complete(self, values):
        """Say whether ``values`` has exactly one value for each factor."""
        self.ensure_one()
        return len(values) == len(self.factor_ids) and values.factor_id == (
            self.factor_ids
        )

    def _get_band(self, score):
        """Return the ``dp.assessment.band`` that ``score`` falls in, if any."""
        self.ensure_one()
        if self.kind != "product" or not self.band_ids:
            return self.band_ids.browse()
        number = scoring.exact(score)
        for band in self.band_ids.sorted("lower", reverse=True):
            if scoring.Band(band.level, band.lower, band.include_lower).holds(number):
                return band
        return self.band_ids.browse()

    def _check_ready(self):
        """Raise UserError when nobody can score with one of these methods yet."""
        for method in self:
            codes = method._problem_codes()
            if codes:
                texts = self._problem_texts()
                raise UserError(
                    self.env._(
                        "%(method)s is not ready for use: %(problems)s",
                        method=method.display_name,
                        problems=" ".join(texts[code] for code in codes),
                    )
                )

    def _problem_codes(self):
        """Return what is wrong with the method, as codes of :meth:`_problem_texts`."""
        self.ensure_one()
        if self.kind == "direct":
            return []
        codes = []
        if not self.factor_ids or not all(f.value_ids for f in self.factor_ids):
            codes.append("no_factors")
        if self.kind == "product":
            return codes + scoring.check_bands(self._get_bands())
        if len(self.factor_ids) != 2:
            return [*codes, "not_two_factors"]
        rows, columns = (
            factor.value_ids.sorted("value").ids for factor in self.factor_ids
        )
        return codes + scoring.check_cells(rows, columns, self._get_cells())

    @api.model
    def _problem_texts(self):
        return {
            "no_factors": self.env._("Each factor needs values to pick from."),
            "not_two_factors": self.env._("A matrix has exactly two factors."),
            "no_bands": self.env._("There is no band yet."),
            "unknown_level": self.env._("A level is missing."),
            "duplicated_boundary": self.env._("Two bands begin at the same score."),
            "not_descending": self.env._("A higher score has a lower level."),
            "gap": self.env._("A level between the others has no band."),
            "missing_lowest": self.env._(
                "The lowest band must begin at 0 and include it."
            ),
            "missing_cell": self.env._("Some cells are not painted."),
            "not_monotone": self.env._(
                "One step up in the matrix leads to a lower level."
            ),
        }

    def _picker_grid(self):
        """Return the painted combinations of a method with two factors.

        :return: list of ``{row, column, level, label, score}`` by value ids; empty
            when the method has another number of factors or is not finished
        """
        self.ensure_one()
        if len(self.factor_ids) != 2 or self._problem_codes():
            return []
        rows, columns = (factor.value_ids for factor in self.factor_ids)
        labels = dict(self.band_ids._fields["level"]._description_selection(self.env))
        grid = []
        for row in rows:
            for column in columns:
                score, level = self._evaluate(row | column)
                grid.append(
                    {
                        "row": row.id,
                        "column": column.id,
                        "level": level,
                        "label": labels[level],
                        "score": float(score),
                    }
                )
        return grid

    def action_fill_cells(self):
        """Add the cells a matrix still lacks, with the product as number."""
        for method in self.filtered(lambda m: m.kind == "matrix"):
            if len(method.factor_ids) != 2:
                raise UserError(self._problem_texts()["not_two_factors"])
            rows, columns = (factor.value_ids for factor in method.factor_ids)
            painted = method._get_cells()
            method.cell_ids = [
                Command.create(
                    {
                        "row_value_id": row.id,
                        "column_value_id": column.id,
                        "score": row.value * column.value,
                        "level": "1",
                    }
                )
                for row in rows
                for column in columns
                if (row.id, column.id) not in painted
            ]
        return True
