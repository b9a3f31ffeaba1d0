"""What the workers of a contractor have to do on the demo site."""

from datetime import timedelta

from .tables import ref

TITLE = "Guy rope of the mobile crane crosses the escape route"
TITLE_ZH = "汽车吊缆风绳横跨疏散通道"


def assign(env, now):
    """Give the riggers a daily check at the loading arms, and a hazard to rectify.

    :param now: naive UTC datetime of the installation
    """
    unit = ref(env, "unit_la411")
    env["dp.duty"].create(
        {
            "measure_id": unit.measure_ids[:1].id,
            "rule": "employee",
            "rule_employee_id": ref(env, "employee_qian").id,
            "tier": "4",
            "date_start": now - timedelta(hours=1),
        }
    )
    hazard = env["dp.hazard"].create(
        {
            "title": TITLE,
            "unit_id": unit.id,
            "source": "1",
            "employee_id": ref(env, "employee_qian").id,
        }
    )
    if env["res.lang"]._lang_get("zh_CN"):
        hazard.with_context(lang="zh_CN").title = TITLE_ZH
    hazard.deadline = now + timedelta(days=2)
