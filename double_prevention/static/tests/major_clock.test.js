import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class File extends models.Model {
    _name = "file";

    clock = fields.Json();

    // 10:00 local is 9:00 UTC
    _records = [
        {
            id: 1,
            clock: [
                { step: "judge", name: "Judge", done: "2026-03-08 08:00:00", status: "done_late" },
                { step: "list", name: "Listing", due: "2026-03-09 08:00:00", status: "running" },
                { step: "plan", name: "Plan", due: "2026-03-10 08:00:00", status: "running" },
                { step: "verify", name: "Verify", status: "waiting" },
            ],
        },
    ];
}

defineMailModels();
defineModels([File]);

beforeEach(() => mockDate("2026-03-09 10:00:00", +1));

test("each duty says when it was done, is due or has been late", async () => {
    await mountView({
        resModel: "file",
        type: "form",
        resId: 1,
        arch: `<form><field name="clock" widget="dp_major_clock"/></form>`,
    });
    expect(queryAllTexts(".o_dp_major_clock .small")).toEqual([
        "03-08 09:00, late",
        "Late since 03-09 09:00",
        "By 03-10 09:00",
        "Not yet",
    ]);
    expect(".o_dp_major_clock .small.text-danger").toHaveCount(1);
});

test("compact, each duty is one mark with its words", async () => {
    await mountView({
        resModel: "file",
        type: "list",
        arch: `<list><field name="clock" widget="dp_major_clock" options="{'compact': True}"/></list>`,
    });
    expect(".o_data_row [role=img]").toHaveCount(4);
    expect(".o_data_row [role=img]:eq(1)").toHaveAttribute(
        "title",
        "Listing: Late since 03-09 09:00",
    );
});
