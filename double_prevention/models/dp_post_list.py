import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

DUTY_ORDER = "unit_id, tier, id"


class DpPostList(models.Model):
    """The responsibility list of one person, as it was handed out.

    What the person controls at which tier, how often, and what to look at: the list
    that Work Safety Law 2021 Art. 22 wants for every post. It is a copy in words, so
    that what was acknowledged stays what it was; when the duties change, a new list
    is issued and the former one is superseded.
    """

    _name = "dp.post.list"
    _description = "Responsibility List"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Number", readonly=True, copy=False)
    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    user_id = fields.Many2one(
        "res.users",
        related="employee_id.user_id",
        store=True,
        index="btree_not_null",
        string="User of the Person",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        "hr.department", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    job_title = fields.Char("Position", readonly=True)
    date = fields.Datetime("Issued", required=True, readonly=True)
    issued_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    state = fields.Selection(
        [
            ("issued", "To acknowledge"),
            ("acknowledged", "Acknowledged"),
            ("superseded", "Superseded"),
        ],
        required=True,
        default="issued",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    date_acknowledged = fields.Datetime("Acknowledged on", readonly=True, copy=False)
    line_ids = fields.One2many("dp.post.list.line", "list_id", readonly=True)
    line_count = fields.Integer("Duties", readonly=True)
    digest = fields.Char(
        readonly=True,
        copy=False,
        help="Checksum of the duties in the list: it tells whether they have changed "
        "since.",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _current_uniq = models.UniqueIndex(
        "(employee_id) WHERE state != 'superseded'",
        "The person has a current list already: issue it again instead.",
    )

    @api.depends("employee_id.name", "date")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.employee_id.name} · {record.name or ''}"

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for record in self:
            record.is_mine = record.user_id == self.env.user

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "%(list)s has been handed out and can't be deleted. Issue it again: "
                "the former one is then superseded.",
                list=self[:1].display_name,
            )
        )

    # ------------------------------------------------------------------
    # ISSUING
    # ------------------------------------------------------------------

    @api.model
    def _issue(self, employees):
        """Hand out new lists to those of ``employees`` whose duties have changed.

        Nobody gets the same list twice, and who has no duties gets none. Returns the
        new lists.

        :param employees: hr.employee
        :raise AccessError: one of them works outside the departments of the user
        """
        self._check_may_issue(employees)
        duties = self._read_duties(employees)
        # Nobody may write lists: they are issued here alone.
        lists_sudo = self.sudo()
        current = lists_sudo.search(
            [("employee_id", "in", employees.ids), ("state", "!=", "superseded")]
        ).grouped("employee_id")
        none_sudo = lists_sudo.browse()
        wanted = [
            employee
            for employee in employees
            if duties.get(employee)
            and self._digest(duties[employee])
            != current.get(employee, none_sudo).digest
        ]
        former_sudo = none_sudo.union(*(current.get(one, none_sudo) for one in wanted))
        former_sudo.write({"state": "superseded"})
        # Before the new ones come: a person has one current list.
        former_sudo.flush_recordset(["state"])
        names = self.env["ir.sequence"]._next_many_by_code(self._name, len(wanted))
        lists_sudo = lists_sudo.create(
            [
                self._prepare(employee, duties[employee], name)
                for employee, name in zip(wanted, names, strict=True)
            ]
        )
        lists = lists_sudo.with_env(self.env)
        lists._tell_people()
        return lists

    @api.model
    def _check_may_issue(self, employees):
        """Let managers issue every list, officers those of their departments."""
        user = self.env.user
        if self.env.su or user.has_group("double_prevention.group_dp_manager"):
            return
        mine = self.env["hr.employee"]
        if user.has_group("double_prevention.group_dp_officer"):
            # Where people work is checked for officers without HR rights.
            mine = employees.sudo().filtered_domain(
                [("department_id", "in", user.dp_department_ids.ids)]
            )
        if foreign := employees.filtered(lambda one: one.id not in mine.ids):
            raise AccessError(
                self.env._(
                    "%(person)s works outside your departments. Ask a safety manager "
                    "to issue this responsibility list.",
                    # The name is in everybody's directory.
                    person=foreign[0].sudo().name,
                )
            )

    @api.model
    def _read_duties(self, employees):
        """Return ``{employee: duties}`` of today, one search."""
        duties = self.env["dp.duty"].search(
            [("employee_id", "in", employees.ids)], order=DUTY_ORDER
        )
        return duties.grouped("employee_id")

    @api.model
    def _digest(self, duties):
        """Return a checksum of what the person has to do, whatever the language."""
        rows = [
            (
                duty.id,
                duty.measure_id.id,
                duty.tier,
                duty.interval_number,
                duty.interval_unit,
                duty.day_rule,
                duty.with_context(lang="en_US").measure_id.check_content or "",
            )
            for duty in duties.sorted("id")
        ]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    @api.model
    def _prepare(self, employee, duties, name):
        """Return the values of the list of ``employee``, in his language."""
        # Whoever issues a list need not be allowed to read HR records.
        employee_sudo = employee.sudo()
        lang = employee_sudo.user_id.lang or self.env.lang
        return {
            "name": name,
            "employee_id": employee.id,
            "company_id": employee_sudo.company_id.id,
            "department_id": employee_sudo.department_id.id,
            "job_title": employee_sudo.with_context(lang=lang).job_id.name,
            "date": fields.Datetime.now(),
            "issued_by_id": self.env.uid,
            "digest": self._digest(duties),
            "line_count": len(duties),
            "line_ids": [
                fields.Command.create(vals)
                for vals in self.env["dp.post.list.line"]._prepare(
                    duties.with_context(lang=lang)
                )
            ],
        }

    def _tell_people(self):
        """Ask those who have a user to read and acknowledge their list."""
        if not self.env.registry.ready:
            return  # no messages while demo data are being loaded
        self.env["dp.notice"]._post(
            [
                {
                    "user": one.user_id,
                    "record": one,
                    "kind": "standard",
                    "urgent": False,
                    "summary": lambda env: env._(
                        "Your responsibility list has changed: read and acknowledge it"
                    ),
                }
                for one in self
                if one.user_id and one.user_id != self.env.user
            ]
        )

    def action_issue_again(self):
        """Hand out a new list if the duties have changed, and open what is current."""
        self.ensure_one()
        issued = self._issue(self.employee_id)
        return (issued or self)._get_records_action(
            name=self.env._("Responsibility List")
        )

    @api.model
    def _find_outdated(self, domain=Domain.TRUE):
        """Return the current lists of ``domain`` whose duties have changed since."""
        lists = self.search(domain & Domain("state", "!=", "superseded"))
        duties = self._read_duties(lists.employee_id)
        nothing = self.env["dp.duty"]
        return lists.filtered(
            lambda one: one.digest != self._digest(duties.get(one.employee_id, nothing))
        )

    # ------------------------------------------------------------------
    # ACKNOWLEDGING
    # ------------------------------------------------------------------

    def action_acknowledge(self):
        """Say that one has read the own list and takes it on.

        :raise AccessError: the list is somebody else's
        :raise UserError: it was superseded
        """
        for one in self:
            if one.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(list)s can be acknowledged only by the person it was "
                        "issued to.",
                        list=one.display_name,
                    )
                )
            if one.state == "superseded":
                raise UserError(
                    self.env._(
                        "%(list)s has been replaced by a newer one. Acknowledge that "
                        "one.",
                        list=one.display_name,
                    )
                )
        # Nobody may write lists; this is the one thing a person does with his own.
        self.sudo().filtered(lambda one: one.state == "issued").write(
            {"state": "acknowledged", "date_acknowledged": fields.Datetime.now()}
        )
        return True
