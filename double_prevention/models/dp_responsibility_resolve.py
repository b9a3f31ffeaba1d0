from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..tools import responsibility as law
from .dp_responsibility_mixin import RULE_KEY
from .dp_responsibility_snapshot import Snapshot

RESOLVE_BATCH = 2000  # records that get a new person in one transaction
RESPONSIBLE_MODELS = ("dp.duty", "dp.hazard")
# Says that a write is a move. An object, because nobody can send one in the context
# of an API call.
MOVING = object()
PERSON_FIELDS = {*RULE_KEY, "employee_id"}
# A rule and the person of today, as ``tools.responsibility.Rule`` and an id.
RULE_COLUMNS = """
    r.rule, COALESCE(r.rule_employee_id, 0), COALESCE(r.rule_job_id, 0),
    COALESCE(r.rule_department_id, 0), COALESCE(r.company_id, 0),
    COALESCE(r.rule_role_id, 0),
    CASE WHEN r.rule = 'role' THEN r.unit_id ELSE 0 END, COALESCE(r.employee_id, 0)
"""


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
    def _get_resolver(self, rules, at=None, loads=True):
        """Return a ``tools.responsibility.Resolver`` that knows what ``rules`` need.

        :param loads: False where nobody is chosen, only compared
        """
        snapshot = Snapshot(self.env, at)
        organisation = snapshot.read_organisation(set(rules))
        return law.Resolver(
            organisation, snapshot.read_loads(organisation) if loads else None
        )

    @api.model
    def _read_rules(self, domain):
        """Return ``[(rule, employee id or 0, record ids)]`` of open records.

        One row per rule and person, whatever the number of records.
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, array_agg(r.id) FROM %s GROUP BY 1, 2, 3, 4, 5, 6, 7, 8",
                SQL(RULE_COLUMNS),
                self._open_records(domain),
            )
        )
        return [(law.Rule(*row[:7]), row[7], row[8]) for row in rows]

    @api.model
    def _open_records(self, domain):
        """Return the open records of ``domain`` as a table ``r`` of rules in SQL."""
        self.flush_model()
        query = self._search(Domain(domain) & self._get_open_domain())
        columns = [
            SQL.identifier(self._table, name)
            for name in ("id", "company_id", "unit_id", "employee_id", *RULE_KEY)
        ]
        return SQL("(%s) AS r", query.select(*columns))

    @api.model
    def _find_suspects(self):
        """Return the ids of all records whose person is not the one of their rule.

        Rules and their persons are read and answered once each, however many records
        share them, and only records that differ are read. Those of one rule follow
        one another, so that a batch of them needs little of the organisation.
        """
        records = self._open_records(Domain.TRUE)
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT %s FROM %s", SQL(RULE_COLUMNS), records)
        )
        pairs = [(law.Rule(*row[:7]), row[7]) for row in rows]
        resolver = self._get_resolver({rule for rule, _current in pairs}, loads=False)
        wrong = [
            (*rule, current)
            for rule, current in pairs
            if resolver.answer(rule, current).employee != current
        ]
        if not wrong:
            return []
        kinds, *keys = map(list, zip(*wrong, strict=True))
        found = self.env.execute_query(
            SQL(
                """SELECT r.id FROM %s
                    WHERE (%s) IN (SELECT * FROM unnest(
                            %s::text[], %s::int[], %s::int[], %s::int[], %s::int[],
                            %s::int[], %s::int[], %s::int[]))
                    ORDER BY r.rule, r.rule_department_id, r.rule_job_id,
                             r.rule_employee_id, r.rule_role_id, r.id""",
                records,
                SQL(RULE_COLUMNS),
                kinds,
                *keys,
            )
        )
        return [record_id for (record_id,) in found]

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
    def _resolve_all(self, cause="night", commit=None):
        """Move all that is outdated, in batches that can be interrupted.

        People may change between batches, so each batch is judged anew.

        :param commit: ``f(number moved)`` after each batch, which says whether there
            is time for more; of the cron by default
        :return: False when time is up
        """
        commit = commit or self._commit_batch
        for batch in split_every(RESOLVE_BATCH, self._find_suspects()):
            done, _left = self._resolve_batch(Domain("id", "in", batch), cause)
            if not commit(done):
                return False
        return True

    @api.model
    def _commit_batch(self, done):
        # There may be more; the run that ends says that there is not.
        return self.env["ir.cron"]._commit_progress(done, remaining=1)

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
        # Read all at once: each write is of a few records of one person.
        self.browse(moves).fetch(["company_id", "employee_id", "user_id"])
        # Whoever moves duties need not read HR records.
        people_sudo = self.env["hr.employee"].sudo().browse(filter(None, by_person))
        people_sudo.fetch(["company_id", "user_id"])
        for employee_id, ids in by_person.items():
            self.browse(ids).with_prefetch(moves)._write_person(employee_id)
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
    def _follow_staff(self, employees, cause, **changes):
        """Move what a change of these people concerns, in all models, and rounds.

        :param changes: of :meth:`_get_people_domain`
        """
        if not (employees or any(changes.values())):
            return
        domain = self._get_people_domain(employees, **changes)
        self._resolve_everywhere(domain, cause)
        self.env["dp.inspection"]._follow_gone(employees)

    @api.model
    def _resolve_everywhere(self, domain, cause):
        """Move the records of ``domain`` in all models that have a rule."""
        for name in RESPONSIBLE_MODELS:
            self.env[name]._resolve_concerned(domain, cause)

    @api.model
    def _get_people_domain(self, employees, posts=None, jobs=None, departments=None):
        """Return the domain of records that a change of people may move.

        What they have now, what names them, what looks for their job where they are
        or for their role, what falls to them as managers, and the same for those whose
        deputies they are.

        :param posts: ``(hr.job, hr.department)`` they had before or will have
        :param jobs: hr.job that changed
        :param departments: hr.department that changed manager or place
        """
        # As in _resolve_concerned: neither jobs nor deputies are everybody's to read.
        people_sudo = self._add_deputised(
            employees.sudo().with_context(active_test=False)
        )
        domain = Domain("employee_id", "in", people_sudo.ids)
        domain |= Domain("rule_employee_id", "in", people_sudo.ids)
        domain |= self._get_post_domain(people_sudo.version_ids, posts)
        env_sudo = people_sudo.env
        roles_sudo = (
            env_sudo["dp.safety.role.holder"]
            .search([("employee_id", "in", people_sudo.ids)])
            .role_id
        )
        if roles_sudo:
            domain |= Domain("rule_role_id", "in", roles_sudo.ids)
        jobs_sudo = (jobs or self.env["hr.job"]).sudo()  # as above
        managed_sudo = env_sudo["hr.department"].search(
            [("manager_id", "in", people_sudo.ids)]
        )
        if departments:
            managed_sudo |= departments.sudo()  # as above
            # Who works below the moved ones may now be in another department.
            jobs_sudo |= self._find_jobs_below(departments.sudo())  # as above
        if managed_sudo:
            domain |= self._get_managed_domain(managed_sudo)
        if jobs_sudo:
            domain |= Domain("rule_job_id", "in", jobs_sudo.ids)
        return domain

    @api.model
    def _get_post_domain(self, versions_sudo, posts=None):
        """Return the domain of what looks for the jobs of these versions there.

        :param posts: ``(hr.job, hr.department)`` beside them
        """
        jobs_sudo, places_sudo = versions_sudo.job_id, versions_sudo.department_id
        if posts:
            jobs_sudo |= posts[0]
            places_sudo |= posts[1]
        if not jobs_sudo:
            return Domain.FALSE
        place = Domain("rule_department_id", "=", False)
        if places_sudo:
            place |= Domain("rule_department_id", "parent_of", places_sudo.ids)
        return Domain("rule_job_id", "in", jobs_sudo.ids) & place

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
    def _find_jobs_below(self, departments_sudo):
        """Return the jobs that are held in these departments or below."""
        groups = departments_sudo.env["hr.version"]._read_group(
            [
                ("department_id", "child_of", departments_sudo.ids),
                ("job_id", "!=", False),
            ],
            aggregates=["job_id:recordset"],
        )
        return groups[0][0]

    @api.model
    def _get_managed_domain(self, departments_sudo):
        """Return the domain of what may fall to managers of these departments.

        Rules that look for somebody in these departments or below, or that name
        somebody of there who is not there now.
        """
        below = departments_sudo.search([("id", "child_of", departments_sudo.ids)])
        env_sudo = departments_sudo.env
        jobs = env_sudo["hr.job"]._search([("department_id", "in", below.ids)])
        domain = Domain("rule_department_id", "in", below.ids)
        domain |= Domain("rule_job_id", "in", jobs.get_result_ids())
        missing = env_sudo["hr.employee"].with_context(active_test=False)
        missing = missing._search(
            Domain("department_id", "in", below.ids)
            & self._get_missing_domain(below.company_id)
        )
        return domain | Domain("rule_employee_id", "in", missing.get_result_ids())

    @api.model
    def _get_missing_domain(self, companies):
        """Return the domain of employees who are not there now for ``companies``."""
        now = fields.Datetime.now()
        # As above: leaves are not everybody's to read.
        leaves_sudo = self.env["resource.calendar.leaves"].sudo()
        away = leaves_sudo._search(
            [
                ("date_from", "<=", now),
                ("date_to", ">", now),
                ("resource_id", "!=", False),
            ]
        )
        return (
            Domain("active", "=", False)
            | Domain("resource_id", "in", away.subselect("resource_id"))
            | Domain("user_id.active", "=", False)
            | Domain("departure_date", "<", now.date())
            | Domain("company_id", "not in", companies.ids)
        )
