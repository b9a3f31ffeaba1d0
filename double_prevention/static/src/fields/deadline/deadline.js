import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { capitalize } from "@web/core/utils/strings";
import {
    RemainingDaysField,
    remainingDaysField,
} from "@web/views/fields/remaining_days/remaining_days_field";

const { DateTime } = luxon;

/**
 * A deadline in words: "Tomorrow 17:00", "In 7 days", "3 days late". Counted in days
 * however far away it is, and late from the minute it has passed.
 */
export class DeadlineField extends RemainingDaysField {
    get deadline() {
        return this.props.record.data[this.props.name];
    }

    get isLate() {
        return Boolean(this.deadline) && this.deadline < DateTime.local();
    }

    /** @override */
    get diffString() {
        const days = this.diffDays;
        if (days === null) {
            return "";
        }
        const time = this.deadline.toFormat("HH:mm");
        if (this.isLate) {
            if (days === 0) {
                return _t("Late since %s", time);
            }
            return days === -1 ? _t("1 day late") : _t("%s days late", -days);
        }
        const words = capitalize(this.deadline.toRelativeCalendar({ unit: "days" }));
        return days <= 1 ? `${words} ${time}` : words;
    }

    /** @override */
    get classNames() {
        return {
            "fw-bold": this.isLate || this.diffDays === 0,
            "text-danger": this.isLate,
            "text-warning": !this.isLate && this.diffDays === 0,
        };
    }
}

export const deadlineField = {
    ...remainingDaysField,
    component: DeadlineField,
    displayName: _t("Deadline in words"),
    supportedTypes: ["datetime"],
};

registry.category("fields").add("dp_deadline", deadlineField);
