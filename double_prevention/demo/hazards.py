from datetime import timedelta

from odoo.tools import SQL

from ..tools import deadlines, workflow
from . import major, photos
from .tables import MODULE, both, read, ref

DAY = timedelta(days=1)
PLAN = {
    "plan_goal": (
        "The barrier works again and is proved by a test.",
        "屏障恢复有效并经试验验证。",
    ),
    "plan_methods": (
        "Isolate, replace the defective part, test three times in the presence of HSE.",
        "隔离后更换失效部件，在安环部见证下试验三次。",
    ),
    "plan_funds": (
        "CNY 48,000 from the safety fund; spare parts ordered by express.",
        "安全费用列支48 000元，备件加急采购。",
    ),
    "plan_organisation": (
        "Head of department leads; maintenance carries out; HSE supervises.",
        "部门经理负责，设备维修部实施，安环部监督。",
    ),
    "plan_time": (
        "Ten days after approval; a report every day at the morning meeting.",
        "批准后10日内完成，每日晨会汇报进度。",
    ),
    "plan_safety": (
        "Until then: portable monitor, hoses laid, patrol every hour, stocks at half.",
        "整改期间：设移动炮、铺设水带，每小时巡检，存量减半。",
    ),
}
INTERIM = (
    "Area roped off, checked every shift, spare part ordered.\n"
    "现场拉设警戒，每班检查，备件已订购。"
)
REASONS = {
    "send_back": "The rack still holds both cylinders. 气瓶架上仍混放两种气瓶。",
    "reject": "Normal operation, no hidden hazard. 属正常工况，不构成隐患。",
    "reopen": "Found again in the round. 巡检再次发现。",
    "extension": "Spare part from the maker takes three weeks. 厂家备件供货需三周。",
}
SUSPICION = (
    "Order 10 allows nine people in that room.",
    "第10号令规定该作业间内不超过9人。",
)
FUNDS = {"7": 3200, "6": 600, "8": 300, "3": 150, "9": 0}


