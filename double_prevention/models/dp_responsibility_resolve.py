from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import responsibility as law
from .dp_responsibility_mixin import RULE_KEY
from .dp_responsibility_snapshot import Snapshot

RESOLVE_BATCH = 2000  # records that get a new person in one transaction
SCAN_BATCH = 50_000  # records whose rule is looked at in one transaction
RESPONSIBLE_MODELS = ("dp.duty", "dp.hazard")
# Says that a write is a move. An object, because nobody can send one in the context
# of an API call.
MOVING = object()
PERSON_FIELDS = {*RULE_KEY, "employee_id"}
ROLE_COLUMN = "CASE WHEN r.rule = 'role' THEN r.unit_id ELSE 0 END"


class DpResponsibilityMixin(models.AbstractModel):
    """How the person of today is found, and how records move to him.

    Rules are read grouped and answered once each, however many records share them;
    only records whose person changed are written.
    """

    _inherit = "dp.responsibility.mixin"

    # ------------------------------------------------------------------
    # WHO IT IS
    # ------------------------------------------------------------------

    def _resolve_employees(self):
        """Return ``{record: hr.employee}``, today's answer of every rule.

        An empty employee means that nobody is responsible, which the views list.
        """
        counts = self._name == "dp.duty"
        items = [
            (record, record._get_rule(), record._origin.employee_id.id or 0, counts)
            for record in self
        ]
        resolver = self._get_resolver([rule for _key, rule, *_rest in items])
        answers = resolver.assign(items)
        employees = self.env["hr.employee"]
        return {
            record: employees.browse(answer.employee or None)
            for record, answer in answers.items()
        }

    @api.model
    def _get_resolver(self, rules, at=None):
        """Return a ``tools.responsibility.Resolver`` that knows what ``rules`` need."""
        snapshot = Snapshot(self.env, at)
        organisation = snapshot.read_organisation(set(rules))
        return law.Resolver(organisation, snapshot.read_loads(organisation))

    @api.model
    def _read_rules(self, domain):
        """Return ``[(rule, employee id or 0, record ids)]`` of open records.

        One row per rule and person, whatever the number of records.
        """
        self.flush_model()
        query = self._search(Domain(domain) & self._get_open_domain(), order="id")
        rows = self.env.execute_query(
            SQL(
                """SELECT r.rule, COALESCE(r.rule_employee_id, 0),
                          COALESCE(r.rule_job_id, 0),
                          COALESCE(r.rule_department_id, 0), r.company_id,
                          COALESCE(r.rule_role_id, 0), %(unit)s,
                          COALESCE(r.employee_id, 0), array_agg(r.id)
                     FROM %(table)s r
                    WHERE r.id IN %(ids)s
                    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8""",
                unit=SQL(ROLE_COLUMN),
                table=SQL.identifier(self._table),
                ids=query.subselect(),
            )
        )
        return [(law.Rule(*row[:7]), row[7], row[8]) for row in rows]

    @api.model
    def _find_moves(self, groups, resolver):
        """Return ``{record id: (employee id before, Answer)}`` of what has to move.

        :param groups: of :meth:`_read_rules`
        """
        items = sorted(
            (record_id, rule, current)
            for rule, current, ids in groups
            if resolver.answer(rule, current).employee != current
            for record_id in ids
        )
        counts = self._name == "dp.duty"
        answers = resolver.assign(
            (key, rule, current, counts) for key, rule, current in items
        )
        return {key: (current, answers[key]) for key, _rule, current in items}

    @api.model
    def _find_outdated(self, domain=Domain.TRUE):
        """Return the records whose person is no longer the one of their rule."""
        groups = self._read_rules(domain)
        resolver = self._get_resolver([rule for rule, *_rest in groups])
        return self.browse(self._find_moves(groups, resolver))

    # ------------------------------------------------------------------
    # MOVING
    # ------------------------------------------------------------------

    def action_resolve(self):
        """Find the person of today for these records now."""
        self.check_access("write")
        self._resolve_concerned(Domain("id", "in", self.ids), "rule")
        return True

    @api.model
    def _resolve_concerned(self, domain, cause="people"):
        """Move the records of ``domain`` after a change of people.

        At most one batch at once, so that archiving an employee answers quickly;
        the cron does the rest.

        :param cause: of ``dp.responsibility.move``
        """
        # Whoever changes an employee need not be allowed to change duties.
        records_sudo = self.sudo()
        if records_sudo._resolve_batch(domain, cause, RESOLVE_BATCH)[1]:
            # As above, for the cron.
            self.env.ref("double_prevention.cron_dp_duty_resolve").sudo()._trigger()

    @api.model
    def _resolve_batch(self, domain, cause, limit=None):
        """Move what is outdated in ``domain``; return how many moved and are left."""
        groups = self._read_rules(domain)
        resolver = self._get_resolver([rule for rule, *_rest in groups])
        moves = self._find_moves(groups, resolver)
        done = dict(list(moves.items())[:limit])
        self._move(done, cause)
        return len(done), len(moves) - len(done)

    @api.model
    def _resolve_all(self, cause="night"):
        """Move all that is outdated, in batches that can be interrupted.

        :return: False when time is up
        """
        last_id = 0
        cron = self.env["ir.cron"]
        while found := self._next_ids(last_id):
            first_id, last_id = last_id, found
            domain = Domain("id", ">", first_id) & Domain("id", "<=", last_id)
            left = 1
            while left:
                done, left = self._resolve_batch(domain, cause, RESOLVE_BATCH)
                # There may be more; the run that ends says that there is not.
                if not cron._commit_progress(done, remaining=1):
                    return False
        return True

    @api.model
    def _next_ids(self, last_id):
        """Return the last id of the next batch of records to look at, or None."""
        rows = self.env.execute_query(
            SQL(
                """SELECT max(id) FROM (SELECT id FROM %s WHERE id > %s
                                          ORDER BY id LIMIT %s) batch""",
                SQL.identifier(self._table),
                last_id,
                SCAN_BATCH,
            )
        )
        return rows[0][0]

    @api.model
    def _move(self, moves, cause):
        """Give each record its new person, and say from whom to whom and why.

        :param moves: ``{record id: (employee id before, Answer)}``
        """
        if not moves:
            return
        by_person = defaultdict(list)
        for record_id, (_before, answer) in moves.items():
            by_person[answer.employee].append(record_id)
        for employee_id, ids in by_person.items():
            self.browse(ids)._write_person(employee_id)
        self._note_moves(moves, cause)

    def _write_person(self, employee_id):
        """Write the person, past what an edit by hand would cause."""
        self._as_moving().write({"employee_id": employee_id or False})

    def _as_moving(self):
        """Return these records in a context in which a write is a move."""
        return self.with_context(tracking_disable=True, dp_moving=MOVING)

    def write(self, vals):
        """Log who got what when a rule was changed by hand."""
        if not PERSON_FIELDS & vals.keys() or (
            self.env.context.get("dp_moving") is MOVING
        ):
            return super().write(vals)
        former = {record: record.employee_id.id or 0 for record in self}
        result = super().write(vals)
        moves = {
            record.id: (before, law.Answer(record.employee_id.id or 0, law.HELD))
            for record, before in former.items()
            if (record.employee_id.id or 0) != before
        }
        self._note_moves(moves, "rule")
        return result

    @api.model
    def _note_moves(self, moves, cause):
        """Log moves, tell them in the chatter, and let the rest follow."""
        if not moves:
            return
        # The log is written by the system alone.
        logged = self.env["dp.responsibility.move"].sudo()._log(self, moves, cause)
        self.browse(moves)._message_log_batch(
            bodies={move[move._get_field(self._name)].id: move.note for move in logged}
        )
        self.browse(moves)._follow_moves(
            {record_id: before for record_id, (before, _answer) in moves.items()}
        )

    def _follow_moves(self, former):
        """Let what hangs on these records follow their person.

        :param former: ``{record id: employee id or 0}`` of before
        """

    # ------------------------------------------------------------------
    # CHANGES OF PEOPLE
    # ------------------------------------------------------------------

    @api.model
    def _follow_staff(self, employees, cause, jobs=None, departments=None):
        """Move what a change of these people concerns, in all models, and rounds.

        :param jobs: hr.job they had before
        :param departments: hr.department that changed manager or place
        """
        if not (employees or jobs or departments):
            return
        domain = self._get_people_domain(employees, jobs, departments)
        self._resolve_everywhere(domain, cause)
        self.env["dp.inspection"]._follow_gone(employees)

    @api.model
    def _resolve_everywhere(self, domain, cause):
        """Move the records of ``domain`` in all models that have a rule."""
        for name in RESPONSIBLE_MODELS:
            self.env[name]._resolve_concerned(domain, cause)

    @api.model
    def _get_people_domain(self, employees, jobs=None, departments=None):
        """Return the domain of records that a change of people may move.

        What they have now, what names them, what looks for their job or role, what
        falls to them as managers, and the same for those whose deputies they are.
        """
        # As in _resolve_concerned: neither jobs nor deputies are everybody's to read.
        people_sudo = self._add_deputised(
            employees.sudo().with_context(active_test=False)
        )
        jobs_sudo = people_sudo.job_id | (jobs or self.env["hr.job"]).sudo()  # as above
        domain = Domain("employee_id", "in", people_sudo.ids)
        domain |= Domain("rule_employee_id", "in", people_sudo.ids)
        env_sudo = people_sudo.env
        roles_sudo = (
            env_sudo["dp.safety.role.holder"]
            .search([("employee_id", "in", people_sudo.ids)])
            .role_id
        )
        if roles_sudo:
            domain |= Domain("rule_role_id", "in", roles_sudo.ids)
        managed_sudo = env_sudo["hr.department"].search(
            [("manager_id", "in", people_sudo.ids)]
        )
        # As above.
        managed_sudo |= (departments or self.env["hr.department"]).sudo()
        if managed_sudo:
            below, more = self._get_managed_domain(managed_sudo)
            domain |= more
            if departments:
                # Who works below the moved ones may now be in another department.
                jobs_sudo |= below
        if jobs_sudo:
            domain |= Domain("rule_job_id", "in", jobs_sudo.ids)
        return domain

    @api.model
    def _add_deputised(self, people_sudo):
        """Return these people and those they stand in for, along the chains."""
        found = people_sudo
        while people_sudo:
            people_sudo = (
                people_sudo.search([("dp_deputy_id", "in", people_sudo.ids)]) - found
            )
            found |= people_sudo
        return found

    @api.model
    def _get_managed_domain(self, departments_sudo):
        """Return the jobs held below, and the domain of what may fall to managers.

        Rules that look for somebody in these departments or below, or that name
        somebody of there who is not there now.
        """
        below_sudo = departments_sudo.search([("id", "child_of", departments_sudo.ids)])
        people_sudo = (
            departments_sudo.env["hr.employee"]
            .with_context(active_test=False)
            .search([("department_id", "in", below_sudo.ids)])
        )
        now = fields.Datetime.now()
        absent_sudo = departments_sudo.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "in", people_sudo.resource_id.ids),
                ("date_from", "<=", now),
                ("date_to", ">", now),
            ]
        )
        missing_sudo = people_sudo.filtered(
            lambda one: (
                not one.active
                or one.resource_id in absent_sudo.resource_id
                or (one.user_id and not one.user_id.active)
                or (one.departure_date and one.departure_date < now.date())
                or one.company_id not in below_sudo.company_id
            )
        )
        domain = Domain("rule_department_id", "in", below_sudo.ids)
        domain |= Domain("rule_job_id.department_id", "in", below_sudo.ids)
        domain |= Domain("rule_employee_id", "in", missing_sudo.ids)
        return people_sudo.job_id, domain
