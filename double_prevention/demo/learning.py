from datetime import timedelta

from odoo import Command

from .tables import ref

DAY = timedelta(days=1)
ACCIDENTS = {
    "scald": {
        "days_ago": 38.4,
        "unit": "unit_b511",
        "event": "event_b_scald",
        "reporter": "employee_song",
        "investigator": "employee_luo",
        "title": ("Forearm scalded at blow-down of B-511", "B-511排污作业烫伤前臂"),
        "immediate_cause": (
            "Blow-down valve opened at once; hot water splashed from the open funnel.",
            "排污阀一次全开，热水自敞口漏斗溅出。",
        ),
        "root_cause": (
            "The procedure names no opening speed, and the funnel has no cover.",
            "操作规程未规定开阀速度，漏斗未设盖板。",
        ),
        "figures": {"light_count": 1, "lost_days": 5, "direct_loss": 2600},
        "course": "close",
    },
    "load": {
        "after": "c21",  # the rope was reported a day before
        "unit": "unit_oc604",
        "event": "event_c_drop",
        "failed": "measure_c_drop_2",
        "reporter": "employee_shi",
        "investigator": "employee_cao",
        "title": (
            "Load slipped 30 cm from the 5 t crane, hand bruised",
            "5 t行车吊物下滑30 cm，致手部挫伤",
        ),
        "immediate_cause": (
            "Wire rope with 14 broken wires slipped in the guide.",
            "断丝14根的钢丝绳在导绳器内打滑。",
        ),
        "root_cause": (
            "The crane was used although its rope was reported the day before.",
            "钢丝绳隐患前一日已上报，行车仍继续使用。",
        ),
        "figures": {"light_count": 1, "lost_days": 3, "direct_loss": 4200},
        "course": "close",
    },
    "truck": {
        "days_ago": 4.9,
        "unit": "unit_la411",
        "event": "event_load_move",
        "failed": "measure_load_move_2",
        "kind": "near_miss",
        "reporter": "employee_ma",
        "investigator": "employee_gao",
        "title": (
            "Truck rolled 40 cm with the loading arm connected",
            "槽车未脱离鹤管即溜车40 cm",
        ),
        "immediate_cause": (
            "Hand brake not pulled, chocks worn smooth.",
            "未拉手刹，轮挡磨损打滑。",
        ),
        "course": "investigate",
    },
    "spanner": {
        "days_ago": 0.35,
        "unit": "unit_ag301",
        "kind": "near_miss",
        "reporter": "employee_li",
        "title": (
            "Spanner fell from the agitator platform beside the operator",
            "扳手自搅拌器平台坠落，落在操作工身旁",
        ),
        "course": "report",
    },
}
CHANGE = (
    "Catalyst of the reactor changed to type B, 6 °C more at the outlet",
    "反应器催化剂更换为B型，出口温度升高6 ℃",
)
DECLINE = (
    "Rope and guide are replaced and the check is daily now; the assessment had "
    "counted on a rope that may wear.",
    "钢丝绳及导绳器已更换，检查改为每日一次；原评价已考虑钢丝绳磨损。",
)
ACTION = (
    "Interlock: no ignition key is handed out before the arm is on its rest",
    "增设联锁：鹤管归位前不得交还车钥匙",
)


