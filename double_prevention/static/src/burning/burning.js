import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { LevelBadge } from "../fields/level_badge/level_badge";

/** What is burning now: the tree with its counts, what changed today, what to do. */
export class Burning extends Component {
    static template = "double_prevention.Burning";
    static components = { Layout, LevelBadge };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, closed: {} });
        this.display = { controlPanel: {} };
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.orm.call("dp.risk.unit", "get_burning_now", []);
    }

    /** Rows of the tree that are not folded away. */
    get rows() {
        const rows = [];
        let hidden = Infinity;
        for (const node of this.state.data.nodes) {
            if (node.depth > hidden) {
                continue;
            }
            hidden = this.state.closed[node.id] ? node.depth : Infinity;
            rows.push(node);
        }
        return rows;
    }

    /** Levels of which a node has warnings, the worst first. */
    counts(node) {
        return Object.entries(node.warnings).sort(([a], [b]) => a - b);
    }

    toggle(node) {
        this.state.closed[node.id] = !this.state.closed[node.id];
    }

    open(resModel, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    openList(name, resModel, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: resModel,
            domain,
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "form"],
            ],
        });
    }

    openWarnings(node, level) {
        return this.openList(_t("Early Warnings"), "dp.warning", [
            ["unit_id", "child_of", node.id],
            ["level", "=", level],
            ["state", "!=", "closed"],
        ]);
    }

    openOverdue(node) {
        return this.openList(_t("Overdue Hazards"), "dp.hazard", [
            ["unit_id", "child_of", node.id],
            ["deadline_status", "=", "overdue"],
            ["state", "not in", ["closed", "rejected"]],
        ]);
    }
}

registry.category("actions").add("dp_burning", Burning);
