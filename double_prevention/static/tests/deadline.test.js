import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Task extends models.Model {
    _name = "task";

    deadline = fields.Datetime();

    // 10:00 local is 9:00 UTC
    _records = [
        { id: 1, deadline: "2026-03-09 16:00:00" },
        { id: 2, deadline: "2026-04-08 16:00:00" },
        { id: 3, deadline: "2026-03-10 16:00:00" },
        { id: 4, deadline: "2026-03-09 08:30:00" },
        { id: 5, deadline: "2026-03-08 16:00:00" },
        { id: 6, deadline: "2026-02-27 16:00:00" },
        { id: 7, deadline: false },
    ];
}

defineMailModels();
defineModels([Task]);

beforeEach(() => mockDate("2026-03-09 10:00:00", +1));

test("a deadline is said in days, late from the minute it has passed", async () => {
    await mountView({
        resModel: "task",
        type: "list",
        arch: `<list><field name="deadline" widget="dp_deadline"/></list>`,
    });
    expect(queryAllTexts(".o_data_cell")).toEqual([
        "Today 17:00",
        "In 30 days",
        "Tomorrow 17:00",
        "Late since 09:30",
        "1 day late",
        "10 days late",
        "",
    ]);
    expect(".o_data_cell .text-danger").toHaveCount(3);
});
