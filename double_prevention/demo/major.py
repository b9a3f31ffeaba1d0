from odoo import fields

from .tables import ref

JUDGED = "Barrier out of service, stop needed. 屏障失效，需停产整改。"
EVALUATION = (
    "Defect removed, three tests passed, drawing and spare list updated.\n"
    "缺陷已消除，三次试验合格，图纸及备件清单已更新。"
)
LISTING = {
    "supervision_level": "county",
    "listed_by": "县应急管理局 County emergency bureau",
    "regulator_name": "县应急管理局 County emergency bureau",
    "workers_meeting": "职工代表大会 Workers' congress",
    "notice_text": (
        "Major hidden hazard under rectification: keep out without permit, patrol "
        "every hour.\n重大隐患治理中：未经许可不得进入，每小时巡检。"
    ),
}


def choose_packs(env):
    """Let the plant be judged by what it is: chemicals, ammonia, confined spaces."""
    names = (
        "order_10_3",
        "order_10_12",
        "order_10_13",
        "saws_2017_121",
        "aq_3067_2026",
    )
    env.company.dp_criterion_pack_ids = env["dp.criterion.pack"].union(
        *(ref(env, f"pack_{name}") for name in names)
    )


def wind_clocks(env):
    """Compute again what depends on moments that the timeline has dated back."""
    files = env["dp.major.file"].search([("company_id", "=", env.company.id)])
    env.add_to_compute(files._fields["next_due"], files)
    files._recompute_recordset(["next_due"])


def judge(hazard, criterion):
    """Let the user of ``hazard`` answer that ``criterion`` alone is met."""
    judgement = hazard.env["dp.hazard.judgement"].create(
        {"hazard_id": hazard.id, "reason": JUDGED}
    )
    met = judgement.line_ids.filtered(lambda line: line.criterion_id == criterion)
    met.answer = "yes"
    judgement.action_answer_no()
    judgement.action_decide()


def report(file):
    """List the hazard and report it twice; the timeline dates it back."""
    now = fields.Datetime.now()
    number = file.hazard_id.name
    file.write(
        {
            **LISTING,
            "listed_at": now,
            "listing_number": f"应急督〔{now.year}〕{number[-2:]}",
            "regulator_reported_at": now,
            "regulator_number": f"R-{number}",
            "workers_reported_at": now,
        }
    )


def evaluate(file):
    """Write the self-evaluation of the work."""
    file.write({"evaluation": EVALUATION, "evaluation_result": "gone"})
    file.action_evaluate()