class Lessons:
    """Accidents and near misses of the plant, and what was learnt from them."""

    def __init__(self, env, now, reported):
        self.env = env
        self.now = now
        self.reported = reported  # {key of a hidden hazard: when}
        self.accidents = {}  # key: dp.accident

    def tell(self, timeline):
        """Plan what happened, and what people decided afterwards."""
        for key, story in ACCIDENTS.items():
            moment = self._moment(story)
            timeline.at(moment, self._report, key, story, moment)
            if story["course"] != "report":
                timeline.at(moment + 0.3 * DAY, self._investigate, key, story)
            if story["course"] == "close":
                timeline.at(moment + 2.2 * DAY, self._close, key, story)
        timeline.at(self._at(33.6), self._assess_again, "event_b_scald")
        declined = self._moment(ACCIDENTS["load"]) + 4 * DAY
        timeline.at(declined, self._decline, "event_c_drop")
        timeline.at(self._at(4.1), self._act, "truck")
        timeline.at(self._at(2.6), self._change)

    def close(self):
        """Propose what only time brings."""
        proposals = self.env["dp.assessment.proposal"]
        if rows := proposals._find_high_levels(self.env.company):
            proposals._weigh_levels(rows)

    def _moment(self, story):
        if "after" in story:
            return self.reported[story["after"]] + DAY
        return self._at(story["days_ago"])

    def _at(self, days_ago):
        return (self.now - days_ago * DAY).replace(microsecond=0)

    def _user(self, employee_xmlid):
        return ref(self.env, employee_xmlid).user_id

    def _report(self, key, story, moment):
        vals = {
            "title": story["title"][0],
            "kind": story.get("kind", "accident"),
            "date": moment,
            "unit_id": ref(self.env, story["unit"]).id,
            "reporter_id": self._user(story["reporter"]).id,
            "description": "\n".join(story["title"]),
            "industry_code": "2614",
            **story.get("figures", {}),
        }
        if "event" in story:
            vals["event_id"] = ref(self.env, story["event"]).id
        if "failed" in story:
            failed = ref(self.env, story["failed"])
            vals["failed_measure_ids"] = [Command.link(failed.id)]
        if "investigator" in story:
            vals["investigator_id"] = self._user(story["investigator"]).id
        accident = self.env["dp.accident"].create(vals)
        if self.env["res.lang"]._lang_get("zh_CN"):
            accident.update_field_translations("title", {"zh_CN": story["title"][1]})
        self.accidents[key] = accident

    def _as_investigator(self, key, story):
        return self.accidents[key].with_user(self._user(story["investigator"]))

    def _investigate(self, key, story):
        accident = self._as_investigator(key, story)
        accident.action_investigate()
        causes = {
            name: "\n".join(story[name])
            for name in ("immediate_cause", "root_cause")
            if name in story
        }
        accident.write(causes)

    def _close(self, key, story):
        self._as_investigator(key, story).action_close()

    def _proposal(self, event_xmlid):
        """Return the open proposal of an accident, as its officer sees it."""
        event = ref(self.env, event_xmlid)
        proposal = event.proposal_ids.filtered(
            lambda one: one.cause == "accident" and one.state == "open"
        )
        return proposal.with_user(proposal.user_id)

    def _assess_again(self, event_xmlid):
        """Accept: the residual risk is scored again, as it was."""
        proposal = self._proposal(event_xmlid)
        last = proposal.event_id.residual_assessment_id
        self.env["dp.risk.assessment"].with_user(proposal.env.user).create(
            {
                "event_id": last.event_id.id,
                "stage": "residual",
                "method_id": last.method_id.id,
                "factor_value_ids": [Command.set(last.factor_value_ids.ids)],
                "date": self._at(33.6).date(),
                "reason": proposal._render_reason(),
                "proposal_id": proposal.id,
            }
        )
        proposal._accept()

    def _decline(self, event_xmlid):
        self._proposal(event_xmlid)._decline("\n".join(DECLINE), 90)

    def _act(self, key):
        """The near miss leads to a corrective action."""
        accident = self.accidents[key]
        officer = self._user("employee_gao")
        hazard = (
            self.env["dp.hazard"]
            .with_user(officer)
            .create(
                {
                    "title": ACTION[0],
                    "description": "\n".join(ACTION),
                    "unit_id": accident.unit_id.id,
                    "measure_id": accident.failed_measure_ids.id,
                    "accident_id": accident.id,
                    "source": "6",
                }
            )
        )
        if self.env["res.lang"]._lang_get("zh_CN"):
            hazard.with_env(self.env).update_field_translations(
                "title", {"zh_CN": ACTION[1]}
            )

    def _change(self):
        """The production manager reports a change of the process."""
        events = ref(self.env, "event_r_run") | ref(self.env, "event_r_over")
        report = self.env["dp.change.report"].with_user(self._user("employee_zhou"))
        report.create(
            {
                "unit_id": ref(self.env, "unit_r301").id,
                "kind": "process",
                "description": " ".join(CHANGE),
                "event_ids": [Command.set(events.ids)],
            }
        ).action_report()
