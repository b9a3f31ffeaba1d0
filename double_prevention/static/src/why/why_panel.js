import { Component, onWillStart, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import {
    deserializeDateTime,
    serializeDateTime,
    toLocaleDateTimeString,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { LevelBadge } from "../fields/level_badge/level_badge";
import { useLevelChanges } from "../live/level_service";

const { DateTime } = luxon;

/** Why a unit has its level, now or at a past moment, and what would bring it down. */
export class WhyPanel extends Component {
    static template = "double_prevention.WhyPanel";
    static components = { DateTimeInput, LevelBadge };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        const { unit_id, change_id, at } = this.props.action.params;
        this.state = useState({ unitId: unit_id, trail: [], open: {}, why: null });
        onWillStart(() => this.load({ at: at ?? null, change_id: change_id ?? null }));
        useLevelChanges((changed) => {
            if (this.state.why.is_now && changed.has(this.state.unitId)) {
                this.load();
            }
        });
    }

    /** Read the explanation of a moment, of a row of the history, or of now. */
    async load({ at = null, change_id = null } = {}) {
        this.state.why = await this.keepLast.add(
            this.orm.call("dp.risk.unit", "explain_level", [this.state.unitId], { at, change_id }),
        );
    }

    get maxDate() {
        return DateTime.now();
    }

    get moment() {
        return deserializeDateTime(this.state.why.at);
    }

    /** Index of the change that was shown at the moment, the newest is 0. */
    get position() {
        const { at, moments } = this.state.why;
        return moments.findIndex((moment) => moment.date <= at);
    }

    get earlier() {
        const { moments } = this.state.why;
        return this.position === -1 ? undefined : moments[this.position + 1];
    }

    get later() {
        const { moments, is_now } = this.state.why;
        if (is_now) {
            return undefined;
        }
        return moments[(this.position === -1 ? moments.length : this.position) - 1];
    }

    date(value) {
        return toLocaleDateTimeString(deserializeDateTime(value), { showSeconds: false });
    }

    isLate(deadline) {
        return deserializeDateTime(deadline) < DateTime.now();
    }

    taken(row) {
        if (!row.penalty) {
            return "";
        }
        if (row.share === row.penalty) {
            return _t("takes %(share)s% of the barriers", { share: row.share });
        }
        return _t("takes %(penalty)s% of the measure, %(share)s% of the barriers", row);
    }

    onMoment(value) {
        if (value) {
            this.load({ at: serializeDateTime(value) });
        }
    }

    step(moment) {
        this.load({ change_id: moment.id });
    }

    toggle(row) {
        this.state.open[row.id] = !this.state.open[row.id];
    }

    /** Go down to a part, at the same moment; the way back stays. */
    explain(part) {
        this.state.trail.push(this.state.why.unit);
        this.goTo(part);
    }

    back() {
        this.goTo(this.state.trail.pop());
    }

    goTo(unit) {
        const { at, is_now } = this.state.why;
        this.state.unitId = unit.id;
        return this.load({ at: is_now ? null : at });
    }

    openRecord(resModel, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    openHistory() {
        return this.action.doAction("double_prevention.dp_level_change_action", {
            additionalContext: { search_default_last_week: 0 },
            props: { domain: [["unit_id", "=", this.state.unitId]] },
        });
    }
}

registry.category("actions").add("dp_level_why", WhyPanel);
