import { waitForChannels, waitNotifications } from "@bus/../tests/bus_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { advanceTime, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    MockServer,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { GATHER } from "@double_prevention/live/level_service";

class DpRiskUnit extends models.Model {
    _name = "dp.risk.unit";

    name = fields.Char();
    current_level = fields.Selection({
        selection: [
            ["1", "Major"],
            ["4", "Low"],
        ],
        readonly: true,
    });

    _records = [
        { id: 1, name: "Reactor", current_level: "4" },
        { id: 2, name: "Condenser", current_level: "4" },
    ];
}

class DpRiskEvent extends models.Model {
    _name = "dp.risk.event";

    name = fields.Char();
    unit_id = fields.Many2one({ relation: "dp.risk.unit" });

    _records = [{ id: 7, name: "Overpressure", unit_id: 1 }];
}

defineMailModels();
defineModels([DpRiskUnit, DpRiskEvent]);

const LIST = `<list js_class="dp_live_list" editable="bottom">
    <field name="name"/><field name="current_level" widget="dp_level_badge"/>
</list>`;

/** Show a view that listens to the bus. */
async function show(params) {
    await mountView(params);
    await waitForChannels(["dp_level"]);
}

/** Another transaction raises the level of unit 1, and the bus tells of ``ids``. */
async function raise(...ids) {
    MockServer.env["dp.risk.unit"].write([1], { current_level: "1" });
    await tell(ids);
}

/** The bus tells that the units ``ids`` changed, ``times`` times in a row. */
async function tell(ids, times = 1) {
    const said = Array.from({ length: times }, () => ["dp_level", { ids }]);
    MockServer.env["bus.bus"]._sendmany(said.map(([type, load]) => ["dp_level", type, load]));
    await waitNotifications(...said);
    await settle();
}

async function settle() {
    await advanceTime(GATHER);
    await animationFrame();
    await animationFrame();
}

const levels = () => queryAllTexts(".o_dp_level_badge");

test("a list shows the new level of a unit it shows", async () => {
    await show({ resModel: "dp.risk.unit", type: "list", arch: LIST });
    expect(levels()).toEqual(["D Low", "D Low"]);
    await raise(1);
    expect(levels()).toEqual(["A Major", "D Low"]);
});

test("a list does not read again for units it doesn't show", async () => {
    onRpc("web_search_read", () => expect.step("read"));
    await show({ resModel: "dp.risk.unit", type: "list", arch: LIST });
    expect.verifySteps(["read"]);
    await raise(99);
    expect.verifySteps([]);
});

test("a list filtered by the level reads again for units that may come in", async () => {
    onRpc("web_search_read", () => expect.step("read"));
    await show({
        resModel: "dp.risk.unit",
        type: "list",
        arch: LIST,
        domain: [["current_level", "=", "1"]],
    });
    expect.verifySteps(["read"]);
    await raise(1);
    expect.verifySteps(["read"]);
    expect(levels()).toEqual(["A Major"]);
});

test("many changes in a short time are one read", async () => {
    onRpc("web_search_read", () => expect.step("read"));
    await show({ resModel: "dp.risk.unit", type: "list", arch: LIST });
    expect.verifySteps(["read"]);
    await tell([1, 2], 20);
    expect.verifySteps(["read"]);
});

test("a change of more units than can be named concerns every list", async () => {
    onRpc("web_search_read", () => expect.step("read"));
    await show({ resModel: "dp.risk.unit", type: "list", arch: LIST });
    await tell(null);
    expect.verifySteps(["read", "read"]);
});

// A phone shows no button to discard a row.
test.tags("desktop");
test("a row that is edited is left alone until it is done", async () => {
    await show({ resModel: "dp.risk.unit", type: "list", arch: LIST });
    await contains(".o_data_row:eq(1) [name=name]").click();
    await contains(".o_data_row:eq(1) [name=name] input").edit("Cooler", { confirm: false });
    await raise(1);
    expect(".o_data_row:eq(1) [name=name] input").toHaveValue("Cooler");
    expect(levels()[0]).toBe("D Low");
    await contains(".o_list_button_discard").click();
    await settle();
    expect(levels()[0]).toBe("A Major");
});

test("a kanban shows the new level", async () => {
    await show({
        resModel: "dp.risk.unit",
        type: "kanban",
        arch: `<kanban js_class="dp_live_kanban"><templates><t t-name="card">
            <field name="current_level" widget="dp_level_badge"/>
        </t></templates></kanban>`,
    });
    await raise(1);
    expect(levels()).toEqual(["A Major", "D Low"]);
});

const FORM = `<form js_class="dp_live_form">
    <field name="name"/><field name="current_level" widget="dp_level_badge"/>
</form>`;

test("a form shows the new level", async () => {
    await show({ resModel: "dp.risk.unit", type: "form", resId: 1, arch: FORM });
    await raise(1);
    expect(levels()).toEqual(["A Major"]);
});

test("a form that is edited keeps what was typed", async () => {
    await show({ resModel: "dp.risk.unit", type: "form", resId: 1, arch: FORM });
    await contains("[name=name] input").edit("Reactor 2");
    await raise(1);
    expect("[name=name] input").toHaveValue("Reactor 2");
    expect(levels()).toEqual(["D Low"]);
    await contains(".o_form_button_cancel").click();
    await settle();
    expect(levels()).toEqual(["A Major"]);
});

test("an event is read again when its unit changes", async () => {
    onRpc("web_read", () => expect.step("read"));
    await show({
        resModel: "dp.risk.event",
        type: "form",
        resId: 7,
        arch: `<form js_class="dp_live_form"><field name="unit_id"/></form>`,
    });
    expect.verifySteps(["read"]);
    await raise(2);
    expect.verifySteps([]);
    await raise(1);
    expect.verifySteps(["read"]);
});
