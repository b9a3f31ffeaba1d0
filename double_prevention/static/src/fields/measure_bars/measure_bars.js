import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { HealthBar } from "../health_bar/health_bar";

/** The barriers of a risk event, each with its health as a thin bar. */
export class MeasureBarsField extends Component {
    static template = "double_prevention.MeasureBarsField";
    static components = { HealthBar };
    static props = { ...standardFieldProps };

    get list() {
        return this.props.record.data[this.props.name];
    }

    get hiddenCount() {
        return this.list.count - this.list.records.length;
    }
}

export const measureBarsField = {
    component: MeasureBarsField,
    displayName: _t("Measures with their health"),
    supportedTypes: ["one2many"],
    relatedFields: [
        { name: "name", type: "char" },
        { name: "critical", type: "boolean" },
        { name: "health", type: "float" },
    ],
};

registry.category("fields").add("dp_measure_bars", measureBarsField);
