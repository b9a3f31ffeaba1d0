import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

function reason(values) {
    return {
        kind: "Check failed",
        measure: "Relief valve",
        decides: true,
        penalty: 100,
        share: 66,
        floor: false,
        floor_label: "",
        since: "2026-03-02 06:10:00",
        until: false,
        person: "Li Wei",
        deadline: "2026-03-05 06:10:00",
        source: { model: "dp.hazard", id: 5 },
        more: [],
        ...values,
    };
}

const WHY = {
    unit: { id: 1, name: "R-301 Reactor" },
    at: "2026-03-03 06:10:00",
    is_now: true,
    level: "2",
    level_label: "Larger",
    residual: "4",
    residual_label: "Low",
    sentence: "Larger since Mar 2, 14:10: relief valve check failed",
    origin: false,
    reasons: [
        reason({
            id: 11,
            reason: "relief valve check failed",
            more: [reason({ id: 12, reason: "relief valve check missed", decides: false })],
        }),
        reason({ id: 13, reason: "floor dirty", decides: false, source: false }),
    ],
    parts: [{ id: 2, name: "V-303 Separator", level: "3", level_label: "General", count: 1 }],
    relief: [
        {
            level: "3",
            level_label: "General",
            count: 1,
            reasons: [{ id: 11, reason: "relief valve check failed", place: false }],
        },
    ],
    version: "3",
    moments: [
        { id: 8, date: "2026-03-02 06:10:00", level: "2", level_label: "Larger" },
        { id: 7, date: "2026-02-01 06:10:00", level: "4", level_label: "Low" },
    ],
};

class DpRiskUnit extends models.Model {
    _name = "dp.risk.unit";
    name = fields.Char();
}

defineMailModels();
defineModels([DpRiskUnit]);

/** Open the panel of unit 1; ``asked`` collects what it asks the server. */
async function open(params = {}) {
    const asked = [];
    onRpc("dp.risk.unit", "explain_level", ({ args, kwargs }) => {
        asked.push([args[0], kwargs.at, kwargs.change_id]);
        return { ...WHY, is_now: !kwargs.at && !kwargs.change_id };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "dp_level_why",
        target: "new",
        params: { unit_id: 1, ...params },
    });
    await animationFrame();
    return asked;
}

test("it says level, sentence, reasons and what would bring it down", async () => {
    await open();
    expect(".o_dp_why_sentence").toHaveText(WHY.sentence);
    expect(".o_dp_why_reason").toHaveCount(2);
    expect(".o_dp_why_reason:eq(0)").toHaveText(/Li Wei/);
    expect(".o_dp_why_relief").toHaveText(/relief valve check failed/);
    expect(".o_dp_why_now").toHaveCount(0);
});

test("further reasons of one measure unfold", async () => {
    await open();
    expect(".o_dp_why_reason li").toHaveCount(0);
    await contains(".o_dp_why_more").click();
    expect(queryAllTexts(".o_dp_why_reason li")[0]).toMatch(/relief valve check missed/);
});

test("a reason whose record may not be read has no way to it", async () => {
    await open();
    expect(".o_dp_why_source").toHaveCount(1);
});

test("the change before is shown as it was then, and now is one tap away", async () => {
    const asked = await open();
    await contains("button[title='The change before']").click();
    await contains(".o_dp_why_now").click();
    expect(asked).toEqual([
        [1, null, null],
        [1, null, 7],
        [1, null, null],
    ]);
});

test("a row of the history opens at its own moment", async () => {
    const asked = await open({ change_id: 8 });
    expect(asked).toEqual([[1, null, 8]]);
    expect(".o_dp_why_now").toHaveCount(1);
});

test("a part is explained in the same panel, with the way back", async () => {
    const asked = await open();
    await contains(".o_dp_why_part").click();
    await contains(".o_dp_why .btn-link:contains(R-301 Reactor)").click();
    expect(asked.map(([unitId]) => unitId)).toEqual([1, 2, 1]);
});
