import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { makeMockEnv, mountWithCleanup, onRpc, mockService } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getDefaultConfig } from "@web/views/view";
import { Burning } from "@double_prevention/burning/burning";

defineMailModels();

const LEVELS = { 1: "Major", 2: "Larger", 3: "General", 4: "Low" };
const node = (id, depth, values) => ({
    id,
    depth,
    name: `Unit ${id}`,
    code: "",
    level: "3",
    worse: false,
    sentence: "",
    warnings: {},
    overdue: 0,
    parts: 0,
    ...values,
});

async function mountBurning(data) {
    const opened = [];
    mockService("action", { doAction: (action) => opened.push(action) });
    onRpc("dp.risk.unit", "get_burning_now", () => ({
        levels: LEVELS,
        nodes: [],
        news: [],
        todo: [],
        ...data,
    }));
    const env = await makeMockEnv({ config: getDefaultConfig() });
    await mountWithCleanup(Burning, { env, props: { action: {}, actionId: 1 } });
    return opened;
}

test("an empty plant says what to do", async () => {
    await mountBurning({});
    expect(".o_dp_burning_tree p").toHaveCount(1);
    expect(".o_dp_burning_news p").toHaveCount(1);
});

test("every number opens the records behind it", async () => {
    const opened = await mountBurning({
        nodes: [node(1, 0, { level: "1", warnings: { 1: 2, 3: 4 }, overdue: 5 })],
    });
    expect(".o_dp_burning_tree .o_dp_level_badge:first").toHaveText("A Major");
    expect(".o_dp_burning_count").toHaveCount(3);
    await click(".o_dp_burning_count:eq(0)");
    await click(".o_dp_burning_count:eq(2)");
    expect(opened[0].res_model).toBe("dp.warning");
    expect(opened[0].domain).toEqual([
        ["unit_id", "child_of", 1],
        ["level", "=", "1"],
        ["state", "!=", "closed"],
    ]);
    expect(opened[1].res_model).toBe("dp.hazard");
});

test("a node folds what is below it", async () => {
    await mountBurning({
        nodes: [node(1, 0, { parts: 1 }), node(2, 1, { parts: 1 }), node(3, 2), node(4, 0)],
    });
    expect(".o_dp_burning_node").toHaveCount(4);
    await click(".o_dp_burning_fold:first");
    await animationFrame();
    expect(".o_dp_burning_node").toHaveCount(2);
});

test("a thing to do opens its list, a change its record", async () => {
    const opened = await mountBurning({
        todo: [{ model: "dp.hazard", domain: [["grade", "=", "major"]], count: 2, text: "Look" }],
        news: [
            {
                time: "14:10",
                level: "2",
                text: "Tank",
                kind: "level",
                model: "dp.risk.unit",
                id: 7,
            },
        ],
    });
    await click(".o_dp_burning_thing");
    await click(".o_dp_burning_news button");
    expect(opened[0].domain).toEqual([["grade", "=", "major"]]);
    expect([opened[1].res_model, opened[1].res_id]).toEqual(["dp.risk.unit", 7]);
});
