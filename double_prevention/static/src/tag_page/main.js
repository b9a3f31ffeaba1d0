import { LivePage } from "@double_prevention/tag_page/live";
import { PageForm } from "@double_prevention/tag_page/page_form";
import { RoundForm } from "@double_prevention/tag_page/round_form";

for (const form of document.querySelectorAll(".dp-form")) {
    const Form = form.classList.contains("dp-round") ? RoundForm : PageForm;
    new Form(form);
    // Says to whoever waits that the form listens.
    form.dataset.ready = "1";
}

const band = document.querySelector("[data-live-unit]");
if (band) {
    const { liveUnit, liveVersion } = band.dataset;
    new LivePage(document.querySelector("main"), Number(liveUnit), liveVersion);
}
