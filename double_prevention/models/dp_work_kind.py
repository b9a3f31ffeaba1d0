from odoo import api, fields, models

from ..tools import work
from .dp_risk_unit import LEVELS


class DpWorkKind(models.Model):
    """Kind and grade of special work, with its limits as dated data.

    Grades, longest times and kinds are those of GB 30871-2022; a plant adds its own
    high-risk work. Everybody reads them; managers edit them.
    """

    _name = "dp.work.kind"
    _description = "Kind of Special Work"
    _inherit = ["dp.dated.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    grade = fields.Char(translate=True, help="Grade within the kind, e.g. Grade 1")
    max_hours = fields.Integer(
        "Longest Time (hours)",
        help="A permit can't last longer; 0: no limit.",
    )
    floor_level = fields.Selection(
        LEVELS,
        "Level While Active",
        required=True,
        default="3",
        help="The unit is at least this bad while such work is under way.",
    )
    conflict_ids = fields.Many2many(
        "dp.work.kind",
        "dp_work_kind_conflict_rel",
        "kind_id",
        "other_id",
        string="Must Not Meet",
        help="Kinds that are not done at the same time in the same place. It is "
        "enough to say it on one of the two.",
    )
    legal_reference_id = fields.Many2one(
        "dp.legal.reference", "Legal Basis", index="btree_not_null", ondelete="restrict"
    )

    _code_uniq = models.Constraint(
        "UNIQUE (code, valid_from)", "This kind has these dates already."
    )
    _max_hours_sign = models.Constraint(
        "CHECK (max_hours >= 0)", "The longest time can't be negative."
    )

    @api.depends("name", "grade")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for kind in self:
            kind.display_name = ", ".join(filter(None, (kind.name, kind.grade)))

    @api.model
    def _get_conflict_pairs(self):
        """Return the pairs of ids of kinds that may not meet, see ``tools.work``."""
        kinds = self.with_context(active_test=False).search_fetch([], ["conflict_ids"])
        return {
            work.pair(kind.id, other.id)
            for kind in kinds
            for other in kind.conflict_ids
        }
