import { registry } from "@web/core/registry";
import { check, takePhoto } from "./tag_page_tour_utils";

const ready = ".dp-form[data-ready]";

// The worker scans, does the round that is due, and finds a barrier that failed.
registry.category("web_tour.tours").add("dp_story_worker", {
    steps: () => [
        {
            content: "The place is yellow",
            trigger: ".dp-band.o_dp_level_3:contains(R-301)",
        },
        {
            content: "Start the round that is due",
            trigger: ".dp-start-round:contains(3 checks)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The relief valve is bad",
            trigger: `${ready} ${check("Relief valve sealed?")} .dp-bad span`,
            run: "click",
        },
        {
            content: "Say what is wrong",
            trigger: `${check("Relief valve sealed?")} textarea:visible`,
            run: "edit The seal is broken",
        },
        {
            content: "Take a photo",
            trigger: `${check("Relief valve sealed?")} input[type=file]`,
            run: ({ anchor }) => takePhoto(anchor, "valve.jpg", "red"),
        },
        {
            content: "The photo is there",
            trigger: `${check("Relief valve sealed?")} .dp-thumbs img`,
        },
        {
            content: "Read the pressure, in another unit",
            trigger: `${check("Pressure")} select`,
            run: "select MPa",
        },
        {
            trigger: `${check("Pressure")} input[inputmode=decimal]`,
            run: "edit 2.705",
        },
        {
            content: "Try to submit while a check is open",
            trigger: ".dp-progress-text:contains(2 of 3)",
        },
        { trigger: ".dp-submit button", run: "click" },
        {
            content: "The open check is shown",
            trigger: `.dp-wrong${check("Level alarm")}`,
        },
        { trigger: `${check("Level alarm")} .dp-good span`, run: "click" },
        { trigger: ".dp-progress-text:contains(3 of 3)" },
        {
            content: "Submit the round",
            trigger: ".dp-submit button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "A hidden hazard is open with a person and a deadline",
            trigger: ".dp-section a.dp-row:contains(Responsible: Fixer)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".dp-pictures:first img" },
        { trigger: ".dp-facts:contains(The seal is broken)" },
        { trigger: ".dp-facts dt:contains(Deadline)" },
        {
            content: "Back to the place",
            trigger: ".dp-back",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The place is orange and says why",
            trigger: ".dp-band.o_dp_level_2:contains(Larger)",
        },
        { trigger: ".dp-why-text:contains(Relief valve sealed)" },
        { trigger: ".dp-hazards .dp-row:contains(Relief valve sealed)" },
    ],
});

// The person responsible sees it under the same code and fixes it.
registry.category("web_tour.tours").add("dp_story_fixer", {
    steps: () => [
        { trigger: ".dp-band.o_dp_level_2" },
        {
            trigger: ".dp-hazards .dp-row:contains(Mine to fix)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: `${ready} input[type=file]`,
            run: ({ anchor }) => takePhoto(anchor, "fixed.jpg", "green"),
        },
        { trigger: ".dp-fix .dp-thumbs img" },
        { trigger: ".dp-fix textarea", run: "edit New seal, dated and stamped" },
        { trigger: ".dp-fix button[type=submit]", run: "click", expectUnloadPage: true },
        { trigger: ".dp-state:contains(Verifying)" },
    ],
});

// Somebody else verifies it, and the place is yellow again.
registry.category("web_tour.tours").add("dp_story_verifier", {
    steps: () => [
        {
            trigger: ".dp-hazards .dp-row:contains(Mine to verify)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Before and after are side by side",
            trigger: ".dp-pair:has(.dp-pictures:first img):has(.dp-pictures:last img)",
        },
        { trigger: `${ready} textarea[name=opinion]`, run: "edit Seal is there" },
        {
            trigger: ".dp-verify button[value=verify]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".dp-state:contains(Closed)" },
        { trigger: ".dp-back", run: "click", expectUnloadPage: true },
        { trigger: ".dp-band.o_dp_level_3:contains(R-301)" },
        { trigger: "body:not(:has(.dp-hazards))" },
    ],
});
