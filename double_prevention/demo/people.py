"""Who answers for the tank farm by law, and who stands in for a man on leave."""

from datetime import timedelta

from .tables import ref

# Of the major hazard installation, newest last: role, holder, since and until so many
# days ago.
HOLDERS = [
    ("principal", "chen", 400, None),
    ("technical", "zhou", 400, 31),
    ("technical", "gao", 30, None),
    ("operational", "lin", 400, None),
]


def tell(env, timeline, now):
    """Name the responsible persons of the tank farm and send its operator on leave.

    :param now: naive UTC datetime of the installation
    """
    name_holders(env, now)
    timeline.at(now - timedelta(days=1), go_on_leave, env, now)
    timeline.play()


def name_holders(env, now):
    """Name who holds the three roles, and let each check the tanks by his role."""
    unit, measures = ref(env, "unit_tank_farm"), ref(env, "unit_tk401").measure_ids
    today = now.date()
    env["dp.safety.role.holder"].create(
        [
            {
                "role_id": ref(env, f"safety_role_{role}").id,
                "employee_id": ref(env, f"employee_{holder}").id,
                "unit_id": unit.id,
                "date_from": today - timedelta(days=since),
                "date_to": until and today - timedelta(days=until),
            }
            for role, holder, since, until in HOLDERS
        ]
    )
    env["dp.duty"].create(
        [
            {
                "measure_id": measure.id,
                "rule": "role",
                "rule_role_id": ref(env, f"safety_role_{role}").id,
                "tier": tier,
                "interval_unit": interval,
                "date_start": now + timedelta(days=1),
            }
            for measure, (role, tier, interval) in zip(
                measures[:3],
                (
                    ("principal", "1", "month"),
                    ("technical", "2", "week"),
                    ("operational", "3", "day"),
                ),
                strict=False,
            )
        ]
    )


def go_on_leave(env, now):
    """Send the tank operator on leave for a week; his deputy has his duties."""
    operator = ref(env, "employee_guo")
    operator.dp_deputy_id = ref(env, "employee_ma")
    env["resource.calendar.leaves"].create(
        {
            "name": "年休假 Annual leave",
            "resource_id": operator.resource_id.id,
            "calendar_id": operator.resource_calendar_id.id,
            "company_id": env.company.id,
            "date_from": now - timedelta(days=1),
            "date_to": now + timedelta(days=6),
            "time_type": "leave",
        }
    )
