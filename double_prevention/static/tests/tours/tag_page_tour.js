import { registry } from "@web/core/registry";
import { check, attach, sendTwice } from "./tag_page_tour_utils";

const ready = ".dp-form[data-ready]";
const valve = check("Relief valve sealed?");

registry.category("web_tour.tours").add("dp_tag_page_keeps_answers", {
    steps: () => [
        { trigger: `${ready} ${valve} .dp-bad span`, run: "click" },
        { trigger: `${valve} textarea:visible`, run: "edit The seal is broken" },
        {
            content: "Outside its limit, and it says so",
            trigger: `${check("Pressure")} input[inputmode=decimal]`,
            run: "edit 2900",
        },
        { trigger: `${check("Pressure")} .dp-hint:contains(Outside the limit)` },
        { trigger: `${check("Pressure")} input[inputmode=decimal]`, run: "edit 2800" },
        { trigger: `${check("Pressure")}:has(.dp-hint:not(:visible))` },
        { trigger: `${check("Flange")} .dp-choice:contains(Dry) span`, run: "click" },
        {
            content: "A file that is no photo",
            trigger: `${valve} input[type=file]`,
            run: ({ anchor }) => attach(anchor, new File(["no photo"], "notes.jpg")),
        },
        { trigger: `${valve} .dp-thumbs img` },
        { trigger: ".dp-submit button", run: "click" },
        {
            content: "The server's answer is shown at the check",
            trigger: `.dp-wrong${valve} .dp-error:contains(notes.jpg is not a photo)`,
        },
        {
            content: "The phone throws the page away",
            trigger: ".dp-submit button:enabled",
            run: () => location.reload(),
            expectUnloadPage: true,
        },
        { trigger: `${ready} .dp-progress-text:contains(3 of 3)` },
        { trigger: `${valve} textarea:value(The seal is broken)` },
        {
            content: "A double tap sends once",
            trigger: ".dp-submit button",
            run: ({ anchor }) => sendTwice(anchor),
            expectUnloadPage: true,
        },
        { trigger: ".dp-done" },
    ],
});
