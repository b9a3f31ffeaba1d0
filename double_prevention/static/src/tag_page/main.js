import { LivePage } from "@double_prevention/tag_page/live";
import { PageForm } from "@double_prevention/tag_page/page_form";
import { ReportForm } from "@double_prevention/tag_page/report_form";
import { RoundForm } from "@double_prevention/tag_page/round_form";

function formClass(form) {
    if (form.classList.contains("dp-round")) {
        return RoundForm;
    }
    return form.classList.contains("dp-report-form") ? ReportForm : PageForm;
}

for (const form of document.querySelectorAll(".dp-form")) {
    const Form = formClass(form);
    new Form(form);
    // Says to whoever waits that the form listens.
    form.dataset.ready = "1";
}

const band = document.querySelector("[data-live-unit]");
if (band) {
    const { liveUnit, liveVersion } = band.dataset;
    new LivePage(document.querySelector("main"), Number(liveUnit), liveVersion);
}
