from odoo import api, fields, models
from odoo.fields import Domain


class DpSafetyRole(models.Model):
    """A named safety role with its duties, such as 包保责任 of major hazards.

    Measures for the safety responsibility of major hazard installations (trial), MEM
    Office [2021] 12: principal, technical and operational responsible person. The
    numbers of the duties are those of the exchange of data (``taskNum``).
    """

    _name = "dp.safety.role"
    _description = "Safety Role"
    _inherit = ["dp.smart.button.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="What the exchange of data calls it (workType): 1 principal, 2 technical, "
        "3 operational.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    legal_reference_id = fields.Many2one(
        "dp.legal.reference", index="btree_not_null", ondelete="restrict"
    )
    task_ids = fields.One2many("dp.safety.role.task", "role_id", "Duties by Law")
    holder_ids = fields.One2many("dp.safety.role.holder", "role_id", "Holders")
    task_count = fields.Integer("Number of Duties by Law", compute="_compute_counts")
    holder_count = fields.Integer("Holders Today", compute="_compute_counts")
    duty_count = fields.Integer("Duties", compute="_compute_counts")

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "There is a safety role with this code already."
    )

    @api.depends("task_ids", "holder_ids")
    def _compute_counts(self):
        today = fields.Date.context_today(self)
        holders = dict(
            self.env["dp.safety.role.holder"]._read_group(
                Domain("role_id", "in", self.ids)
                & self.env["dp.safety.role.holder"]._get_valid_domain(today),
                ["role_id"],
                ["__count"],
            )
        )
        duties = dict(
            self.env["dp.duty"]._read_group(
                [("rule_role_id", "in", self.ids)], ["rule_role_id"], ["__count"]
            )
        )
        for role in self:
            role.task_count = len(role.task_ids)
            role.holder_count = holders.get(role._origin, 0)
            role.duty_count = duties.get(role._origin, 0)

    def action_open_duties(self):
        """Show the duties whose rule looks for the holder of this role."""
        return self._get_action_by(
            "rule_role_id",
            "dp.duty",
            self.env._("Duties"),
            "list,form",
            default_rule="role",
        )

    def action_open_holders(self):
        """Show who holds this role, and where."""
        return self._get_action_by(
            "role_id", "dp.safety.role.holder", self.env._("Holders"), "list,form"
        )
