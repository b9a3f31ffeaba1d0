import { text } from "@double_prevention/tag_page/texts";

/** One check of a round: what was answered, and what the answer asks for. */
export class Check {
    /** @param {HTMLFieldSetElement} root */
    constructor(root) {
        const { line, type, low, high, photo } = root.dataset;
        Object.assign(this, { root, id: line, type, needsPhoto: Boolean(photo) });
        this.low = low === undefined ? -Infinity : Number(low);
        this.high = high === undefined ? Infinity : Number(high);
        this.value = root.querySelector(`[name="value_${line}"]`);
        this.uom = root.querySelector("select");
        this.note = root.querySelector("textarea");
        this.evidence = root.querySelector(".dp-evidence");
        this.hint = root.querySelector(":scope > .dp-hint");
        this.error = root.querySelector(".dp-error");
    }

    get result() {
        return this.root.querySelector(`[name="result_${this.id}"]:checked`)?.value;
    }

    get choice() {
        return this.root.querySelector(`[name="choice_${this.id}"]:checked`);
    }

    /** The number in the unit of the check; NaN while there is none. */
    get number() {
        const typed = this.value.value.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
        const { factor = 1, offset = 0 } = this.uom?.selectedOptions[0].dataset ?? {};
        return typed === "" ? NaN : Number(typed) * Number(factor) + Number(offset);
    }

    get isOutside() {
        return this.type === "number" && (this.number < this.low || this.number > this.high);
    }

    get isBad() {
        return this.result === "hazard" || this.isOutside || Boolean(this.choice?.dataset.bad);
    }

    get isAnswered() {
        if (this.result) {
            return true;
        }
        return this.type === "number" ? !Number.isNaN(this.number) : Boolean(this.choice);
    }

    /** Show what the answer asks for: a sentence and a photo for what is bad. */
    refresh() {
        const wantsNote = this.isBad || this.result === "not_applicable";
        this.note.hidden = !wantsNote;
        this.evidence.hidden = !wantsNote && !this.needsPhoto;
        this.hint.hidden = !this.isOutside;
        this.hint.textContent = this.isOutside ? text("outside") : "";
    }

    /** A number or a choice takes back "bad" and "n.a.": it speaks for itself. */
    clearResult() {
        for (const radio of this.root.querySelectorAll(`[name="result_${this.id}"]`)) {
            radio.checked = false;
        }
    }

    /** @param {string[]} texts */
    showErrors(texts) {
        this.error.textContent = texts.join("\n");
        this.error.hidden = !texts.length;
        this.root.classList.toggle("dp-wrong", Boolean(texts.length));
    }
}
