from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .dp_risk_unit import LEVELS
from .dp_warning_rule import TRIGGERS

OPEN_WARNING = Domain("state", "!=", "closed")
# What people write; the rest belongs to the rules.
WRITABLE_FIELDS = frozenset(
    {"user_id", "note", "activity_ids", "message_follower_ids", "message_ids"}
)


class DpWarning(models.Model):
    """An early warning: one per cause while it lasts, updated, taken up and closed.

    Raised and updated by :meth:`_raise_for` (``dp_warning_raise``). Whoever was told
    reads it and may take it up; officers work on those of their departments,
    managers on all, auditors read all. A closed warning is evidence.
    """

    _name = "dp.warning"
    _description = "Early Warning"
    _inherit = [
        "dp.department.scope.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "level, date_last desc, id desc"
    _mail_post_access = "read"

    name = fields.Char("What", required=True, readonly=True, translate=True)
    rule_id = fields.Many2one(
        "dp.warning.rule",
        "Early Warning Rule",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    trigger = fields.Selection(TRIGGERS, readonly=True, index=True)
    level = fields.Selection(LEVELS, required=True, readonly=True)
    state = fields.Selection(
        [("open", "Not Taken Up"), ("acknowledged", "Taken Up"), ("closed", "Closed")],
        required=True,
        default="open",
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    unit_id = fields.Many2one(
        "dp.risk.unit",
        "Place",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    department_id = fields.Many2one("hr.department", readonly=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    res_model = fields.Char(
        "Cause Model", readonly=True, export_string_translation=False
    )
    res_id = fields.Many2oneReference("Cause", model_field="res_model", readonly=True)
    hazard_id = fields.Many2one(
        "dp.hazard",
        "Hidden Hazard",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    key = fields.Char(required=True, readonly=True, export_string_translation=False)
    is_grouped = fields.Boolean(
        "Several Causes",
        readonly=True,
        help="Told together, because there were many at once in one department.",
    )
    count = fields.Integer("Times", default=1, readonly=True)
    step = fields.Integer(
        readonly=True, help="How often it was passed on because nothing happened."
    )
    date_first = fields.Datetime("Since", required=True, readonly=True)
    date_last = fields.Datetime("Last Time", required=True, readonly=True)
    date_told = fields.Datetime("Told On", readonly=True)
    receiver_ids = fields.Many2many(
        "res.users", "dp_warning_receiver_rel", string="Told", readonly=True
    )
    user_id = fields.Many2one(
        "res.users", "Taken Up by", index="btree_not_null", tracking=True
    )
    acknowledged_at = fields.Datetime("Taken Up On", readonly=True)
    note = fields.Text(
        "What Was Done", help="Needed to close it by hand while the cause lasts."
    )
    closed_at = fields.Datetime("Closed On", readonly=True)
    closed_by_id = fields.Many2one(
        "res.users",
        "Closed by",
        readonly=True,
        help="Empty where the cause was gone and the warning ended by itself.",
    )

    _open_key_uniq = models.UniqueIndex(
        "(rule_id, company_id, key) WHERE state != 'closed'",
        "There is a warning of this cause already.",
    )
    _open_unit_idx = models.Index("(unit_id) WHERE state != 'closed'")
    _closed_key_idx = models.Index("(rule_id, key, closed_at) WHERE state = 'closed'")

    # ------------------------------------------------------------------
    # EVIDENCE
    # ------------------------------------------------------------------

    def write(self, vals):
        """Refuse to change what the rules write, and what is closed."""
        if not self.env.su:
            foreign = sorted(vals.keys() - WRITABLE_FIELDS)
            if foreign:
                raise UserError(
                    self.env._(
                        "%(fields)s of a warning: written by its rule, not by hand. "
                        "Use the buttons of the form.",
                        fields=", ".join(
                            self._fields[name]._description_string(self.env)
                            for name in foreign
                            if name in self._fields
                        ),
                    )
                )
            if vals.keys() & {"user_id", "note"}:
                self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("An early warning is evidence and can't be deleted. Close it.")
        )

    def _check_open(self):
        """Refuse when one of these is closed."""
        closed = self.filtered(lambda one: one.state == "closed")[:1]
        if closed:
            raise UserError(
                self.env._(
                    "%(warning)s is closed and is evidence. If the cause comes back, "
                    "it is warned of again.",
                    warning=closed.name,
                )
            )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_acknowledge(self):
        """Take these warnings up: from now on somebody cares for them."""
        self.check_access("write")
        self._check_open()
        for user, warnings in self.grouped(
            lambda one: one.user_id or self.env.user
        ).items():
            # The state is nobody's to write by hand; access was checked above.
            warnings.sudo().write(
                {
                    "state": "acknowledged",
                    "user_id": user.id,
                    "acknowledged_at": fields.Datetime.now(),
                }
            )
        return True

    def action_close(self):
        """Close these warnings by hand, with what was done."""
        self.check_access("write")
        self._check_open()
        silent = self.filtered(lambda one: not (one.note or "").strip())[:1]
        if silent:
            raise UserError(
                self.env._(
                    "%(warning)s: write what was done before you close it.",
                    warning=silent.name,
                )
            )
        # As in action_acknowledge.
        self.sudo().write(
            {
                "state": "closed",
                "closed_at": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
            }
        )
        return True

    def action_open_cause(self):
        """Open what the warning speaks of."""
        self.ensure_one()
        if self.is_grouped:
            return self._get_grouped_action()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()

    def _get_grouped_action(self):
        """Return the action that shows the causes of one kind in the department."""
        self.ensure_one()
        model, domain = self.rule_id._get_cause_list()
        if self.department_id:
            domain &= Domain("department_id", "=", self.department_id.id)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": list(domain),
        }

    def _close_by_itself(self):
        """End warnings whose cause is gone."""
        self.write({"state": "closed", "closed_at": fields.Datetime.now()})
