import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryAllAttributes } from "@odoo/hoot-dom";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Barrier extends models.Model {
    _name = "barrier";

    name = fields.Char();
    critical = fields.Boolean();
    health = fields.Float();
    event_id = fields.Many2one({ relation: "event" });

    _records = [
        { id: 1, name: "Relief valve", critical: true, health: 0, event_id: 1 },
        { id: 2, name: "Alarm", critical: false, health: 0.755, event_id: 1 },
    ];
}

class Event extends models.Model {
    _name = "event";

    name = fields.Char();
    barrier_ids = fields.One2many({ relation: "barrier", relation_field: "event_id" });

    _records = [
        { id: 1, name: "Overpressure", barrier_ids: [1, 2] },
        { id: 2, name: "Leak", barrier_ids: [] },
    ];
}

defineMailModels();
defineModels([Barrier, Event]);

test("a health is a bar of its length with the percentage beside it", async () => {
    await mountView({
        resModel: "barrier",
        type: "list",
        arch: `<list><field name="health" widget="dp_health_bar"/></list>`,
    });
    expect(queryAllTexts(".o_dp_health_bar_text")).toEqual(["0%", "76%"]);
    expect(queryAllAttributes("[role=meter]", "aria-valuenow")).toEqual(["0", "76"]);
    expect(".o_dp_health_bar_fill:last").toHaveAttribute("style", "width: 76%");
});

test("a card of an event names its barriers, the critical ones with a key", async () => {
    await mountView({
        resModel: "event",
        type: "kanban",
        arch: `
            <kanban>
                <templates>
                    <t t-name="card">
                        <field name="barrier_ids" widget="dp_measure_bars"/>
                    </t>
                </templates>
            </kanban>`,
    });
    const first = ".o_kanban_record:eq(0)";
    expect(queryAllTexts(`${first} .text-truncate`)).toEqual(["Relief valve", "Alarm"]);
    expect(`${first} .fa-key`).toHaveCount(1);
    expect(`${first} .o_dp_health_bar`).toHaveCount(2);
    expect(".o_kanban_record:eq(1)").toHaveText("No measure yet");
});
