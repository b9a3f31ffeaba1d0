import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Pack extends models.Model {
    _name = "pack";

    name = fields.Char();

    _records = [
        { id: 1, name: "Order 16" },
        { id: 2, name: "Order 10" },
    ];
}

class Line extends models.Model {
    _name = "line";

    sequence = fields.Integer();
    pack_id = fields.Many2one({ relation: "pack" });
    clause = fields.Char();
    question = fields.Char();
    note = fields.Char();
    answer = fields.Selection({
        selection: [
            ["yes", "Yes"],
            ["no", "No"],
            ["not_applicable", "Not Applicable"],
        ],
    });

    _records = [
        { id: 1, pack_id: 2, clause: "Art. 12(2)", question: "More than 9 people?" },
        { id: 2, pack_id: 1, clause: "Art. 3", question: "Is a stop needed?" },
    ];
}

class Judgement extends models.Model {
    _name = "judgement";

    line_ids = fields.One2many({ relation: "line" });

    _records = [{ id: 1, line_ids: [1, 2] }];
}

defineMailModels();
defineModels([Pack, Line, Judgement]);

async function openJudgement() {
    await mountView({
        resModel: "judgement",
        type: "form",
        resId: 1,
        arch: `<form><field name="line_ids" widget="dp_judgement"><list>
            <field name="sequence"/><field name="pack_id"/><field name="clause"/>
            <field name="question"/><field name="answer"/><field name="note"/>
        </list></field></form>`,
    });
}

test("questions are narrowed by pack and by words", async () => {
    await openJudgement();
    expect(".o_dp_question").toHaveCount(2);
    await contains(".o_dp_packs button:eq(1)").click();
    expect(queryAllTexts(".o_dp_question p")).toEqual(["Is a stop needed?"]);
    await contains(".o_dp_packs button:eq(1)").click();
    await contains("input[type=search]").edit("people", { confirm: false });
    expect(queryAllTexts(".o_dp_question p")).toEqual(["More than 9 people?"]);
});

test("one tap answers, a note says why, and both are saved", async () => {
    onRpc("judgement", "web_save", ({ args }) => expect.step(args[1].line_ids));
    await openJudgement();
    await contains(".o_dp_question:first [data-answer=yes]").click();
    await contains(".o_dp_question input[type=text]").edit("Counted eleven");
    await clickSave();
    expect.verifySteps([[[1, 1, { answer: "yes", note: "Counted eleven" }]]]);
});
