import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Thin bar of a health between 0 (failed) and 1 (works). */
export class HealthBar extends Component {
    static template = "double_prevention.HealthBar";
    static props = { health: { type: Number } };

    get percent() {
        return Math.round(this.props.health * 100);
    }

    get label() {
        return _t("Health %s%", this.percent);
    }
}

/** A float field between 0 and 1; never edited by hand. */
export class HealthBarField extends Component {
    static template = "double_prevention.HealthBarField";
    static components = { HealthBar };
    static props = { ...standardFieldProps };
}

export const healthBarField = {
    component: HealthBarField,
    displayName: _t("Barrier health"),
    supportedTypes: ["float"],
};

registry.category("fields").add("dp_health_bar", healthBarField);
