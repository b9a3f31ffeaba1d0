"""What may happen to a hidden hazard and to a round: one table each.

Buttons, the API and imports all ask :func:`judge`, so that none of them knows a way
round the rules. The tables hold no permissions: who belongs to which group is decided
by the models; who may not act because of what he did before (rectifier, planner) is
decided here.

Hidden hazard (ARCHITECTURE.md 4.5)::

    reported --accept--> rectifying --rectify--> verifying --verify--> closed
        |  \\--fix_on_spot (general, photo pair)-----^  |
        |                       ^-------send_back-------/
        |--plan (major)--> planning --approve_plan--> rectifying
        \\--reject (reason)--> rejected

The grade moves by three events only. Anybody may ``suspect`` that a hazard is major:
from then on it counts as major, and no work is handed over, verified or rejected until
a qualified person has judged it. A judgement either ``confirm``s it with the clause,
which sends it to planning, or ``downgrade``s it with a reason, which also withdraws an
earlier confirmation. Whoever would have to rectify it may do neither the latter nor
reject it.

A major hazard reaches rectifying only through an approved plan; the caller clears an
earlier approval when ``plan`` or ``confirm`` takes effect. It is closed only with a
complete file (order 16, art. 18: self-evaluation before the review), and where a second
review is asked for by two people: ``verify_first``, then ``review`` by another one.

Closed and rejected are for ever; ``reopen`` leaves the old record as it is, and the
state it answers is that of the new one.

Round: planned -> in_progress -> done; an unfinished one is missed when its window is
over, or cancelled with a reason.
"""

from dataclasses import dataclass
from types import MappingProxyType

REPORTED = "reported"
PLANNING = "planning"
RECTIFYING = "rectifying"
VERIFYING = "verifying"
CLOSED = "closed"
REJECTED = "rejected"
STATES = (REPORTED, PLANNING, RECTIFYING, VERIFYING, CLOSED, REJECTED)
TERMINAL_STATES = frozenset({CLOSED, REJECTED})

GENERAL = "general"
MAJOR = "major"

PLANNED = "planned"
IN_PROGRESS = "in_progress"
DONE = "done"
MISSED = "missed"
CANCELLED = "cancelled"
INSPECTION_STATES = (PLANNED, IN_PROGRESS, DONE, MISSED, CANCELLED)
INSPECTION_TERMINAL_STATES = frozenset({DONE, MISSED, CANCELLED})

PLAN_PARTS = ("goal", "measures", "funds", "people", "deadline", "emergency")
"""The six parts of the plan of a major hidden hazard: goal and task, measures, funds
and materials, bodies and people, deadline and requirements, safety and emergency
measures (order 16 of the State Administration of Work Safety, art. 15)."""


@dataclass(frozen=True)
class Facts:
    """What is known about a hidden hazard at the moment of an event.

    ``actor``, ``planner`` and the members of ``rectifiers`` are compared with each
    other only, whatever they are (ids of users or employees, all of one kind).
    ``grade`` is the grade before the event; ``suspected``: it is major by suspicion
    only. ``actor_may_judge``: the actor is qualified to judge the grade, and
    ``has_judgement``: his answers are on record. ``missing_file_steps``: what the
    file of a major hazard still lacks; ``needs_review``: two people verify it,
    ``verified_by`` the first of them.
    ``rectifiers`` are all who ever rectified it, on the spot or after being sent
    back. ``actor_is_responsible``: the actor is the one who would have to rectify.
    """

    state: str
    grade: str = GENERAL
    actor: object = None
    rectifiers: frozenset = frozenset()
    has_responsible: bool = False
    has_deadline: bool = False
    has_criterion: bool = False
    missing_plan_parts: tuple = ()
    plan_approved: bool = False
    planner: object = None
    has_before_photo: bool = False
    has_after_photo: bool = False
    has_measures_taken: bool = False
    reason: bool = False
    open_maintenance: bool = False
    actor_is_responsible: bool = False
    suspected: bool = False
    actor_may_judge: bool = False
    has_judgement: bool = False
    missing_file_steps: tuple = ()
    needs_review: bool = False
    verified_by: object = None

    @property
    def is_major(self):
        """Say whether the grade is major."""
        return self.grade == MAJOR


