import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { LevelBadge } from "../level_badge/level_badge";

/** The tree before and after: counts by level, and the units that would change. */
export class SimulationResult extends Component {
    static template = "double_prevention.SimulationResult";
    static components = { LevelBadge };
    static props = { ...standardFieldProps };

    get result() {
        return this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("dp_simulation_result", {
    component: SimulationResult,
    supportedTypes: ["json"],
});
