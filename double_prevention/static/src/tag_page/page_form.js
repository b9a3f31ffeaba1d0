import { Draft } from "@double_prevention/tag_page/draft";
import { Photos } from "@double_prevention/tag_page/photos";
import { send } from "@double_prevention/tag_page/send";

/** A form of the page: keeps its draft, takes photos, sends once, shows what is wrong. */
export class PageForm {
    /** @param {HTMLFormElement} form */
    constructor(form) {
        this.form = form;
        this.errors = form.querySelector(".dp-errors");
        this.draft = new Draft(form);
        this.photos = [...form.querySelectorAll(".dp-photos")].map(
            (root) => new Photos(root, () => this.onChange(root)),
        );
        this.sending = false;
        form.addEventListener("input", (ev) => this.onChange(ev.target));
        form.addEventListener("submit", (ev) => {
            ev.preventDefault();
            this.submit(ev.submitter);
        });
    }

    onChange() {
        this.draft.save();
    }

    /** Whether it may be sent; says to the person what is missing. */
    isComplete() {
        return true;
    }

    async submit(button) {
        this.showErrors({});
        if (this.sending || !this.isComplete()) {
            return;
        }
        this.setSending(true);
        const data = new FormData(this.form);
        data.append("client_uuid", this.draft.uuid);
        if (button?.name) {
            data.append(button.name, button.value);
        }
        for (const photos of this.photos) {
            await photos.appendTo(data);
        }
        const answer = await send(this.form.getAttribute("action"), data);
        if (answer.location) {
            this.draft.discard();
            location.replace(answer.location);
            return;
        }
        this.setSending(false);
        this.onAnswer(answer);
    }

    /** What to do when the server asks for more instead of taking the form. */
    onAnswer(answer) {
        this.showErrors(answer.errors);
    }

    setSending(sending) {
        this.sending = sending;
        for (const button of this.form.querySelectorAll("button[type=submit]")) {
            button.disabled = sending;
        }
    }

    /** @param {Record<string, string[]>} errors */
    showErrors(errors) {
        const texts = errors[""] || [];
        this.errors.textContent = texts.join("\n");
        this.errors.hidden = !texts.length;
        if (texts.length) {
            this.errors.scrollIntoView({ block: "center" });
        }
    }
}