@dataclass(frozen=True)
class InspectionFacts:
    """What is known about a round at the moment of an event.

    ``unanswered`` counts the lines without a result; ``incomplete`` those whose
    result lacks what it asks for (the number, the photo, what was found).
    ``window_over``: the time in which the round had to be done is past.
    """

    state: str
    unanswered: int = 0
    incomplete: int = 0
    window_over: bool = False
    reason: bool = False


@dataclass(frozen=True)
class Verdict:
    """The answer of :func:`judge`.

    ``next_state`` is ``None`` as long as there are ``problems`` (codes, see
    ``PROBLEMS``).
    """

    next_state: str | None
    problems: tuple = ()

    @property
    def ok(self):
        """Say whether the event may happen."""
        return not self.problems


PROBLEMS = {
    "unknown_event": "There is no event of this name.",
    "terminal_state": "The record is closed for ever; only a new one can follow it.",
    "wrong_state": "The event does not start from the state the record is in.",
    "major_needs_plan": "A major hazard needs an approved plan before work begins.",
    "not_major": "The event is for major hazards only.",
    "already_major": "The hazard is suspected or known to be major already.",
    "already_confirmed": "The hazard is confirmed as major already.",
    "suspicion_open": "The suspicion that it is major has not been judged yet.",
    "not_judged": "It is major without a clause and without an open suspicion.",
    "judge_unqualified": "The actor is not qualified to judge the grade.",
    "judgement_missing": "The grade is changed by a recorded judgement only.",
    "criterion_missing": "A major hazard names the criterion that makes it major.",
    "responsible_missing": "Nobody is named to rectify the hazard.",
    "deadline_missing": "There is no deadline.",
    "plan_incomplete": "Parts of the plan are missing (facts.missing_plan_parts).",
    "plan_not_approved": "The plan of the major hazard has not been approved.",
    "planner_unknown": "It is not known who wrote the plan.",
    "approver_is_planner": "Whoever wrote the plan may not approve it.",
    "before_photo_missing": "There is no photo from before.",
    "after_photo_missing": "There is no photo from after.",
    "measures_taken_missing": "It is not said what was done.",
    "actor_unknown": "It is not known who acts.",
    "rectifier_unknown": "It is not known who rectified the hazard.",
    "verifier_is_rectifier": "Whoever rectified the hazard may not verify it.",
    "maintenance_open": "A maintenance request of the hazard is still open.",
    "reason_missing": "No reason is given.",
    "responsible_rejects_major": (
        "Whoever would have to rectify a major hazard may not reject or downgrade it."
    ),
    "file_incomplete": "The file of the major hazard lacks steps (missing_file_steps).",
    "review_required": "Two people have to verify it, one after the other.",
    "review_not_required": "One verification closes it.",
    "verification_missing": "The first of two verifications is not on record.",
    "reviewer_is_verifier": "The second review is by another person than the first.",
    "lines_unanswered": "Some lines of the round have no result.",
    "lines_incomplete": "Some results lack their number, photo or finding.",
    "window_open": "The window of the round is not over yet.",
}
"""Problem codes in words for developers; what users read is said by the models."""

