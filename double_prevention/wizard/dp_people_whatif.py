from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.dp_responsibility_resolve import RESPONSIBLE_MODELS
from ..models.dp_responsibility_snapshot import Snapshot
from ..tools import responsibility as law

CHANGES = [
    ("archive", "Leave the company"),
    ("move", "Move to a department or job"),
    ("leave", "Be on leave"),
    ("unmanage", "No longer manage departments"),
    ("company", "Move to another company"),
]


class DpPeopleWhatif(models.TransientModel):
    """Shows what would move to whom, and what to nobody, before people change.

    The same law over the same organisation, changed on paper only: what it shows is
    what will happen (a test compares them). Nothing is written but this wizard.
    """

    _name = "dp.people.whatif"
    _description = "What if People Change"
    _inherit = ["hr.mixin"]

    employee_ids = fields.Many2many("hr.employee", string="Employees", required=True)
    change = fields.Selection(CHANGES, required=True, default="archive")
    department_id = fields.Many2one("hr.department", "To Department")
    job_id = fields.Many2one("hr.job", "To Job")
    company_id = fields.Many2one("res.company", "To Company")
    date_from = fields.Datetime("From", default=fields.Datetime.now)
    date_to = fields.Datetime(
        "Until", default=lambda self: fields.Datetime.add(fields.Datetime.now(), days=7)
    )
    is_shown = fields.Boolean(export_string_translation=False)
    line_ids = fields.One2many("dp.people.whatif.line", "wizard_id", "What Would Move")
    orphan_count = fields.Integer("To Nobody", readonly=True)
    move_count = fields.Integer("To Others", readonly=True)

    def action_show(self):
        """Ask what would move, and show it."""
        self.ensure_one()
        if not self.employee_ids:
            raise UserError(self.env._("Choose at least one employee."))
        groups = self._group(self._simulate())
        self.line_ids.unlink()
        self.line_ids = [
            fields.Command.create(
                {
                    "model": model,
                    "from_employee_id": before or False,
                    "to_employee_id": answer.employee or False,
                    "way": answer.way,
                    "reason": self._describe(answer),
                    "record_count": len(ids),
                    "record_ids": ids,
                }
            )
            for (model, before, answer), ids in groups.items()
        ]
        orphans = self.line_ids.filtered(lambda line: not line.to_employee_id)
        self.orphan_count = sum(orphans.mapped("record_count"))
        self.move_count = sum((self.line_ids - orphans).mapped("record_count"))
        self.is_shown = True
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What If People Change?"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _describe(self, answer):
        # Names of colleagues are shown to everybody who may ask.
        passed_sudo = self.env["hr.employee"].sudo().browse(answer.passed or None)
        return self.env["dp.responsibility.move"]._describe(
            answer.way, answer.why, passed_sudo.name, answer.until
        )

    def _group(self, moves):
        """Return ``{(model, employee before, Answer): record ids}``, nobody first."""
        groups = defaultdict(list)
        for model, found in moves.items():
            for record_id, (before, answer) in found.items():
                groups[model, before, answer].append(record_id)
        return dict(sorted(groups.items(), key=lambda item: bool(item[0][2].employee)))

    def _simulate(self):
        """Return ``{model: {record id: (employee before, Answer)}}`` of the change."""
        # What moves is shown to whoever plans a change, whatever he may write.
        env_sudo = self.sudo().env
        employees_sudo = self.employee_ids.sudo()  # as above
        domain = env_sudo["dp.responsibility.mixin"]._get_people_domain(
            employees_sudo,
            posts=(
                self.job_id.with_env(env_sudo),
                self.department_id.with_env(env_sudo),
            ),
        )
        groups = {
            name: env_sudo[name]._read_rules(domain) for name in RESPONSIBLE_MODELS
        }
        rules = {rule for found in groups.values() for rule, *_rest in found}
        snapshot = Snapshot(env_sudo, self._get_moment())
        organisation = snapshot.read_organisation(
            rules, employees_sudo.ids, self.department_id.ids
        )
        resolver = law.Resolver(
            self._change(organisation), snapshot.read_loads(organisation)
        )
        return {
            name: env_sudo[name]._find_moves(found, resolver)
            for name, found in groups.items()
        }

    def _get_moment(self):
        """Return when the change is so: the begin of a leave to come, else now."""
        now = fields.Datetime.now()
        return max(now, self.date_from or now) if self.change == "leave" else now

    def _change(self, organisation):
        """Return the organisation as it would be."""
        ids = set(self.employee_ids.ids)
        people = [organisation.people[one] for one in sorted(ids)]
        if self.change == "unmanage":
            changed = organisation.with_people([])
            changed.departments = {
                one.id: one._replace(manager=0) if one.manager in ids else one
                for one in organisation.departments.values()
            }
            return changed
        return organisation.with_people(map(self._change_person, people))

    def _change_person(self, person):
        if self.change == "archive":
            return person._replace(gone=True)
        if self.change == "leave":
            return person._replace(absent_until=self.date_to)
        if self.change == "company":
            return person._replace(company=self.company_id.id, department=0, job=0)
        return person._replace(
            department=self.department_id.id or person.department,
            job=self.job_id.id or person.job,
        )
