import { text } from "@double_prevention/tag_page/texts";

/**
 * Send a form and say what came of it.
 *
 * @param {string} url
 * @param {FormData} data
 * @returns {Promise<{location?: string, errors?: Record<string, string[]>}>} where to go
 *  on, or what is wrong: texts by the id of the check, those of the whole under ""
 */
export async function send(url, data) {
    let response;
    try {
        response = await fetch(url, { method: "POST", body: data });
    } catch {
        return { errors: { "": [text("offline")] } };
    }
    if (response.redirected && new URL(response.url).pathname === "/web/login") {
        return { errors: { "": [text("login")] } };
    }
    if (response.status === 413) {
        return { errors: { "": [text("tooLarge")] } };
    }
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) {
        return { errors: { "": [text("server")] } };
    }
    return response.json();
}

/** A key that names one sending, so that a second arrival of it changes nothing. */
export function newKey() {
    // Not crypto.randomUUID: plants serve this page in their own network without TLS.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
