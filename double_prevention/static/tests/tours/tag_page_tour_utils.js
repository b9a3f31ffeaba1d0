/** Choose a file, as a person does in the dialog of the browser. */
export function attach(input, file) {
    const files = new DataTransfer();
    files.items.add(file);
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** A photo as a camera makes it, drawn in one colour. */
export async function takePhoto(input, name, color) {
    const canvas = document.createElement("canvas");
    canvas.width = 320;
    canvas.height = 240;
    const context = canvas.getContext("2d");
    context.fillStyle = color;
    context.fillRect(0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg"));
    attach(input, new File([blob], name, { type: "image/jpeg" }));
}

/** Two taps before the first is answered. */
export function sendTwice(button) {
    button.click();
    button.click();
}

/** The frame of a check by what it asks. */
export const check = (content) => `.dp-check:has(legend:contains("${content}"))`;
