from collections import defaultdict

from odoo import api, models

RULE_TARGETS = (
    "rule_employee_id",
    "rule_job_id",
    "rule_department_id",
    "rule_role_id",
)


class DpHazard(models.Model):
    """Who has to rectify a hazard and who verifies that it is gone.

    Both are proposed, for reports from the phone as for imports, and may be changed
    by the officer while the hazard is open.
    """

    _inherit = "dp.hazard"

    @api.depends("department_id", "user_id")
    def _compute_verifier_id(self):
        """Propose the nearest officer who does not have to rectify it.

        Without an officer it is the reporter; what nobody can verify stays empty and
        is found by the filter "Unassigned".
        """
        wanting = self.filtered(
            lambda hazard: (
                not hazard.is_frozen
                and (not hazard.verifier_id or hazard.verifier_id == hazard.user_id)
            )
        )
        for hazard in self - wanting:
            hazard.verifier_id = hazard.verifier_id
        staff = self._find_staff(
            wanting.department_id, "double_prevention.group_dp_officer"
        )
        for hazard in wanting:
            people = staff[hazard.department_id] | hazard.reporter_id
            hazard.verifier_id = (people - hazard.user_id)[:1]

    @api.model
    def _name_person(self, vals):
        """Make the rule say what was chosen, where a person was named directly.

        Otherwise the rule, asked again, would put its own person back.
        """
        if vals.get("employee_id") and not vals.get("rule_employee_id"):
            vals["rule"] = "employee"
            vals["rule_employee_id"] = vals["employee_id"]

    @api.model
    def _complete_people(self, vals_list):
        """Fill in the rule of the responsible where nobody was named.

        The person who carries the failed measure out, from the post upwards, unless
        it is who found it; otherwise the manager of the department.
        """
        open_vals = []
        for vals in vals_list:
            self._name_person(vals)
            if not any(vals.get(name) for name in RULE_TARGETS):
                open_vals.append(vals)
        if not open_vals:
            return
        units = self.env["dp.risk.unit"].browse(
            {vals["unit_id"] for vals in open_vals if vals.get("unit_id")}
        )
        duties = defaultdict(self.env["dp.duty"].browse)
        for duty in self.env["dp.duty"].search_fetch(
            [
                (
                    "measure_id",
                    "in",
                    list({v["measure_id"] for v in open_vals if v.get("measure_id")}),
                ),
                ("employee_id", "!=", False),
            ],
            ["measure_id", "employee_id", "user_id", "rule", *RULE_TARGETS],
            order="tier desc, id",
        ):
            duties[duty.measure_id.id] |= duty
        departments = {unit.id: unit.department_id for unit in units}
        for vals in open_vals:
            department = departments.get(vals.get("unit_id"), units.department_id[:0])
            reporter_id = vals.get("reporter_id") or self.env.uid
            mine = duties[vals.get("measure_id")]
            other = mine.filtered(lambda d, me=reporter_id: d.user_id.id != me)[:1]
            if other:
                vals["rule"] = other.rule
                vals.update({name: other[name].id for name in RULE_TARGETS})
            elif self._find_manager(department) or not mine:
                vals.update(rule="manager", rule_department_id=department.id)
            else:
                vals.update(rule="employee", rule_employee_id=mine[:1].employee_id.id)

    @api.model
    def _find_staff(self, departments, group_xmlid):
        """Return ``{department: res.users}`` of a group, the nearest people first.

        Near is who belongs to the department or manages it, then those of the
        departments above. A fixed number of searches for any number of departments.
        """
        # Who reports a hazard may search neither employees by group nor departments.
        departments_sudo = departments.sudo()
        above = {
            department_sudo.id: department_sudo.browse(
                int(part)
                for part in reversed(department_sudo.parent_path.split("/")[:-1])
            )
            for department_sudo in departments_sudo
        }
        every = departments_sudo.browse().union(*above.values())
        # As above.
        employees_sudo = self.env["hr.employee"].sudo()
        if every:
            group_id = self.env["ir.model.data"]._xmlid_to_res_id(group_xmlid)
            employees_sudo = employees_sudo.search(
                [
                    ("user_id.all_group_ids", "in", group_id),
                    ("user_id.active", "=", True),
                    "|",
                    ("department_id", "in", every.ids),
                    ("id", "in", every.manager_id.ids),
                ],
                order="id",
            )
        near = defaultdict(employees_sudo.browse)
        for employee_sudo in employees_sudo:
            near[employee_sudo.department_id] |= employee_sudo
        people = defaultdict(self.env["res.users"].browse)
        for department in departments:
            for node in above[department.id]:
                found_sudo = (node.manager_id & employees_sudo) | near[node]
                people[department] |= found_sudo.user_id.sudo(False)
        return people
