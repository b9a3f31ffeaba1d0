import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { defineModels, fields, models, mountView, contains } from "@web/../tests/web_test_helpers";

class Row extends models.Model {
    _name = "row";

    photo_ids = fields.Many2many({ string: "Photos", relation: "picture" });

    _records = [{ id: 1, photo_ids: [7] }];
}

class Picture extends models.Model {
    _name = "picture";

    name = fields.Char();
    mimetype = fields.Char();

    _records = [{ id: 7, name: "gauge.jpg", mimetype: "image/jpeg" }];
}

defineMailModels();
defineModels([Row, Picture]);

test("the photo of a row opens large, without opening the row", async () => {
    await mountView({
        resModel: "row",
        type: "list",
        arch: `<list><field name="photo_ids" widget="dp_photo_strip"/></list>`,
        selectRecord: () => expect.step("row opened"),
    });
    expect(".o_dp_photo_strip img").toHaveAttribute("alt", "gauge.jpg");
    expect(".o_dp_strip_remove, .o_dp_strip_choose").toHaveCount(0);
    await contains(".o_dp_strip_open").click();
    expect(".o-FileViewer").toHaveCount(1);
    expect.verifySteps([]);
});

test("photos are added and removed while the row can be edited", async () => {
    await mountView({
        resModel: "row",
        type: "form",
        resId: 1,
        arch: `<form><field name="photo_ids" widget="dp_photo_strip"/></form>`,
    });
    expect(".o_dp_strip_choose").toHaveCount(1);
    await contains(".o_dp_strip_remove").click();
    expect(".o_dp_photo_strip img").toHaveCount(0);
});
