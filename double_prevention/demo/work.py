"""Special work and bypassed measures around the day of installation."""

from datetime import timedelta

from .tables import ref

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def tell(env, timeline, now):
    """Plan what was cancelled and put back before today, and what goes on now.

    :param timeline: of the demo plant; its steps are dated back
    """
    timeline.at(now - 6 * DAY, _ask_for_ended_bypass, env, timeline, now)
    timeline.at(now - 3 * DAY, _cancel_confined_space, env, now)
    timeline.play()
    _work(
        env,
        "hot_2",
        "unit_ct541",
        "Weld a fan support of the cooling tower 冷却塔风机支架焊接",
        (now - HOUR, now + 30 * HOUR),
        precautions="Fill covered with fire blankets, two extinguishers, gas test "
        "every two hours. 填料用防火毯覆盖，两具灭火器，每两小时检测一次。",
    ).with_user(ref(env, "user_jiang")).action_approve()
    _work(
        env,
        "confined",
        "unit_ww531",
        "Clean the waste water pit 污水池清淤",
        (now + 20 * HOUR, now + 28 * HOUR),
        precautions="Forced ventilation, gas test before entry, rescue tripod ready. "
        "强制通风，进入前检测，救援三脚架就位。",
    )
    _bypass(
        env,
        "measure_b_over_2",
        "user_luo",
        (now - HOUR, now + 2 * DAY),
        "Pressure gauge taken out for calibration 压力表拆下校验",
        "Second gauge read every 15 minutes and written down "
        "每15分钟读取备用压力表并记录",
    ).with_user(ref(env, "user_jiang")).action_approve()


def _work(env, kind, unit, title, time, **vals):
    return (
        env["dp.special.work"]
        .with_user(ref(env, "user_shi"))
        .create(
            {
                "title": title,
                "kind_id": ref(env, f"work_kind_{kind}").id,
                "unit_id": ref(env, unit).id,
                "date_start": time[0],
                "date_end": time[1],
                "leader_id": ref(env, "employee_shi").id,
                "guardian_id": ref(env, "employee_liang").id,
                "crew_ids": ref(env, "employee_peng").ids,
                **vals,
            }
        )
    )


def _bypass(env, measure, user, time, reason, instead):
    return (
        env["dp.measure.bypass"]
        .with_user(ref(env, user))
        .create(
            {
                "measure_id": ref(env, measure).id,
                "reason": reason,
                "compensating_measure": instead,
                "date_start": time[0],
                "date_end": time[1],
            }
        )
    )


def _cancel_confined_space(env, now):
    _work(
        env,
        "confined",
        "unit_ww531",
        "Inspect the waste water pit 污水池内部检查",
        (now - 3 * DAY, now - 3 * DAY + 4 * HOUR),
    ).with_user(ref(env, "user_jiang"))._cancel(
        "Gas test failed: hydrogen sulphide 12 mg/m3. 气体检测不合格：硫化氢12 mg/m³。"
    )


def _ask_for_ended_bypass(env, timeline, now):
    bypass = _bypass(
        env,
        "measure_b_dry_4",
        "user_luo",
        (now - 6 * DAY, now + HOUR),
        "Patrol board is replaced 巡检牌更换",
        "Patrols written into the shift book 巡检记录在交接班本上",
    )
    bypass.with_user(ref(env, "user_jiang")).action_approve()
    timeline.at(now - 5 * DAY, bypass.action_restore)
