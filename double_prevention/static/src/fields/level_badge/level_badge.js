import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SelectionField } from "@web/views/fields/selection/selection_field";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Letter of a level, so that it reads in grey and by colour-blind eyes. */
export const LEVEL_LETTERS = { 1: "A", 2: "B", 3: "C", 4: "D" };

/** Chip of one risk level: colour, letter and word. */
export class LevelBadge extends Component {
    static template = "double_prevention.LevelBadge";
    static props = {
        level: { type: String },
        label: { type: String },
        compact: { type: Boolean, optional: true },
    };

    get letter() {
        return LEVEL_LETTERS[this.props.level];
    }
}

/** Any selection field with the level values "1" to "4"; a plain list when edited. */
export class LevelBadgeField extends Component {
    static template = "double_prevention.LevelBadgeField";
    static components = { LevelBadge, SelectionField };
    static props = {
        ...standardFieldProps,
        compact: { type: Boolean, optional: true },
    };

    get level() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        const { selection } = this.props.record.fields[this.props.name];
        return selection.find(([value]) => value === this.level)?.[1] ?? "";
    }

    get selectionProps() {
        const { id, name, readonly, record } = this.props;
        return { id, name, readonly, record };
    }
}

export const levelBadgeField = {
    component: LevelBadgeField,
    displayName: _t("Risk level"),
    supportedTypes: ["selection"],
    supportedOptions: [
        {
            label: _t("Letter only"),
            name: "compact",
            type: "boolean",
            help: _t("Shows the letter and keeps the word for the tooltip."),
        },
    ],
    extractProps: ({ options }) => ({ compact: Boolean(options.compact) }),
};

registry.category("fields").add("dp_level_badge", levelBadgeField);