# When each problem is present. ``wrong_state`` and its like are found by the tables.
_PRESENT = {
    "major_needs_plan": lambda f: f.is_major,
    "not_major": lambda f: not f.is_major,
    "already_major": lambda f: f.is_major,
    "already_confirmed": lambda f: f.is_major and not f.suspected,
    "suspicion_open": lambda f: f.suspected,
    "not_judged": lambda f: f.is_major and not f.suspected and not f.has_criterion,
    "judge_unqualified": lambda f: not f.actor_may_judge,
    "judgement_missing": lambda f: not f.has_judgement,
    "criterion_missing": lambda f: not f.has_criterion,
    "responsible_missing": lambda f: not f.has_responsible,
    "deadline_missing": lambda f: not f.has_deadline,
    "plan_incomplete": lambda f: bool(f.missing_plan_parts),
    "plan_not_approved": lambda f: f.is_major and not f.plan_approved,
    "planner_unknown": lambda f: not f.planner,
    "approver_is_planner": lambda f: bool(f.planner) and f.actor == f.planner,
    "before_photo_missing": lambda f: not f.has_before_photo,
    "after_photo_missing": lambda f: not f.has_after_photo,
    "measures_taken_missing": lambda f: not f.has_measures_taken,
    "actor_unknown": lambda f: not f.actor,
    "rectifier_unknown": lambda f: not f.rectifiers,
    "verifier_is_rectifier": lambda f: f.actor in f.rectifiers,
    "maintenance_open": lambda f: f.open_maintenance,
    "reason_missing": lambda f: not f.reason,
    "responsible_rejects_major": lambda f: f.is_major and f.actor_is_responsible,
    "file_incomplete": lambda f: f.is_major and bool(f.missing_file_steps),
    "review_required": lambda f: f.is_major and f.needs_review,
    "review_not_required": lambda f: not (f.is_major and f.needs_review),
    "verification_missing": lambda f: not f.verified_by,
    "reviewer_is_verifier": lambda f: bool(f.verified_by) and f.actor == f.verified_by,
    "lines_unanswered": lambda f: f.unanswered > 0,
    "lines_incomplete": lambda f: f.incomplete > 0,
    "window_open": lambda f: not f.window_over,
}


@dataclass(frozen=True)
class Transition:
    """From which states an event leads where, and what may stand in its way.

    ``target`` maps the state before to the state after.
    """

    target: MappingProxyType
    problems: tuple


def _transition(target, *problems):
    return Transition(MappingProxyType(target), problems)


_VERIFICATION = (
    "suspicion_open",
    "plan_not_approved",
    "actor_unknown",
    "rectifier_unknown",
    "verifier_is_rectifier",
    "maintenance_open",
    "file_incomplete",
)
"""What may stand in the way of every kind of verification."""

HAZARD_TRANSITIONS = MappingProxyType(
    {
        "accept": _transition(
            {REPORTED: RECTIFYING},
            "major_needs_plan",
            "responsible_missing",
            "deadline_missing",
        ),
        "plan": _transition(
            {REPORTED: PLANNING, RECTIFYING: PLANNING, VERIFYING: PLANNING},
            "not_major",
            "not_judged",
            "responsible_missing",
        ),
        "approve_plan": _transition(
            {PLANNING: RECTIFYING},
            "suspicion_open",
            "plan_incomplete",
            "responsible_missing",
            "deadline_missing",
            "actor_unknown",
            "planner_unknown",
            "approver_is_planner",
        ),
        "fix_on_spot": _transition(
            {REPORTED: VERIFYING},
            "major_needs_plan",
            "actor_unknown",
            "before_photo_missing",
            "after_photo_missing",
        ),
        "rectify": _transition(
            {RECTIFYING: VERIFYING},
            "suspicion_open",
            "plan_not_approved",
            "actor_unknown",
            "measures_taken_missing",
            "after_photo_missing",
        ),
        "verify": _transition(
            {VERIFYING: CLOSED},
            *_VERIFICATION,
            "review_required",
        ),
        "verify_first": _transition(
            {VERIFYING: VERIFYING},
            *_VERIFICATION,
            "review_not_required",
        ),
        "review": _transition(
            {VERIFYING: CLOSED},
            *_VERIFICATION,
            "review_not_required",
            "verification_missing",
            "reviewer_is_verifier",
        ),
        "send_back": _transition(
            {VERIFYING: RECTIFYING}, "plan_not_approved", "reason_missing"
        ),
        "suspect": _transition(
            {REPORTED: REPORTED, RECTIFYING: RECTIFYING, VERIFYING: VERIFYING},
            "already_major",
        ),
        "confirm": _transition(
            {
                REPORTED: PLANNING,
                PLANNING: PLANNING,
                RECTIFYING: PLANNING,
                VERIFYING: PLANNING,
            },
            "already_confirmed",
            "judge_unqualified",
            "judgement_missing",
            "criterion_missing",
        ),
        "downgrade": _transition(
            {
                REPORTED: REPORTED,
                PLANNING: REPORTED,
                RECTIFYING: RECTIFYING,
                VERIFYING: VERIFYING,
            },
            "not_major",
            "judge_unqualified",
            "judgement_missing",
            "reason_missing",
            "responsible_rejects_major",
        ),
        "reject": _transition(
            {REPORTED: REJECTED},
            "suspicion_open",
            "reason_missing",
            "responsible_rejects_major",
        ),
        "reopen": _transition({CLOSED: REPORTED, REJECTED: REPORTED}, "reason_missing"),
    }
)

