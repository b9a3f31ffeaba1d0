import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { click, press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

const value = (id, number, name, aspects = []) => ({ id, value: number, name, aspects });

const DATA = {
    kind: "product",
    factors: [
        {
            id: 1,
            code: "L",
            name: "Likelihood",
            question: "How likely is it?",
            values: [value(12, 2, "Happened before"), value(11, 1, "Hardly possible")],
        },
        {
            id: 2,
            code: "S",
            name: "Severity",
            question: "How bad would it be?",
            values: [
                value(22, 2, "Injury", [{ label: "People", text: "Fracture" }]),
                value(21, 1, "Nothing"),
            ],
        },
    ],
    grid: [
        { row: 12, column: 22, level: "1", label: "Major", score: 4 },
        { row: 12, column: 21, level: "3", label: "General", score: 2 },
        { row: 11, column: 22, level: "3", label: "General", score: 2 },
        { row: 11, column: 21, level: "4", label: "Low", score: 1 },
    ],
};

class FactorValue extends models.Model {
    _name = "factor.value";

    name = fields.Char();

    _records = [11, 12, 21, 22].map((id) => ({ id, name: `Value ${id}` }));
}

class Assess extends models.Model {
    _name = "assess";

    data = fields.Json();
    picked = fields.Many2many({ relation: "factor.value" });
    last = fields.Many2many({ relation: "factor.value" });

    _records = [
        { id: 1, data: DATA, picked: [], last: [11, 22] },
        { id: 2, data: { ...DATA, grid: [] }, picked: [12], last: [] },
    ];
}

defineMailModels();
defineModels([FactorValue, Assess]);

const ARCH = `
    <form>
        <field name="data" invisible="1"/>
        <field name="last" invisible="1"/>
        <field name="picked" widget="dp_factor_picker" options="{'data': 'data', 'last': 'last'}"/>
    </form>`;

let saved;

beforeEach(() => {
    saved = [];
    onRpc("assess", "web_save", ({ args }) => {
        saved.push(args[1].picked);
    });
});

const mountPicker = (resId) => mountView({ resModel: "assess", type: "form", resId, arch: ARCH });

const pickedSentences = () => queryAllTexts(".o_dp_factor_value.o_dp_picked .o_dp_value_number");

test("a cell of the heat grid picks both of its values", async () => {
    await mountPicker(1);
    expect(queryAllTexts(".o_dp_heat_grid button b")).toEqual(["C", "A", "D", "C"]);
    await contains(`.o_dp_heat_grid button[aria-label="L 2, S 2: Major"]`).click();
    expect(".o_dp_heat_grid button.o_dp_picked").toHaveCount(1);
    expect(".o_dp_heat_grid button.o_dp_picked").toHaveClass("o_dp_level_1");
    expect(pickedSentences()).toEqual(["2", "2"]);
    expect(".o_dp_factor_value.o_dp_picked dd").toHaveText("Fracture");
    await contains(".o_form_button_save").click();
    expect(saved).toEqual([
        [
            [4, 12],
            [4, 22],
        ],
    ]);
});

test("another sentence of a factor replaces the first one and leaves the other factor", async () => {
    await mountPicker(1);
    await contains(`.o_dp_factor_value:contains(Happened before) input`).click();
    await contains(`.o_dp_factor_value:contains(Nothing) input`).click();
    await contains(`.o_dp_factor_value:contains(Hardly possible) input`).click();
    expect(pickedSentences()).toEqual(["1", "1"]);
    expect(`.o_dp_heat_grid button.o_dp_picked`).toHaveAttribute("aria-label", "L 1, S 1: Low");
});

test("what was picked last time is marked but not picked", async () => {
    await mountPicker(1);
    expect(".o_dp_factor_value.o_dp_last").toHaveCount(2);
    expect(".o_dp_heat_grid button.o_dp_last").toHaveAttribute("aria-label", "L 1, S 2: General");
    expect(".o_dp_picked").toHaveCount(0);
    expect("input:checked").toHaveCount(0);
});

test("a method without grid is picked by its sentences and can be cleared", async () => {
    await mountPicker(2);
    expect(".o_dp_heat_grid").toHaveCount(0);
    expect(pickedSentences()).toEqual(["2"]);
    await contains(".o_dp_factor_picker button:contains(Clear)").click();
    expect(".o_dp_picked").toHaveCount(0);
    await contains(".o_form_button_save").click();
    expect(saved).toEqual([[[3, 12]]]);
});

test("one cell is reached by Tab, the arrow keys lead to the others", async () => {
    await mountPicker(1);
    expect(`.o_dp_heat_grid button[tabindex="0"]`).toHaveCount(1);
    queryOne(`.o_dp_heat_grid button[tabindex="0"]`).focus();
    await press("ArrowRight");
    expect(`button[aria-label="L 2, S 2: Major"]`).toBeFocused();
    await press("ArrowDown");
    expect(`button[aria-label="L 1, S 2: General"]`).toBeFocused();
    await press("ArrowDown");
    expect(`button[aria-label="L 1, S 2: General"]`).toBeFocused();
    await press("Enter");
    await animationFrame();
    expect(`button[aria-label="L 1, S 2: General"]`).toHaveAttribute("aria-pressed", "true");
    expect(`.o_dp_heat_grid button[tabindex="0"]`).toHaveAttribute(
        "aria-label",
        "L 1, S 2: General",
    );
});

test("a readonly picker takes no pick", async () => {
    await mountView({
        resModel: "assess",
        type: "form",
        resId: 2,
        arch: ARCH.replace("widget=", `readonly="1" widget=`),
    });
    expect("input:enabled").toHaveCount(0);
    await click(`.o_dp_factor_value:contains(Nothing)`);
    await animationFrame();
    expect(pickedSentences()).toEqual(["2"]);
    expect(".o_dp_factor_picker button").toHaveCount(0);
});
