import { Component, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { LEVEL_LETTERS } from "../level_badge/level_badge";

const MOVES = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
};

/**
 * Picks one sentence per factor of an assessment method.
 *
 * The many2many holds the picked values. `data` names a Json field with the factors
 * and, for methods with two factors, the coloured grid of their combinations; `last`
 * names a many2many with the values of the assessment before, marked in grey. Scores
 * and levels are never computed here: the server answers with them.
 */
export class FactorPickerField extends Component {
    static template = "double_prevention.FactorPickerField";
    static props = {
        ...standardFieldProps,
        data: { type: String },
        last: { type: String, optional: true },
    };

    setup() {
        this.root = useRef("root");
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    get factors() {
        return this.props.record.data[this.props.data]?.factors ?? [];
    }

    get lastIds() {
        return (this.props.last && this.props.record.data[this.props.last]?.currentIds) || [];
    }

    /** Rows from the highest value down, columns from the lowest up, as printed. */
    get grid() {
        const cells = this.props.record.data[this.props.data]?.grid ?? [];
        if (!cells.length) {
            return null;
        }
        const [rowFactor, columnFactor] = this.factors;
        const columns = [...columnFactor.values].sort((a, b) => a.value - b.value);
        const rows = [...rowFactor.values].sort((a, b) => b.value - a.value);
        const byIds = Object.fromEntries(cells.map((c) => [`${c.row}-${c.column}`, c]));
        return {
            rowFactor,
            columnFactor,
            columns,
            rows: rows.map((value) => ({
                value,
                cells: columns.map((column) => ({
                    ...byIds[`${value.id}-${column.id}`],
                    title: `${rowFactor.code} ${value.value}, ${columnFactor.code} ${column.value}`,
                })),
            })),
        };
    }

    get hasPicks() {
        return this.list.currentIds.length > 0;
    }

    letter(level) {
        return LEVEL_LETTERS[level];
    }

    isPicked(valueId) {
        return this.list.currentIds.includes(valueId);
    }

    isLast(valueId) {
        return this.lastIds.includes(valueId);
    }

    isCellPicked(cell) {
        return this.isPicked(cell.row) && this.isPicked(cell.column);
    }

    isCellLast(cell) {
        return this.isLast(cell.row) && this.isLast(cell.column);
    }

    /** One cell is reached by Tab, the others by the arrow keys. */
    tabIndex(cell, isFirst) {
        const picked = this.factors.every((f) => f.values.some((v) => this.isPicked(v.id)));
        return (picked ? this.isCellPicked(cell) : isFirst) ? 0 : -1;
    }

    /** Replaces the picks of the factors that these values belong to. */
    async pick(...valueIds) {
        if (this.props.readonly) {
            return;
        }
        const others = this.factors
            .map((factor) => factor.values.map((value) => value.id))
            .filter((ids) => ids.some((id) => valueIds.includes(id)))
            .flat();
        const current = this.list.currentIds;
        await this.list.addAndRemove({
            add: valueIds.filter((id) => !current.includes(id)),
            remove: others.filter((id) => current.includes(id) && !valueIds.includes(id)),
        });
    }

    async clear() {
        await this.list.addAndRemove({ remove: [...this.list.currentIds] });
    }

    onGridKeydown(ev) {
        const move = MOVES[ev.key];
        const cell = ev.target.closest("[data-row]");
        if (!move || !cell) {
            return;
        }
        ev.preventDefault();
        const row = Number(cell.dataset.row) + move[0];
        const column = Number(cell.dataset.column) + move[1];
        this.root.el.querySelector(`[data-row="${row}"][data-column="${column}"]`)?.focus();
    }
}

export const factorPickerField = {
    component: FactorPickerField,
    displayName: _t("Factor picker"),
    supportedTypes: ["many2many"],
    relatedFields: [{ name: "display_name", type: "char" }],
    isEmpty: () => false,
    extractProps: ({ options }) => ({ data: options.data, last: options.last }),
};

registry.category("fields").add("dp_factor_picker", factorPickerField);
