import { text } from "@double_prevention/tag_page/texts";

const LONGEST_SIDE = 1600;
const QUALITY = 0.82;

/**
 * Shrink a photo on the phone: less to send over a weak signal. What the browser can't
 * read is sent as it is, for the server to judge.
 *
 * @param {File} file
 * @returns {Promise<Blob>}
 */
async function shrink(file) {
    let image;
    try {
        image = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
        return file;
    }
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    return blob && blob.size < file.size ? blob : file;
}

/** Photos of one field: taken, shown small, removed again. */
export class Photos {
    /**
     * @param {HTMLElement} root
     * @param {() => void} onChange
     */
    constructor(root, onChange) {
        this.name = root.dataset.name;
        this.most = Number(root.dataset.most);
        this.files = [];
        this.onChange = onChange;
        this.thumbs = root.querySelector(".dp-thumbs");
        this.notice = root.querySelector(".dp-hint");
        const input = root.querySelector("input[type=file]");
        input.addEventListener("change", () => {
            const files = [...input.files];
            // Cleared, so that the same photo can be chosen again after it was removed.
            input.value = "";
            this.add(files);
        });
    }

    /** @param {File[]} files */
    add(files) {
        const room = this.most - this.files.length;
        this.notice.hidden = files.length <= room;
        this.notice.textContent = text("tooMany", { most: this.most });
        for (const file of files.slice(0, room)) {
            const entry = { name: file.name, ready: shrink(file) };
            this.files.push(entry);
            this.show(entry, file);
        }
        this.onChange();
    }

    show(entry, file) {
        const item = document.createElement("li");
        const image = document.createElement("img");
        image.src = URL.createObjectURL(file);
        image.alt = file.name;
        const remove = document.createElement("button");
        remove.type = "button";
        remove.textContent = "×";
        remove.setAttribute("aria-label", text("remove"));
        remove.addEventListener("click", () => {
            URL.revokeObjectURL(image.src);
            item.remove();
            this.files.splice(this.files.indexOf(entry), 1);
            this.notice.hidden = true;
            this.onChange();
        });
        item.append(image, remove);
        this.thumbs.append(item);
    }

    /** @param {FormData} data */
    async appendTo(data) {
        for (const { name, ready } of this.files) {
            data.append(this.name, await ready, name);
        }
    }
}
