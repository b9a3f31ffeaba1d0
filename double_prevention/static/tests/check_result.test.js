import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllAttributes, queryAllTexts } from "@odoo/hoot-dom";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Check extends models.Model {
    _name = "check";

    name = fields.Char();
    result = fields.Selection({
        selection: [
            ["ok", "Good"],
            ["hazard", "Hazard"],
            ["not_inspected", "Not inspected"],
            ["not_applicable", "Not applicable"],
        ],
    });

    _records = [
        { id: 1, name: "Valve", result: "ok" },
        { id: 2, name: "Gauge", result: "hazard" },
        { id: 3, name: "Alarm", result: "not_inspected" },
        { id: 4, name: "Dike", result: false },
    ];
}

defineMailModels();
defineModels([Check]);

const arch = `<form><field name="result" widget="dp_check_result"/></form>`;

test("a result reads as a chip with its word", async () => {
    await mountView({
        resModel: "check",
        type: "list",
        arch: `<list><field name="name"/><field name="result" widget="dp_check_result"/></list>`,
    });
    expect(queryAllTexts("td[name=result] .badge")).toEqual(["Good", "Hazard", "Not inspected"]);
    expect("td[name=result] button").toHaveCount(0);
});

test("people may not answer what only the clock says", async () => {
    await mountView({ resModel: "check", type: "form", resId: 4, arch });
    expect(queryAllAttributes(".o_dp_check_result button", "title")).toEqual([
        "Good",
        "Hazard",
        "Not applicable",
    ]);
});

test("one tap answers, another takes the answer back", async () => {
    onRpc("check", "web_save", ({ args }) => expect.step(args[1]));
    await mountView({ resModel: "check", type: "form", resId: 4, arch });
    await contains("button[title=Hazard]").click();
    expect("button[title=Hazard]").toHaveAttribute("aria-pressed", "true");
    await clickSave();
    await contains("button[title=Hazard]").click();
    expect("button[aria-pressed=true]").toHaveCount(0);
    await clickSave();
    expect.verifySteps([{ result: "hazard" }, { result: false }]);
});
