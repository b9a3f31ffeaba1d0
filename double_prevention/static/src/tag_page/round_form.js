import { Check } from "@double_prevention/tag_page/check";
import { PageForm } from "@double_prevention/tag_page/page_form";
import { text } from "@double_prevention/tag_page/texts";

/** The round: progress, and every error at the check it belongs to. */
export class RoundForm extends PageForm {
    constructor(form) {
        super(form);
        this.checks = [...form.querySelectorAll(".dp-check")].map((root) => new Check(root));
        this.bar = form.querySelector("progress");
        this.progress = form.querySelector(".dp-progress-text");
        this.refresh();
    }

    onChange(target) {
        const check = this.checks.find((one) => one.root.contains(target));
        if (target.name?.startsWith("value_") || target.name?.startsWith("choice_")) {
            check.clearResult();
        }
        check.showErrors([]);
        this.refresh();
        super.onChange(target);
    }

    refresh() {
        for (const check of this.checks) {
            check.refresh();
        }
        const done = this.checks.filter((check) => check.isAnswered).length;
        this.bar.value = done;
        this.progress.textContent = text("progress", { done, all: this.checks.length });
    }

    isComplete() {
        const open = this.checks.filter((check) => !check.isAnswered);
        if (open.length) {
            super.showErrors({ "": [text("missing", { count: open.length })] });
            for (const check of open) {
                check.root.classList.add("dp-wrong");
            }
            open[0].root.scrollIntoView({ block: "start" });
        }
        return !open.length;
    }

    showErrors(errors) {
        super.showErrors(errors);
        for (const check of this.checks) {
            check.showErrors(errors[check.id] || []);
        }
        this.form.querySelector(".dp-check.dp-wrong")?.scrollIntoView({ block: "start" });
    }
}
