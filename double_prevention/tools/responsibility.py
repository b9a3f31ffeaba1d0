"""Who is responsible: from a rule to the person of a moment, over plain data.

The law of the resolution (an organisation is read by the models, here it is judged):

1. a rule has holders: the named employee; who holds the job in a department, else
   below it; the manager of a department; who holds a named safety role at the nearest
   unit upwards, else for the company;
2. of several holders who are there: the one who has it already, else the one with the
   fewest duties, or, by rota, the one whose turn it is;
3. all holders absent: the deputy of the first, his deputy, and so on;
4. otherwise the manager of the department, then of those above, each with his
   deputies; a person who is gone is passed over, without deputy.

Nobody is asked twice, so circles of deputies or of departments end. Only people of
the company of the rule count. Times are naive UTC.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import NamedTuple

EMPLOYEE, JOB, MANAGER, ROLE = "employee", "job", "manager", "role"
LOAD, ROTA = "load", "rota"

# Why it is this person.
HELD, DEPUTY, ABOVE, NOBODY = "held", "deputy", "above", "nobody"
# Why another one, who would come first, was passed over.
ABSENT, GONE, VACANT = "absent", "gone", "vacant"


class Rule(NamedTuple):
    """Who is meant, as ids; ``unit`` only where a role is looked for."""

    kind: str
    employee: int = 0
    job: int = 0
    department: int = 0
    company: int = 0
    role: int = 0
    unit: int = 0


class Person(NamedTuple):
    """An employee at the moment of the organisation.

    ``gone``: archived, departed, or his login is closed. ``absent_until``: the end of
    the leave he is on, or None.
    """

    id: int
    company: int = 0
    department: int = 0
    job: int = 0
    deputy: int = 0
    gone: bool = False
    absent_until: datetime | None = None


class Department(NamedTuple):
    """A department, the one above and who manages it."""

    id: int
    parent: int = 0
    manager: int = 0


class Holder(NamedTuple):
    """Who holds a safety role at the moment, at a unit or (0) for the company."""

    role: int
    employee: int
    company: int
    unit: int = 0


class Policy(NamedTuple):
    """How a company chooses among several holders; ``turn`` counts the rota."""

    choice: str = LOAD
    turn: int = 0


class Answer(NamedTuple):
    """The person (0: nobody), why, and who was passed over for him."""

    employee: int
    way: str
    passed: int = 0
    why: str = ""
    until: datetime | None = None


@dataclass
class Organisation:
    """People, departments and roles at one moment; ids are positive, 0 is none."""

    people: dict = field(default_factory=dict)
    departments: dict = field(default_factory=dict)
    jobs: dict = field(default_factory=dict)
    """``{job: its department}``"""
    holders: list = field(default_factory=list)
    unit_paths: dict = field(default_factory=dict)
    """``{unit: ids from itself to the top}``"""
    policies: dict = field(default_factory=dict)
    """``{company: Policy}``"""

    def with_people(self, people):
        """Return a copy in which these persons are as given."""
        return Organisation(
            {**self.people, **{person.id: person for person in people}},
            dict(self.departments),
            self.jobs,
            list(self.holders),
            self.unit_paths,
            self.policies,
        )


class _Choice(NamedTuple):
    """What a rule gives before one of several holders is chosen."""

    group: tuple
    present: tuple
    way: str
    fallback: Answer | None = None


class Resolver:
    """Answers rules in one organisation; what rules share is found once.

    :param organisation: :class:`Organisation`
    :param loads: ``{employee: number of active duties}``, kept up to date by
        :meth:`assign`
    """

    def __init__(self, organisation, loads=None):
        self.organisation = organisation
        self.loads = defaultdict(int, loads or {})
        self._choices = {}
        self._above = {}
        # people by job and company, then by department
        self._by_job = defaultdict(lambda: defaultdict(list))
        for person in sorted(organisation.people.values()):
            if person.job:
                places = self._by_job[person.job, person.company]
                places[person.department].append(person)
        self._by_role = defaultdict(list)
        for holder in sorted(set(organisation.holders)):
            key = holder.role, holder.company, holder.unit
            self._by_role[key].append(holder.employee)

    def assign(self, items):
        """Answer many rules, one after the other, each move counting for the next.

        :param items: iterable of ``(key, rule, employee of before, counts)``;
            ``counts``: whether the item is a duty and so a load
        :return: ``{key: Answer}``
        """
        answers = {}
        for key, rule, current, counts in items:
            answer = answers[key] = self.answer(rule, current)
            if counts and answer.employee != current:
                self.loads[current] -= 1
                self.loads[answer.employee] += 1
        return answers

    def answer(self, rule, current=0):
        """Return the :class:`Answer` of a rule.

        :param current: the person of before, who keeps it while he is one of those
            who may have it
        """
        choice = self._choices.get(rule)
        if choice is None:
            choice = self._choices[rule] = self._prepare(rule)
        if choice.fallback:
            return choice.fallback
        return self._choose(choice, rule.company, current)

    def ancestors(self, department):
        """Return the ids from a department to the top, each once."""
        found = self._above.get(department)
        if found is None:
            found, seen, node = [], set(), department
            while node and node not in seen:
                seen.add(node)
                found.append(node)
                above = self.organisation.departments.get(node)
                node = above.parent if above else 0
            self._above[department] = found
        return found

    # what a rule gives ------------------------------------------------

    def _prepare(self, rule):
        passed = None
        for group in self._groups(rule):
            usable = [one for one in group if self._counts(one, rule)]
            present = tuple(one for one in usable if not one.absent_until)
            if present:
                return _Choice(tuple(usable), present, HELD)
            passed = passed or self._describe_passed(usable or group)
            for person in usable:
                if deputy := self._deputy(person, rule):
                    return self._fixed(deputy, DEPUTY, self._describe_passed([person]))
        return self._climb(rule, passed)

    def _groups(self, rule):
        """Yield lists of holders, those to be asked first before the others."""
        people = self.organisation.people
        if rule.kind == EMPLOYEE:
            yield [people[rule.employee]] if rule.employee in people else []
        elif rule.kind == JOB:
            yield from self._job_groups(rule)
        elif rule.kind == ROLE:
            path = self.organisation.unit_paths.get(rule.unit, ())
            for unit in (*path, 0):
                held = self._by_role[rule.role, rule.company, unit]
                if group := [people[one] for one in held if one in people]:
                    yield group

    def _job_groups(self, rule):
        places = self._by_job[rule.job, rule.company]
        if not rule.department:
            yield sorted(chain.from_iterable(places.values()))
            return
        yield places.get(rule.department, [])
        yield sorted(
            chain.from_iterable(
                found
                for department, found in places.items()
                if department != rule.department
                and rule.department in self.ancestors(department)
            )
        )

    def _climb(self, rule, passed):
        """Ask the managers from the department of the rule upwards."""
        start = self._start(rule)
        for department in self.ancestors(start):
            node = self.organisation.departments.get(department)
            person = self.organisation.people.get(node.manager if node else 0)
            if not person:
                continue
            own = rule.kind == MANAGER and department == start
            if not self._counts(person, rule):
                passed = passed or self._describe_passed([person])
            elif not person.absent_until:
                return self._fixed(person, HELD if own else ABOVE, passed)
            else:
                passed = passed or self._describe_passed([person])
                if deputy := self._deputy(person, rule):
                    return self._fixed(deputy, DEPUTY, self._describe_passed([person]))
        return self._fixed(None, NOBODY, passed)

    def _start(self, rule):
        """Return the department where managers are asked first."""
        if rule.department:
            return rule.department
        if rule.kind == JOB:
            return self.organisation.jobs.get(rule.job, 0)
        if rule.kind == EMPLOYEE:
            person = self.organisation.people.get(rule.employee)
            return person.department if person else 0
        group = next(self._groups(rule), ())
        return group[0].department if group else 0

    def _deputy(self, person, rule):
        """Return who stands in for an absent person, along the chain, or None."""
        seen = {person.id}
        deputy = self.organisation.people.get(person.deputy)
        while deputy and deputy.id not in seen:
            if self._counts(deputy, rule) and not deputy.absent_until:
                return deputy
            seen.add(deputy.id)
            deputy = self.organisation.people.get(deputy.deputy)
        return None

    def _counts(self, person, rule):
        return not person.gone and person.company == rule.company

    def _describe_passed(self, group):
        """Return ``(who, why, until when)`` of the first of those passed over."""
        for person in group:
            if person.gone or not person.absent_until:
                return person.id, GONE, None
            return person.id, ABSENT, person.absent_until
        return None

    def _fixed(self, person, way, passed):
        who, why, until = passed or (0, VACANT if way != HELD else "", None)
        return _Choice(
            (), (), way, Answer(person.id if person else 0, way, who, why, until)
        )

    # one of several ---------------------------------------------------

    def _choose(self, choice, company, current):
        if len(choice.present) == 1:
            return Answer(choice.present[0].id, choice.way)
        policy = self.organisation.policies.get(company, Policy())
        if policy.choice == ROTA:
            # The turn is counted over all holders: a leave delays nobody's turn.
            turn = policy.turn % len(choice.group)
            order = choice.group[turn:] + choice.group[:turn]
            return Answer(next(p.id for p in order if p in choice.present), choice.way)
        if any(person.id == current for person in choice.present):
            return Answer(current, choice.way)
        ids = [person.id for person in choice.present]
        return Answer(min(ids, key=lambda one: (self.loads[one], one)), choice.way)
