import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const CHOICES = {
    yes: "text-bg-primary",
    no: "text-bg-secondary",
    not_applicable: "text-bg-light",
};

/**
 * The questions of a judgement, one card each: a large button per answer, a note once
 * one is given. Narrowed by pack and by words; the likeliest questions come first.
 *
 * With the option "compact" for a handful of questions: no search, and the answers
 * stand beside the question where there is room.
 */
export class JudgementField extends Component {
    static template = "double_prevention.JudgementField";
    static props = { ...standardFieldProps, isCompact: { type: Boolean, optional: true } };

    setup() {
        this.state = useState({ pack: false, words: "", isOpenOnly: false });
    }

    get lines() {
        return this.props.record.data[this.props.name].records;
    }

    get packs() {
        const packs = new Map();
        for (const { data } of this.lines.filter(({ data }) => data.pack_id)) {
            const pack = packs.get(data.pack_id.id) || { ...data.pack_id, count: 0 };
            pack.count++;
            packs.set(pack.id, pack);
        }
        return [...packs.values()];
    }

    get shown() {
        const words = this.state.words.trim().toLowerCase().split(/\s+/).filter(Boolean);
        return this.lines.filter(({ data }) => {
            const text = `${data.clause} ${data.question}`.toLowerCase();
            return (
                (!this.state.pack || data.pack_id.id === this.state.pack) &&
                (!this.state.isOpenOnly || !data.answer) &&
                words.every((word) => text.includes(word))
            );
        });
    }

    get answeredCount() {
        return this.lines.filter(({ data }) => data.answer).length;
    }

    choices(line) {
        return line.fields.answer.selection.map(([value, label]) => ({
            value,
            label,
            isChosen: line.data.answer === value,
            class: line.data.answer === value ? CHOICES[value] : "btn-outline-secondary",
        }));
    }

    showPack(id) {
        this.state.pack = this.state.pack === id ? false : id;
    }

    /** Take an answer; tapping it again takes it back. */
    answer(line, value) {
        line.update({ answer: line.data.answer === value ? false : value });
    }

    note(line, event) {
        line.update({ note: event.target.value });
    }
}

export const judgementField = {
    component: JudgementField,
    displayName: _t("Questions of a judgement"),
    supportedTypes: ["one2many"],
    useSubView: true,
    supportedOptions: [{ label: _t("Compact"), name: "compact", type: "boolean" }],
    extractProps: ({ options }) => ({ isCompact: Boolean(options.compact) }),
};

registry.category("fields").add("dp_judgement", judgementField);
