import { PageForm } from "@double_prevention/tag_page/page_form";

/** The report of a hazard: what may be known already is offered before it is taken. */
export class ReportForm extends PageForm {
    constructor(form) {
        super(form);
        this.known = form.querySelector(".dp-known");
        this.template = this.known.querySelector(".dp-known-new");
    }

    /** Once something is offered, the person says which it is, or that it is new. */
    isComplete() {
        const isChosen = this.known.hidden || this.known.querySelector("input:checked");
        if (!isChosen) {
            this.known.scrollIntoView({ block: "center" });
        }
        return Boolean(isChosen);
    }

    onAnswer(answer) {
        if (answer.known) {
            this.offer(answer.known);
        } else {
            super.onAnswer(answer);
        }
    }

    /** @param {{id: number, name: string, when: string}[]} rows */
    offer(rows) {
        this.template.querySelector("input").disabled = false;
        for (const { id, name, when } of rows) {
            const choice = this.template.cloneNode(true);
            choice.classList.remove("dp-known-new");
            const input = choice.querySelector("input");
            input.value = id;
            choice.querySelector("span").textContent = `${name} · ${when}`;
            this.template.before(choice);
        }
        this.known.hidden = false;
        this.known.scrollIntoView({ block: "center" });
    }
}
