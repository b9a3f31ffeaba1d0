import random

from odoo import fields

from . import (
    campaigns,
    contractors,
    gaps,
    hazards,
    health,
    learning,
    major,
    people,
    post_lists,
    register,
    rounds,
    warnings,
    work,
)
from .timeline import Timeline

DAYS = 60  # length of the history
SEED = 301  # the same plant at every installation


def load(env):
    """Write what the demo plant is today and how it came there.

    :param env: superuser environment
    """
    company = env.ref("double_prevention.company_te")
    env = env(
        context={
            **env.context,
            "allowed_company_ids": company.ids,
            "lang": "en_US",
            "tz": "Asia/Shanghai",
            "mail_notify_force_send": False,
            # what is told as history warns nobody today
            "dp_no_warnings": True,
        }
    )
    now = fields.Datetime.now()
    start = fields.Datetime.subtract(now, days=DAYS)
    chance = random.Random(SEED)  # noqa: S311 (nothing secret)
    timeline = Timeline(env)
    health.begin(env, start)
    register.write_emergency_steps(env)
    timeline.at(start, register.assess, env, start)
    timeline.play()
    duties = register.assign_duties(env, now, start)
    history = rounds.History(env, duties, now, start, chance)
    history.tell(timeline)
    major.choose_packs(env)
    story = hazards.Story(env, now, history)
    story.tell(timeline)
    lessons = learning.Lessons(env, now, story.reported)
    lessons.tell(timeline)
    timeline.play()
    story.set_deadlines()
    major.wind_clocks(env)
    work.tell(env, timeline, now)
    history.close()
    lessons.close()
    contractors.assign(env, now)
    campaigns.ask(env, now)
    gaps.leave(env)
    gaps.change_a_standard(env)
    people.tell(env, timeline, now)
    post_lists.issue(env, now)
    for rule in env["dp.escalation.rule"].search([]):
        rule._escalate(now)
    warnings.tell(env, now)
