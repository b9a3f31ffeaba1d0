import { Component } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;

const ICONS = {
    done: "fa-check-circle",
    done_late: "fa-check-circle",
    late: "fa-exclamation-circle",
    running: "fa-clock-o",
    waiting: "fa-circle-thin",
};

/**
 * The duties of a major hidden hazard in their order, each with its clock: done when,
 * or due when, and how late. Compact: one mark per duty, the words on touch.
 */
export class MajorClockField extends Component {
    static template = "double_prevention.MajorClockField";
    static props = { ...standardFieldProps, compact: { type: Boolean, optional: true } };

    get duties() {
        return (this.props.record.data[this.props.name] || []).map((duty) => {
            const isLate = this.isLate(duty);
            return {
                ...duty,
                icon: ICONS[isLate ? "late" : duty.status],
                isLate,
                isOpen: !duty.done && duty.status !== "waiting",
                words: this.words(duty, isLate),
            };
        });
    }

    /** Late is told by the clock of the reader: a form may stay open for hours. */
    isLate({ due, done }) {
        return !done && Boolean(due) && deserializeDateTime(due) <= DateTime.local();
    }

    words({ due, done, status }, isLate) {
        if (done) {
            const day = deserializeDateTime(done).toFormat("MM-dd HH:mm");
            return status === "done_late" ? _t("%s, late", day) : day;
        }
        if (!due) {
            return status === "waiting" ? _t("Not yet") : _t("No limit");
        }
        const moment = deserializeDateTime(due);
        if (isLate) {
            return _t("Late since %s", moment.toFormat("MM-dd HH:mm"));
        }
        return _t("By %s", moment.toFormat("MM-dd HH:mm"));
    }
}

export const majorClockField = {
    component: MajorClockField,
    displayName: _t("Clocks of a major hidden hazard"),
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ compact: Boolean(options.compact) }),
};

registry.category("fields").add("dp_major_clock", majorClockField);
