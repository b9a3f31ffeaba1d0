from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.responsibility import EMPLOYEE, Rule
from .dp_risk_unit import OPEN_ROUND


class DpInspection(models.Model):
    """Open rounds follow the person of their duties; submitted ones never change.

    A round all of whose open checks go to one person goes to him as a whole. Otherwise
    the checks that go join his round of the same place and window, or make one.
    """

    _inherit = "dp.inspection"

    @api.model
    def _follow_duties(self, former):
        """Move open checks of duties to the rounds of their new person.

        :param former: ``{duty id: employee id or 0}`` of before; a round that was
            given to somebody else by hand stays his
        """
        groups = self._read_moving(former)
        if not groups:
            return
        wholes, parts = [], []
        for (inspection, employee), (line_ids, is_whole) in groups.items():
            (wholes if is_whole else parts).append((inspection, employee, line_ids))
        targets = self._find_targets(wholes + parts)
        emptied = []
        for inspection, employee, line_ids in list(wholes):
            key = inspection._get_round_key(employee)
            if inspection.state == "in_progress" or key not in targets:
                targets.setdefault(key, inspection.id)
            else:
                wholes.remove((inspection, employee, line_ids))
                parts.append((inspection, employee, line_ids))
                emptied.append((inspection, targets[key]))
        self._give_rounds(wholes)
        self._give_lines(parts, targets)
        self._cancel_emptied(emptied)

    @api.model
    def _read_moving(self, former):
        """Return ``{(round, new employee id): (line ids, whether it is all)}``."""
        self.env["dp.duty"].flush_model(["employee_id"])
        self.env["dp.inspection"].flush_model(["employee_id", "state"])
        self.env["dp.inspection.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT i.id, COALESCE(d.employee_id, 0), array_agg(l.id),
                          (SELECT count(*) FROM dp_inspection_line o
                            WHERE o.inspection_id = i.id AND o.result IS NULL)
                     FROM unnest(%s::int[], %s::int[]) AS v(duty, before)
                     JOIN dp_duty d ON d.id = v.duty
                     JOIN dp_inspection_line l ON l.duty_id = d.id
                     JOIN dp_inspection i ON i.id = l.inspection_id
                    WHERE l.result IS NULL
                      AND i.state IN ('planned', 'in_progress')
                      AND COALESCE(i.employee_id, 0) = v.before
                      AND COALESCE(i.employee_id, 0) != COALESCE(d.employee_id, 0)
                    GROUP BY i.id, d.employee_id
                    ORDER BY i.id, d.employee_id""",
                list(former),
                list(former.values()),
            )
        )
        self.browse(row[0] for row in rows).fetch()
        return {
            (self.browse(row[0]), row[1]): (row[2], len(row[2]) == row[3])
            for row in rows
        }

    def _get_round_key(self, employee_id):
        """Return the key under which planning would find this round for a person."""
        self.ensure_one()
        return (
            employee_id or None,
            self.unit_id.id,
            self.date_start,
            self.date_end,
            self.type,
            self.tier or None,
        )

    @api.model
    def _find_targets(self, moving):
        """Return ``{key: id}`` of planned rounds the new people already have."""
        keys = {
            inspection._get_round_key(employee) for inspection, employee, _ in moving
        }
        return self._find_planned(keys)

    @api.model
    def _give_rounds(self, wholes):
        """Give whole rounds to their new people."""
        by_person = defaultdict(list)
        for inspection, employee, _line_ids in wholes:
            by_person[employee].append(inspection.id)
        for employee, ids in by_person.items():
            inspections = self.browse(ids)
            former = {one: one.employee_id for one in inspections}
            inspections.with_context(tracking_disable=True).write(
                {"employee_id": employee or False}
            )
            inspections._note_new_person(former)

    def _note_new_person(self, former):
        nobody = self.env._("nobody")
        self._message_log_batch(
            bodies={
                one.id: self.env._(
                    "Inspector: %(before)s → %(after)s, with the duties.",
                    # Names of colleagues are shown to everybody who sees the round.
                    before=former[one].sudo().name or nobody,
                    after=one.employee_id.sudo().name or nobody,
                )
                for one in self
            }
        )

    @api.model
    def _give_lines(self, parts, targets):
        """Put checks into the rounds of their new people, made where there is none."""
        if not parts:
            return
        new = {}
        for inspection, employee, _line_ids in parts:
            key = inspection._get_round_key(employee)
            if key not in targets:
                new.setdefault(key, []).append(inspection._as_duty_row(employee))
        targets.update(self._insert_rounds(new))
        rows = [
            (line_id, targets[inspection._get_round_key(employee)])
            for inspection, employee, line_ids in parts
            for line_id in line_ids
        ]
        self.env.cr.execute(
            SQL(
                """UPDATE dp_inspection_line l SET inspection_id = v.target
                     FROM unnest(%s::int[], %s::int[]) AS v(id, target)
                    WHERE l.id = v.id""",
                [row[0] for row in rows],
                [row[1] for row in rows],
            )
        )
        self.env["dp.inspection.line"].invalidate_model(["inspection_id"], flush=False)
        self.invalidate_model(["line_ids"], flush=False)
        concerned = self.browse({row[1] for row in rows})
        concerned |= self.browse(inspection.id for inspection, *_rest in parts)
        concerned._count_lines()

    def _as_duty_row(self, employee_id):
        """Return what ``_insert_rounds`` wants to know, from this round."""
        self.ensure_one()
        # Who the login of a person is, is read for the system.
        employee_sudo = self.env["hr.employee"].sudo().browse(employee_id or None)
        return {
            "company_id": self.company_id.id,
            "department_id": self.department_id.id or None,
            "user_id": employee_sudo.user_id.id or None,
            "scan_required": self.scan_required,
        }

    @api.model
    def _cancel_emptied(self, emptied):
        """Cancel rounds whose checks have all joined another one."""
        for inspection, target_id in emptied:
            inspection._close(
                "cancel",
                reason=self.env._(
                    "All checks went to round %(round)s.",
                    round=self.browse(target_id).name,
                ),
            )

    @api.model
    def _follow_gone(self, employees):
        """Give rounds started by hand on, when their inspector is gone.

        Rounds of duties follow the duties; these have only the person to go by.
        """
        # Whoever archives an employee need not be allowed to plan rounds.
        rounds_sudo = self.sudo().search(
            OPEN_ROUND
            & Domain("origin", "=", "manual")
            & Domain("employee_id", "in", employees.ids)
        )
        if not rounds_sudo:
            return
        rules = {
            one: Rule(EMPLOYEE, employee=one.employee_id.id, company=one.company_id.id)
            for one in rounds_sudo
        }
        resolver = self.env["dp.duty"]._get_resolver(rules.values())
        people = resolver.organisation.people
        self._give_rounds(
            [
                (one, resolver.answer(rule).employee, ())
                for one, rule in rules.items()
                if people[rule.employee].gone
            ]
        )
