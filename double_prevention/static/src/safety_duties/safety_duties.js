import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { LevelBadge } from "../fields/level_badge/level_badge";

const MODELS = { duties: "dp.duty", hazards: "dp.hazard" };

/** What a person, a post or a department controls, what is due, how it was done. */
export class SafetyDuties extends Component {
    static template = "double_prevention.SafetyDuties";
    static components = { Layout, LevelBadge };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ page: null });
        this.display = { controlPanel: {} };
        onWillStart(() => this.load());
    }

    get page() {
        return this.state.page;
    }

    get numbers() {
        const { month } = this.page;
        return [
            { key: "done", label: _t("Done in time"), value: month.done },
            { key: "late", label: _t("Done late"), value: month.late },
            { key: "missed", label: _t("Missed"), value: month.missed },
            { key: "found", label: _t("Rounds with findings"), value: month.found },
        ];
    }

    async load() {
        const { model, subject_id } = this.props.action.params ?? {};
        this.state.page = await this.orm.call(
            "dp.safety.duties",
            "get_page",
            model ? [model, subject_id] : [],
        );
        if (this.page && !this.page.subject.is_mine) {
            this.env.config.setDisplayName(_t("Safety Duties"));
        }
    }

    formatMoment(moment) {
        return moment ? toLocaleDateTimeString(deserializeDateTime(moment)) : "";
    }

    /** Open the records that a number counts. */
    openDomain(key, name) {
        this.openList(MODELS[key] ?? "dp.inspection", name, this.page.domains[key]);
    }

    openDuties(name, ids) {
        this.openList("dp.duty", name, [["id", "in", ids]]);
    }

    openList(resModel, name, domain) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: resModel,
            domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }

    openForm(resModel, resId) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    async acknowledge() {
        await this.orm.call("dp.post.list", "action_acknowledge", [[this.page.list.id]]);
        await this.load();
    }

    printList() {
        return this.action.doAction("double_prevention.report_post_list", {
            additionalContext: { active_ids: [this.page.list.id] },
        });
    }
}

registry.category("actions").add("dp_safety_duties", SafetyDuties);
