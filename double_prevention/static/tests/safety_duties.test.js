import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    getService,
    models,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { safetyDutiesItem } from "@double_prevention/safety_duties/user_menu";

let shown;

class SafetyDuties extends models.Model {
    _name = "dp.safety.duties";

    get_page() {
        return shown;
    }
}

class PostList extends models.Model {
    _name = "dp.post.list";

    action_acknowledge(ids) {
        expect.step(`acknowledge ${ids}`);
        shown = { ...PAGE, list: { ...PAGE.list, state: "acknowledged" } };
        return true;
    }
}

defineMailModels();
defineModels([SafetyDuties, PostList]);

const PAGE = {
    subject: {
        model: "hr.employee.public",
        id: 7,
        name: "Li Wei",
        is_person: true,
        is_mine: true,
        post: "Operator",
        department: "Reaction Team",
    },
    places: [
        {
            id: 3,
            name: "R-301 Reactor",
            level: "2",
            level_name: "Larger",
            tier: "4",
            tier_name: "Post tier",
            duty_ids: [1, 2],
            events: ["Overpressure"],
            measure_count: 2,
            how_often: "Every shift",
        },
    ],
    duty_count: 2,
    due: [],
    hazards: [],
    month: { done: 3, late: 0, missed: 1, found: 0, share: 75 },
    people: [],
    list: { id: 5, state: "issued", date: "2026-03-01 08:00:00", acknowledged: false },
    domains: { missed: [["state", "=", "missed"]] },
};

async function open(page) {
    shown = page;
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "dp_safety_duties",
    });
    await animationFrame();
}

test("shows the level with its word, the tier and how often", async () => {
    await open(PAGE);
    expect(".o_dp_level_2").toHaveText("B Larger");
    expect(".o_dp_safety_duties").toHaveText(/Post tier/);
    expect(".o_dp_safety_duties").toHaveText(/2 measures · Every shift/);
    expect(".o_dp_safety_duties").toHaveText(/75 % in time/);
});

test("acknowledging reloads the page and the call to do so is gone", async () => {
    await open(PAGE);
    await contains(".o_dp_safety_duties .alert .btn-primary").click();
    expect.verifySteps(["acknowledge 5"]);
    expect(".o_dp_safety_duties .alert .btn-primary").toHaveCount(0);
});

test("a user without employee record is told what to do", async () => {
    await open(null);
    expect(".o_nocontent_help").toHaveText(/Ask your HR department/);
});

test("the menu of the user opens the page", async () => {
    const actions = [];
    const env = { services: { action: { doAction: (action) => actions.push(action) } } };
    safetyDutiesItem(env).callback();
    expect(actions).toEqual(["double_prevention.dp_safety_duties_action"]);
});
