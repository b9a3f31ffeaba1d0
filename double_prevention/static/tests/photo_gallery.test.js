import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { click, queryAllAttributes, setInputFiles } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Find extends models.Model {
    _name = "find";

    name = fields.Char();
    photo_ids = fields.Many2many({ string: "Photos", relation: "picture" });

    _records = [
        { id: 1, name: "Leak", photo_ids: [7] },
        { id: 2, name: "Crack", photo_ids: [] },
    ];
}

class Picture extends models.Model {
    _name = "picture";

    name = fields.Char();
    mimetype = fields.Char();

    _records = [
        { id: 7, name: "before.jpg", mimetype: "image/jpeg" },
        { id: 8, name: "after.jpg", mimetype: "image/jpeg" },
    ];
}

defineMailModels();
defineModels([Find, Picture]);

const arch = `<form><field name="photo_ids" widget="dp_photo_gallery"/></form>`;

test("photos are thumbnails that open large", async () => {
    await mountView({ resModel: "find", type: "form", resId: 1, arch });
    expect(queryAllAttributes(".o_dp_gallery_photo img", "data-src")).toEqual([
        "/web/image/7/640x480",
    ]);
    expect(".o_dp_gallery_photo img").toHaveAttribute("alt", "before.jpg");
    await contains(".o_dp_gallery_open").click();
    expect(".o-FileViewer").toHaveCount(1);
});

test("an uploaded photo is linked and saved with the record", async () => {
    mockService("http", {
        post: (route, params) => {
            expect.step([route, params.model, params.id, params.ufile[0].name]);
            return JSON.stringify([{ id: 8, filename: "after.jpg", mimetype: "image/jpeg" }]);
        },
    });
    onRpc("find", "web_save", ({ args }) => expect.step(args[1].photo_ids));
    await mountView({ resModel: "find", type: "form", resId: 2, arch });
    expect(".o_dp_gallery_photo").toHaveCount(0);
    expect(".o_dp_gallery_none").toHaveCount(1);
    await click(".o_dp_gallery_choose");
    await setInputFiles(new File(["x"], "after.jpg", { type: "image/jpeg" }));
    await animationFrame();
    expect(".o_dp_gallery_photo").toHaveCount(1);
    await clickSave();
    expect.verifySteps([["/web/binary/upload_attachment", "find", 2, "after.jpg"], [[4, 8]]]);
});

test("a photo is removed from the record", async () => {
    onRpc("find", "web_save", ({ args }) => expect.step(args[1].photo_ids));
    await mountView({ resModel: "find", type: "form", resId: 1, arch });
    await contains(".o_dp_gallery_remove").click();
    expect(".o_dp_gallery_photo").toHaveCount(0);
    await clickSave();
    expect.verifySteps([[[3, 7]]]);
});

test("readonly photos are only looked at", async () => {
    await mountView({
        resModel: "find",
        type: "form",
        resId: 1,
        arch: `<form><field name="photo_ids" widget="dp_photo_gallery" readonly="1"/></form>`,
    });
    expect(".o_dp_gallery_photo").toHaveCount(1);
    expect(".o_dp_gallery_remove").toHaveCount(0);
    expect(".o_dp_gallery_choose").toHaveCount(0);
});
