import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Risk extends models.Model {
    _name = "risk";

    name = fields.Char();
    level = fields.Selection({
        selection: [
            ["1", "Major"],
            ["2", "Larger"],
            ["3", "General"],
            ["4", "Low"],
        ],
    });

    _records = [
        { id: 1, name: "Reactor", level: "1" },
        { id: 2, name: "Condenser", level: "2" },
        { id: 3, name: "Separator", level: "3" },
        { id: 4, name: "Stripper", level: "4" },
        { id: 5, name: "Office", level: false },
    ];
}

defineMailModels();
defineModels([Risk]);

test("a level shows its letter and its word on its own fill", async () => {
    await mountView({
        resModel: "risk",
        type: "list",
        arch: `<list><field name="name"/><field name="level" widget="dp_level_badge"/></list>`,
    });
    expect(queryAllTexts(".o_dp_level_badge")).toEqual([
        "A Major",
        "B Larger",
        "C General",
        "D Low",
    ]);
    for (const level of [1, 2, 3, 4]) {
        expect(`.o_dp_level_badge.o_dp_level_${level}`).toHaveCount(1);
    }
    const fill = (level) =>
        getComputedStyle(queryOne(`.o_dp_level_badge.o_dp_level_${level}`)).backgroundColor;
    expect(new Set([1, 2, 3, 4].map(fill)).size).toBe(4);
});

test("a record without a level shows no chip", async () => {
    await mountView({
        resModel: "risk",
        type: "form",
        resId: 5,
        arch: `<form><field name="level" widget="dp_level_badge" readonly="1"/></form>`,
    });
    expect(".o_field_widget[name=level]").toHaveCount(1);
    expect(".o_dp_level_badge").toHaveCount(0);
});

test("the compact chip keeps the word for the tooltip and screen readers", async () => {
    await mountView({
        resModel: "risk",
        type: "kanban",
        arch: `<kanban><templates><t t-name="card">
            <field name="level" widget="dp_level_badge" options="{'compact': true}"/>
        </t></templates></kanban>`,
        domain: [["id", "=", 2]],
    });
    expect(".o_dp_level_badge").toHaveAttribute("title", "Larger");
    expect(".o_dp_level_badge .visually-hidden").toHaveText("Larger");
});

test("an editable level is chosen from the list", async () => {
    await mountView({
        resModel: "risk",
        type: "form",
        resId: 1,
        arch: `<form><field name="level" widget="dp_level_badge"/></form>`,
    });
    expect(".o_dp_level_badge").toHaveCount(0);
    expect(".o_field_widget[name=level] input").toHaveValue("Major");
});
