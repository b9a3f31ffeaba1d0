import { newKey } from "@double_prevention/tag_page/send";

/**
 * What was typed into a form, kept until the server has accepted it.
 *
 * A phone may throw the page away while the camera is open: everything but the photos
 * is there again, and it is still the same sending.
 */
export class Draft {
    /** @param {HTMLFormElement} form its `data-key` names the draft */
    constructor(form) {
        this.form = form;
        this.key = `dp-draft-${form.dataset.key}`;
        const stored = JSON.parse(sessionStorage.getItem(this.key) || "{}");
        this.uuid = stored.uuid || newKey();
        this.restore(stored.fields || {});
    }

    /** @param {Record<string, string>} fields */
    restore(fields) {
        for (const [name, value] of Object.entries(fields)) {
            for (const field of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
                if (field.type === "radio") {
                    field.checked = field.value === value;
                } else {
                    field.value = value;
                }
            }
        }
    }

    save() {
        const fields = {};
        for (const [name, value] of new FormData(this.form)) {
            if (name !== "csrf_token" && typeof value === "string" && value) {
                fields[name] = value;
            }
        }
        sessionStorage.setItem(this.key, JSON.stringify({ uuid: this.uuid, fields }));
    }

    discard() {
        sessionStorage.removeItem(this.key);
    }
}
