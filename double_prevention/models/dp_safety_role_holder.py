from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class DpSafetyRoleHolder(models.Model):
    """Who holds a safety role, at a unit or for the company, and from when to when."""

    _name = "dp.safety.role.holder"
    _description = "Holder of a Safety Role"
    _inherit = ["mail.thread"]
    _order = "role_id, unit_id, date_from desc, id desc"
    _check_company_auto = True

    role_id = fields.Many2one(
        "dp.safety.role", required=True, index=True, ondelete="restrict", tracking=True
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Holder",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    unit_id = fields.Many2one(
        "dp.risk.unit",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="The major hazard installation, with everything in it. Empty: the whole "
        "company.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "From", default=fields.Date.context_today, tracking=True, index=True
    )
    date_to = fields.Date("Until", tracking=True, help="The last day.", index=True)
    is_current = fields.Boolean(
        "Today", compute="_compute_is_current", search="_search_is_current"
    )
    task_ids = fields.One2many(related="role_id.task_ids", string="Duties by Law")

    _dates_order = models.Constraint(
        "CHECK (date_from <= date_to)", "The last day can't be before the first one."
    )

    @api.depends("role_id", "employee_id", "unit_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for holder in self:
            parts = holder.role_id.name, holder.employee_id.name, holder.unit_id.name
            holder.display_name = " · ".join(filter(None, parts))

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        domain = self._get_valid_domain(fields.Date.context_today(self))
        current = self.filtered_domain(domain)
        for holder in self:
            holder.is_current = holder in current

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_valid_domain(fields.Date.context_today(self))

    @api.model
    def _get_valid_domain(self, day):
        """Return the domain of those who hold a role on ``day``."""
        return (Domain("date_from", "=", False) | Domain("date_from", "<=", day)) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )

    @api.constrains("unit_id", "company_id")
    def _check_unit_company(self):
        for holder in self:
            if holder.unit_id and holder.unit_id.company_id != holder.company_id:
                raise ValidationError(
                    self.env._(
                        "%(holder)s: the unit belongs to another company. Choose a "
                        "unit of %(company)s.",
                        holder=holder.display_name,
                        company=holder.company_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Give the new holders the duties of their role."""
        holders = super().create(vals_list)
        holders._follow_roles(holders.role_id)
        return holders

    def write(self, vals):
        """Move the duties of the role with its holders."""
        roles = self.role_id
        result = super().write(vals)
        self._follow_roles(roles | self.role_id)
        return result

    def unlink(self):
        """Take the duties of the role from those who no longer hold it."""
        roles = self.role_id
        result = super().unlink()
        self.browse()._follow_roles(roles)
        return result

    def _follow_roles(self, roles):
        """Resolve what looks for these roles, now and when they begin and end."""
        mixin = self.env["dp.responsibility.mixin"]
        mixin._resolve_everywhere(Domain("rule_role_id", "in", roles.ids), "role")
        day = timedelta(days=1)
        self.env["dp.duty"]._follow_at(
            [one.date_from for one in self]
            + [one.date_to + day for one in self if one.date_to]
        )
