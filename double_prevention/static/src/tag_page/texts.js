/** Texts of the page, which the server has translated; `{name}` is filled in. */
export function text(key, values = {}) {
    const source = document.getElementById("dp-texts");
    const found = source?.content.querySelector(`[data-key="${key}"]`);
    return (found?.textContent ?? key).replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
}
