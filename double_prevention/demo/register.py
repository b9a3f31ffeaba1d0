from collections import defaultdict
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from odoo import Command

from .tables import read, ref

TZ = ZoneInfo("Asia/Shanghai")
# How often a check is due, by control level of its event and tier: the worse the risk,
# the higher the tier that controls it and the shorter the interval (DOMAIN 2.10, 3.2).
INTERVALS = {
    "2": {"4": "shift", "3": "day", "2": "week", "1": "month"},
    "3": {"4": "day", "3": "week", "2": "month", "1": "quarter"},
    "4": {"4": "week", "3": "month", "2": "quarter", "1": "year"},
}
SLOWER = {"shift": "week", "day": "week", "week": "month", "month": "quarter"}
INSPECTION_TYPES = {"4": "1", "3": "1", "2": "2", "1": "2"}
# Who stands at the three upper tiers of a department: a job, or its manager.
LEADERS = {
    "reaction": (None, "production"),
    "separation": (None, "production"),
    "production": ("shift_supervisor", "production"),
    "storage": ("team_leader", "storage"),
    "utilities": ("team_leader", "utilities"),
    "maintenance": ("team_leader", "maintenance"),
    "warehouse": (None, "warehouse"),
    "hse": ("safety_engineer", "hse"),
}


def write_emergency_steps(env):
    """Write the emergency steps of units, in each installed language."""
    steps = defaultdict(list)
    for row in read("emergency_steps"):
        steps[row["unit"]].append((row["step"], row["step@zh_CN"]))
    chinese = env["res.lang"]._lang_get("zh_CN")
    for xmlid, lines in steps.items():
        unit = ref(env, xmlid)
        items = Markup().join(Markup("<li>%s</li>") % english for english, _zh in lines)
        unit.emergency_steps = Markup("<ol>%s</ol>") % items
        if chinese:
            unit.update_field_translations("emergency_steps", {"zh_CN": dict(lines)})


def assess(env, start):
    """Assess every event, inherent and residual, as its specialists did then."""
    methods = {
        "lec": ref(env, "method_lec"),
        "ls": ref(env, "method_ls_a"),
    }
    values = {
        (method, value.factor_id.code, value.value): value.id
        for method, record in methods.items()
        for value in record.factor_ids.value_ids
    }
    assessors = ref(env, "employee_zhao") | ref(env, "employee_jiang")
    rules = env["dp.direct.major.rule"]._get_questions(env.company, start.date())
    vals_list = []
    for stage in ("inherent", "residual"):
        for row in read("scores"):
            stated = rules.browse()
            if row["direct_major"]:
                stated = ref(env, row["direct_major"])
            met = stated if stage == "inherent" else rules.browse()
            picks = zip(row["method"].upper(), row[stage].split(), strict=True)
            vals_list.append(
                {
                    "event_id": ref(env, row["event"]).id,
                    "stage": stage,
                    "method_id": methods[row["method"]].id,
                    "factor_value_ids": [
                        Command.link(values[row["method"], code, float(value)])
                        for code, value in picks
                    ],
                    "date": start.date(),
                    "assessor_ids": [Command.set(assessors.ids)],
                    "direct_major_rule_ids": [Command.set(met.ids)],
                    "direct_major_refuted_rule_ids": [
                        Command.set((rules - stated).ids)
                    ],
                    "reason": row["reason"],
                }
            )
    assessments = env["dp.risk.assessment"].create(vals_list)
    assessments.event_id.filtered("direct_major").control_tier = "1"


def assign_duties(env, now, start):
    """Create the duties of all measures, tier by tier down to the post.

    Every tier from that of the event down gets a duty on the critical measures and on
    the first one of the event; the post checks every measure that changes by the day,
    the team what is proved on paper.
    """
    posts = {ref(env, row["place"]): row for row in read("posts")}
    paces = {ref(env, row["measure"]): row["pace"] for row in read("checks")}
    keys = {ref(env, f"department_{key}"): key for key in LEADERS}
    measures = env["dp.control.measure"].search(
        [("company_id", "=", env.company.id)], order="event_id, sequence"
    )
    seen, vals_list = set(), []
    for measure in measures:
        pace = paces[measure]
        leading = measure.critical or measure.event_id not in seen
        seen.add(measure.event_id)
        post = posts[_place(measure.unit_id)]
        for tier, interval in _intervals(measure, pace, leading).items():
            vals_list.append(
                {
                    "measure_id": measure.id,
                    "tier": tier,
                    "inspection_type": INSPECTION_TYPES[tier],
                    "interval_unit": interval,
                    "date_start": _first_due(measure, post, interval, now, start),
                    "day_rule": _day_rule(measure.unit_id, interval),
                    **_person(measure.unit_id, keys, post, tier),
                }
            )
    quiet = env["dp.duty"].with_context(mail_create_nolog=True)
    return quiet.create(vals_list).with_env(env)


def _place(unit):
    return unit if unit.kind == "object" else _place(unit.parent_id)


def _intervals(measure, pace, leading):
    """Return ``{tier: interval unit}`` of the duties of a measure."""
    event = measure.event_id
    wanted = INTERVALS[event.residual_level]
    lowest = "3" if pace == "slow" else "4"
    highest = event.control_tier if leading else lowest
    tiers = {
        tier: interval
        for tier, interval in wanted.items()
        if min(highest, lowest) <= tier <= lowest
    }
    if _place(measure.unit_id).object_type == "activity":
        tiers = {t: "day" if i == "shift" else i for t, i in tiers.items()}
    if pace == "slow":
        tiers["3"] = "month" if event.residual_level != "4" else "quarter"
    elif pace == "medium":
        tiers["4"] = SLOWER[tiers["4"]]
    return tiers


def _first_due(measure, post, interval, now, start):
    """Return when the duty was due first: at the hour of the round of its place.

    The daily round of the reactor begins an hour before the installation, so that
    whoever opens the plant finds it due.
    """
    local = start.replace(tzinfo=ZoneInfo("UTC")).astimezone(TZ)
    hour = float(post["hour"])
    begin = datetime.combine(local.date(), time(int(hour), int(hour % 1 * 60)), TZ)
    # Longer intervals are spread over their days, by place.
    spread = {"week": 7, "month": 28, "quarter": 80, "year": 300}.get(interval, 1)
    begin -= timedelta(days=measure.unit_id.sequence // 10 * 5 % spread)
    if interval == "day" and measure.unit_id.code == "R-301":
        begin = (local - timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return begin.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def _day_rule(unit, interval):
    place = _place(unit)
    office_hours = place.object_type == "activity" or place.code == "MS-600"
    return "working" if interval == "day" and office_hours else "every"


def _person(unit, keys, post, tier):
    """Return the rule that says who does it.

    :param keys: ``{department: key of LEADERS}``
    """
    env, key = unit.env, keys[unit.department_id]
    job, above = LEADERS[key]
    if tier == "4":
        if unit.code == "R-301":
            worker = ref(env, "employee_li")
            return {"rule": "employee", "rule_employee_id": worker.id}
        return _job_rule(env, post["job"], post["department"])
    if tier == "3" and job:
        return _job_rule(env, f"job_{job}", f"department_{key}")
    department = {"3": key, "2": above, "1": "plant"}[tier]
    return {
        "rule": "manager",
        "rule_department_id": ref(env, f"department_{department}").id,
    }


def _job_rule(env, job, department):
    return {
        "rule": "job",
        "rule_job_id": ref(env, job).id,
        "rule_department_id": ref(env, department).id,
    }
