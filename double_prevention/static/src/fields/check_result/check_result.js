import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const CHIPS = {
    ok: { class: "text-bg-success", icon: "fa-check" },
    hazard: { class: "text-bg-danger", icon: "fa-times" },
    not_applicable: { class: "text-bg-light", icon: "fa-ban" },
    not_inspected: { class: "text-bg-light", icon: "fa-question" },
};
const ANSWERS = ["ok", "hazard", "not_applicable"];

/** Result of a check: a chip to read; while it is open, one button per answer. */
export class CheckResultField extends Component {
    static template = "double_prevention.CheckResultField";
    static props = { ...standardFieldProps };

    get options() {
        return this.props.record.fields[this.props.name].selection
            .filter(([value]) => ANSWERS.includes(value))
            .map(([value, label]) => ({ value, label, ...CHIPS[value] }));
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get chip() {
        const { selection } = this.props.record.fields[this.props.name];
        const label = selection.find(([value]) => value === this.value)?.[1];
        return this.value ? { label, ...CHIPS[this.value] } : null;
    }

    /** Take an answer; tapping it again takes it back. */
    choose(value) {
        this.props.record.update({ [this.props.name]: value === this.value ? false : value });
    }
}

export const checkResultField = {
    component: CheckResultField,
    displayName: _t("Result of a check"),
    supportedTypes: ["selection"],
};

registry.category("fields").add("dp_check_result", checkResultField);