class Story:
    """The hidden hazards of the plant, each step taken by the person who took it."""

    def __init__(self, env, now, history):
        self.env = env
        self.now = now
        self.history = history
        self.hazards = {}  # key of the row: dp.hazard
        self.reported = {}  # key of the row: when

    def tell(self, timeline):
        """Plan the reports and all steps that follow from them."""
        for row in read("hazards"):
            moment = self.now - float(row["days_ago"]) * DAY
            moment = moment.replace(microsecond=0)
            if row["found_by"] == "check":
                line, moment = self._fail_check(row, moment)
                timeline.at(moment, self._open_from_check, row, line)
            else:
                timeline.at(moment, self._open, row)
            self.reported[row["key"]] = moment
            for step in row["course"].split():
                self._plan(timeline, row, step, moment)

    def _plan(self, timeline, row, step, reported):
        function = getattr(self, f"_step_{step[0].lower()}")
        moment = reported + float(step[1:] or 0) * DAY
        if step[0] == "L":
            moment = self._deadline(reported, row["key"])
        if moment < self.now:
            timeline.at(moment, function, row)

    def _deadline(self, reported, key):
        company = self.env.company
        days = company.dp_general_deadline_days
        if key.startswith("m"):
            days = company.dp_major_deadline_days
        return deadlines.deadline_after(reported, days, "Asia/Shanghai")

    # ------------------------------------------------------------------
    # PEOPLE
    # ------------------------------------------------------------------

    def _user(self, employee_xmlid):
        return ref(self.env, employee_xmlid).user_id

    def _as(self, user, row):
        """Return the hazard of ``row`` as ``user`` sees it."""
        return self.hazards[row["key"]].with_user(user)

    def _responsible(self, row):
        return self._as(self._user(row["responsible"]), row)

    def _verifier(self, row):
        return self._as(self._user(row["verifier"]), row)

    # ------------------------------------------------------------------
    # REPORTS
    # ------------------------------------------------------------------

    def _fail_check(self, row, moment):
        """Make the nearest check of the measure one that found a hazard."""
        line, moment = self.history.find_line(ref(self.env, row["place"]), moment)
        value = line.value_number
        if line.check_type == "number":
            is_high = line.has_limit_high
            value = line.limit_high * 1.3 if is_high else line.limit_low * 0.8
        self.env.cr.execute(
            SQL(
                """UPDATE dp_inspection_line
                      SET result = 'hazard', note = %s, value_number = %s
                    WHERE id = %s""",
                both(row, "title"),
                value,
                line.id,
            )
        )
        line.invalidate_recordset()
        line.inspection_id._count_lines()
        return line, moment

    def _facts(self, row):
        return {
            "title": row["title"],
            "nature": row["nature"],
            "link": row["link"],
            "profession": row["profession"],
            "rule": "employee",
            "rule_employee_id": ref(self.env, row["responsible"]).id,
            "verifier_id": self._user(row["verifier"]).id,
        }

    def _open_from_check(self, row, line):
        inspector = line.inspection_id.user_id
        found = line.with_user(inspector)
        # The story goes on as the superuser who loads the demo data.
        hazard = found.env["dp.hazard"]._report_failed_checks(found)[found].sudo()
        hazard.write(self._facts(row))
        self._keep(row, hazard)

    def _open(self, row):
        place = ref(self.env, row["place"])
        unit = place if place._name == "dp.risk.unit" else place.unit_id
        measure = place if place != unit else self.env["dp.control.measure"]
        if row["reopens"]:
            # Who did the round found it; duties decide who that was.
            closed = self.hazards[row["reopens"]]
            old = closed.with_user(closed.reporter_id)
            # The story goes on as the superuser who loads the demo data.
            hazard = old._transition("reopen", reason=REASONS["reopen"]).sudo()
            hazard.write(self._facts(row))
        else:
            hazard = self.env["dp.hazard"].create(
                {
                    **self._facts(row),
                    "description": both(row, "title"),
                    "unit_id": unit.id,
                    "equipment_id": unit.equipment_id.id,
                    "measure_id": measure.id,
                    "source": "3" if row["reporter"] == "employee_jiang" else "1",
                    "reporter_id": self._user(row["reporter"]).id,
                }
            )
        self._keep(row, hazard)

    def _keep(self, row, hazard):
        if self.env["res.lang"]._lang_get("zh_CN"):
            title = {"zh_CN": row["title@zh_CN"]}
            hazard.update_field_translations("title", title)
        self.hazards[row["key"]] = hazard.with_env(self.env)
        self._photograph(row, "photo_before_ids", repaired=False)

    def _photograph(self, row, name, *, repaired):
        data = photos.take(row["photo"], row["key"], repaired=repaired)
        hazard = self.hazards[row["key"]]
        hazard._attach_photos({(hazard, name): [(f"{row['key']}.jpg", data)]})

    # ------------------------------------------------------------------
    # STEPS, by the letter of the course
    # ------------------------------------------------------------------

    def _step_r(self, row):
        """Only reported."""

    def _step_a(self, row):
        """Accepted by the responsible; a plan is approved by the safety director."""
        if self.hazards[row["key"]].grade == workflow.MAJOR:
            self._as(self._user("employee_zhao"), row)._transition("approve_plan")
        else:
            self._responsible(row)._transition("accept")

    def _step_m(self, row):
        """Judged major by the safety director, with the clause that makes it so."""
        hazard = self._as(self._user("employee_zhao"), row)
        hazard._transition("suspect")
        major.judge(hazard, ref(self.env, "criterion_order_16_major"))

    def _step_y(self, row):
        """Suspected to be major by who reported it; nobody has judged it yet."""
        reporter = self._user(row["reporter"])
        self._as(reporter, row)._transition("suspect", reason="\n".join(SUSPICION))

    def _step_n(self, row):
        """Listed, and reported to the regulator and the workers."""
        major.report(self._as(self._user("employee_zhao"), row).major_file_id)

    def _step_g(self, row):
        """The department evaluates its own work."""
        major.evaluate(self._responsible(row).major_file_id)

    def _step_p(self, row):
        """The plan is written by the responsible, in six parts."""
        self._responsible(row).write({k: "\n".join(v) for k, v in PLAN.items()})

    def _step_f(self, row):
        """Rectified."""
        self._describe_fix(row)
        self._responsible(row)._transition("rectify")

    def _step_s(self, row):
        """Fixed on the spot by who reported it."""
        self._describe_fix(row)
        reporter = self.hazards[row["key"]].reporter_id
        self._as(reporter, row)._transition("fix_on_spot")

    def _describe_fix(self, row):
        self.hazards[row["key"]].write(
            {
                "cause": both(row, "cause"),
                "measures_taken": both(row, "fix"),
                "funds": FUNDS.get(row["link"], 0),
            }
        )
        self._photograph(row, "photo_after_ids", repaired=True)

    def _step_v(self, row):
        """Verified by somebody else."""
        hazard = self._verifier(row)
        # The story goes on as the superuser who loads the demo data.
        hazard.sudo().verification_note = "Checked on site. 现场验收合格。"
        hazard._transition("verify")

    def _step_b(self, row):
        """Sent back by the verifier."""
        self._verifier(row)._transition("send_back", reason=REASONS["send_back"])

    def _step_j(self, row):
        """Rejected by the officer."""
        self._verifier(row)._transition("reject", reason=REASONS["reject"])

    def _step_w(self, row):
        """Handed to maintenance, which orders the part."""
        hazard = self.hazards[row["key"]]
        request = self.env["maintenance.request"].create(
            {
                "name": f"{row['title']} {row['title@zh_CN']}",
                "dp_hazard_id": hazard.id,
                "equipment_id": hazard.equipment_id.id,
                "company_id": hazard.company_id.id,
                "maintenance_type": "corrective",
                "user_id": hazard.user_id.id,
            }
        )
        request.stage_id = self.env.ref("maintenance.stage_1")
        # Known by name, so that it goes with the product.
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"{MODULE}.maintenance_request_{row['key']}",
                    "record": request,
                    "noupdate": True,
                }
            ]
        )

    def _step_l(self, row):
        """The deadline passes."""
        self._set_deadline(row)
        self.hazards[row["key"]]._refresh_deadline_status()

    def _step_e(self, row):
        """More time is asked for and granted, with an interim measure."""
        self._set_deadline(row)
        extension = self._ask_extension(row, 4)
        officer = self._verifier(row).env.user
        extension.with_user(officer).action_approve()

    def _step_q(self, row):
        """More time is asked for; nobody has decided."""
        self._ask_extension(row, 5)

    def _ask_extension(self, row, days):
        hazard = self._responsible(row)
        deadline = deadlines.deadline_after(self.now, days, "Asia/Shanghai")
        return hazard.env["dp.hazard.extension"].create(
            {
                "hazard_id": hazard.id,
                "new_deadline": deadline,
                "reason": REASONS["extension"],
                "interim_measure": INTERIM,
            }
        )

    # ------------------------------------------------------------------
    # DEADLINES
    # ------------------------------------------------------------------

    def _set_deadline(self, row):
        """Give the hazard the deadline that follows from the day it was reported.

        While the past is played deadlines lie ahead, counted from the present.
        """
        hazard = self.hazards[row["key"]]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE dp_hazard SET deadline = %s WHERE id = %s",
                self._deadline(self.reported[row["key"]], row["key"]),
                hazard.id,
            )
        )
        hazard.invalidate_recordset(["deadline"])

    def set_deadlines(self):
        """Give every hazard that was not extended its true deadline."""
        for row in read("hazards"):
            if not self.hazards[row["key"]].extension_ids:
                self._set_deadline(row)
        hazards = self.env["dp.hazard"].union(*self.hazards.values())
        still_open = hazards.filtered(lambda one: not one.is_frozen)
        still_open._refresh_deadline_status()
        still_open._update_activities()
