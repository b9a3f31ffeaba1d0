from collections import defaultdict

from odoo import models

from .dp_risk_event import TIERS


class DpRiskUnit(models.Model):
    """Who answers for a unit at each control tier."""

    _inherit = "dp.risk.unit"

    def _get_tier_people(self, tiers=None):
        """Return ``{unit: {tier: hr.employee}}``, who answers for each unit today.

        At each tier the person with most duties of the unit there; where it has none,
        the manager of the department of that tier: the top one for the company, the
        one below it for department or workshop, and so on, upwards past departments
        without an active manager. Empty where nobody is found. The number of queries
        does not depend on the number of units.

        :param tiers: which of '1' company to '4' post, default: all
        """
        wanted = tiers or [tier for tier, _name in TIERS]
        people = defaultdict(dict)
        # Duties and departments are read for whoever caused a message.
        for unit, tier, employee, _count in (
            self.env["dp.duty"]
            .sudo()  # as above
            ._read_group(
                [
                    ("unit_id", "in", self.ids),
                    ("tier", "in", wanted),
                    ("employee_id.active", "=", True),
                ],
                ["unit_id", "tier", "employee_id"],
                ["__count"],
                order="unit_id, tier, __count DESC, employee_id",
            )
        ):
            people[unit.id].setdefault(tier, employee.with_env(self.env))
        chains = self._get_department_managers()
        nobody = self.env["hr.employee"]
        answer = {}
        for unit in self:
            managers = chains[unit.department_id.id]
            answer[unit] = {
                tier: people[unit.id].get(tier)
                or self._pick_manager(managers, int(tier))
                or nobody
                for tier in wanted
            }
        return answer

    def _get_department_managers(self):
        """Return ``{department id: [manager per depth, from the top]}``."""
        # As in _get_tier_people.
        departments_sudo = self.sudo().department_id
        paths = {
            department_sudo.id: [
                int(part) for part in department_sudo.parent_path.split("/")[:-1]
            ]
            for department_sudo in departments_sudo
        }
        every_sudo = departments_sudo.browse(
            {part for path in paths.values() for part in path}
        )
        managers = {
            department_sudo.id: department_sudo.manager_id.filtered("active").with_env(
                self.env
            )
            for department_sudo in every_sudo
        }
        chains = {key: [managers[part] for part in path] for key, path in paths.items()}
        chains[False] = []
        return chains

    @staticmethod
    def _pick_manager(managers, depth):
        """Return the manager at a depth, else the next one above, else below."""
        for manager in (*reversed(managers[:depth]), *managers[depth:]):
            if manager:
                return manager
        return None
