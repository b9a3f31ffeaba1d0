from odoo import Command

from .tables import ref


def leave(env):
    """Leave a few gaps in the register, one of each kind, as a growing plant has."""
    _leave_in_the_chain(env)
    _leave_without_people(env)


def _leave_in_the_chain(env):
    unit = ref(env, "unit_feed_station")
    method = ref(env, "method_direct")
    event = env["dp.risk.event"].create(
        {"name": "Hose bursts while a filter is changed", "unit_id": unit.id}
    )
    event.update_field_translations("name", {"zh_CN": "更换过滤器时软管爆裂"})
    env["dp.risk.assessment"].create(
        [
            {
                "event_id": event.id,
                "stage": stage,
                "method_id": method.id,
                "level": level,
                "reason": "First assessment by the process safety engineer",
                "assessor_ids": [Command.set(ref(env, "employee_jiang").ids)],
            }
            for stage, level in (("inherent", "3"), ("residual", "4"))
        ]
    )
    measure = env["dp.control.measure"].create(
        {
            "event_id": ref(env, "event_feed_static").id,
            "name": "Earthing clamp at the sampling point",
            "check_content": "Clamp clean and fastened, resistance read",
        }
    )
    for name, chinese in (
        ("name", "取样点接地夹"),
        ("check_content", "接地夹清洁、夹紧，接地电阻示值正常"),
    ):
        measure.update_field_translations(name, {"zh_CN": chinese})
    cabinet = env["dp.risk.unit"].create(
        {
            "name": "Sampling Cabinet",
            "code": "SC-305",
            "kind": "unit",
            "parent_id": unit.parent_id.id,
        }
    )
    cabinet.update_field_translations("name", {"zh_CN": "取样柜"})
    ratio = ref(env, "event_feed_ratio")
    env["dp.duty"].search(
        [("event_id", "=", ratio.id), ("tier", "=", ratio.control_tier)]
    ).action_archive()


def _leave_without_people(env):
    env["dp.duty"].create(
        {
            "measure_id": ref(env, "measure_feed_leak_1").id,
            "tier": "3",
            "rule": "manager",
            "rule_department_id": ref(env, "department_lab").id,
            "inspection_type": "3",
            "interval_unit": "quarter",
        }
    )
    hazard = env["dp.hazard"]._report(
        {
            "unit_id": ref(env, "unit_feed_station").id,
            "title": "Handrail of the platform is loose",
        }
    )
    hazard.update_field_translations("title", {"zh_CN": "平台护栏松动"})
    hazard.employee_id = False


def change_a_standard(env):
    """Change the pressure limit of the reactor, which half of the people have read."""
    measure = env["dp.control.measure"].search(
        [
            ("unit_id", "=", ref(env, "unit_r301").id),
            ("check_type", "=", "number"),
            ("has_limit_high", "=", True),
        ],
        limit=1,
    )
    author = ref(env, "user_jiang")
    measure.with_user(author).write({"limit_high": measure.limit_high * 0.98})
    confirmations = measure.standard_ids.confirmation_ids.filtered("user_id")
    worker = ref(env, "user_li")
    readers = confirmations.filtered(lambda one: one.user_id != worker)
    for confirmation in readers[: len(confirmations) // 2]:
        confirmation.with_user(confirmation.user_id).action_confirm()
