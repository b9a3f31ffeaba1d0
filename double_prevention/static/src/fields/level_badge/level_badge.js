import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { SelectionField } from "@web/views/fields/selection/selection_field";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { whyAction } from "../../why/why_action";

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
        why: { type: Boolean, optional: true },
    };

    setup() {
        this.action = useService("action");
    }

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

    openWhy() {
        return this.action.doAction(whyAction(this.props.record));
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
        {
            label: _t("Opens the reasons"),
            name: "why",
            type: "boolean",
            help: _t("A tap on the level says why it is so and what would lower it."),
        },
    ],
    extractProps: ({ options }) => ({
        compact: Boolean(options.compact),
        why: Boolean(options.why),
    }),
};

registry.category("fields").add("dp_level_badge", levelBadgeField);