INSPECTION_TRANSITIONS = MappingProxyType(
    {
        "start": _transition({PLANNED: IN_PROGRESS}),
        "submit": _transition(
            {IN_PROGRESS: DONE}, "lines_unanswered", "lines_incomplete"
        ),
        "miss": _transition({PLANNED: MISSED, IN_PROGRESS: MISSED}, "window_open"),
        "cancel": _transition(
            {PLANNED: CANCELLED, IN_PROGRESS: CANCELLED}, "reason_missing"
        ),
    }
)

NEW_RECORD_EVENTS = frozenset({"reopen"})
"""Events whose next state is that of a new record; the old one stays as it is."""

PLAN_APPROVAL_CLEARED_BY = frozenset({"plan", "confirm"})
"""Events after which an earlier approval of the plan no longer counts."""


def _rules(facts):
    """Return the table and the terminal states that apply to ``facts``."""
    if isinstance(facts, InspectionFacts):
        return INSPECTION_TRANSITIONS, INSPECTION_TERMINAL_STATES
    return HAZARD_TRANSITIONS, TERMINAL_STATES


def judge(event, facts):
    """Say where ``event`` leads, or what stands in its way.

    :param event: name of an event of the table that belongs to ``facts``
    :param facts: :class:`Facts` of a hidden hazard or :class:`InspectionFacts`
    :return: :class:`Verdict`; all problems at once, in the order of the table. An
        event that does not start from the state has one problem only.
    """
    table, terminal = _rules(facts)
    transition = table.get(event)
    if transition is None:
        return Verdict(None, ("unknown_event",))
    if facts.state not in transition.target:
        problem = "terminal_state" if facts.state in terminal else "wrong_state"
        return Verdict(None, (problem,))
    problems = tuple(code for code in transition.problems if _PRESENT[code](facts))
    if problems:
        return Verdict(None, problems)
    return Verdict(transition.target[facts.state])


def allowed_events(facts):
    """Return the events that may happen now, in the order of the table."""
    table, _terminal = _rules(facts)
    return tuple(event for event in table if judge(event, facts).ok)


def events_from(state, *, inspection=False):
    """Return the events that start from ``state``, whatever else they ask for.

    A screen offers these and lets :func:`judge` say what is missing.
    """
    table = INSPECTION_TRANSITIONS if inspection else HAZARD_TRANSITIONS
    return tuple(event for event, rule in table.items() if state in rule.target)


def is_frozen(state):
    """Say whether a record in ``state`` is evidence: never edited, never deleted.

    Holds for the states of hidden hazards (closed, rejected) and of rounds (done,
    missed, cancelled), whose names do not overlap.
    """
    return state in TERMINAL_STATES or state in INSPECTION_TERMINAL_STATES
