"""A campaign of the demo plant: some took part, two risks said the same."""

from datetime import timedelta

from .tables import ref

IDEAS = (
    (
        "user_li",
        "unit_r301",
        "Ice on the platform of the reactor, somebody slips while sampling",
        "Sampling in the morning",
        "Grit bin on the platform, handrail heated",
    ),
    (
        "user_wu",
        "unit_r301",
        "Somebody slips on ice on the reactor platform while sampling",
        "Morning round",
        "",
    ),
    (
        "user_ma",
        "unit_la411",
        "Loading hose stiff with frost bursts when the pump starts",
        "Loading the first truck",
        "Warm the hose before the first truck, check it by hand",
    ),
)
CHINESE = "冬季作业有哪些风险？"


def ask(env, now):
    """Open a campaign, let some people answer, take one risk into the register.

    :param now: naive UTC datetime of the installation
    """
    campaign = env["dp.campaign"].create(
        {
            "name": "Which risks does winter bring?",
            "company_id": env.company.id,
            "date_from": (now - timedelta(days=6)).date(),
            "date_to": (now + timedelta(days=14)).date(),
        }
    )
    campaign.with_context(lang="zh_CN").name = CHINESE
    campaign.action_open()
    ideas = env["dp.risk.idea"]
    for user, unit, name, activity, measure in IDEAS:
        ideas |= ideas.create(
            {
                "name": name,
                "activity": activity,
                "measure": measure,
                "unit_id": ref(env, unit).id,
                "user_id": ref(env, user).id,
                "campaign_id": campaign.id,
            }
        )
    ideas[:2].action_merge()
    ideas[0].action_accept()
