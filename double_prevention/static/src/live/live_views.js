import { onPatched } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { useLevelChanges } from "./level_service";

/** What a view filters, sorts or groups by so that a unit not shown may belong to it. */
const BY_LEVEL = /current_level|current_reason|current_since|is_worse_than_residual/;

function unitOf(record) {
    return record.resModel === "dp.risk.unit" ? record.resId : record.data.unit_id?.id;
}

/** Whether a change of these units changes what the list or kanban ``root`` shows. */
export function showsChange(root, changed) {
    const { domain, groupBy, orderBy, resModel } = root;
    return (
        // the history grows with every change
        resModel === "dp.level.change" ||
        root.records.some((record) => changed.has(unitOf(record))) ||
        BY_LEVEL.test(JSON.stringify([domain, groupBy ?? [], orderBy]))
    );
}

/**
 * Read the view again when levels change in what it shows, but never while somebody
 * edits or has selected something: then as soon as he is done.
 *
 * @param {(changed) => boolean} concerns
 * @param {() => boolean | Promise<boolean>} isBusy
 */
function useLiveRoot(controller, concerns, isBusy) {
    let waiting = false;

    async function refresh() {
        waiting = true;
        if (!(await isBusy()) && waiting) {
            waiting = false;
            await controller.model.root.load();
            controller.model.notify();
        }
    }

    useLevelChanges((changed) => {
        if (concerns(changed)) {
            refresh();
        }
    });
    onPatched(() => {
        if (waiting) {
            refresh();
        }
    });
}

const live = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            useLiveRoot(
                this,
                (changed) => showsChange(this.model.root, changed),
                () => Boolean(this.model.root.editedRecord || this.model.root.selection.length),
            );
        }
    };

export class LiveListController extends live(ListController) {}
export class LiveKanbanController extends live(KanbanController) {}

export class LiveFormController extends FormController {
    setup() {
        super.setup();
        useLiveRoot(
            this,
            (changed) => !this.model.root.isNew && changed.has(unitOf(this.model.root)),
            () => this.model.root.isDirty(),
        );
    }
}

const views = registry.category("views");
views.add("dp_live_list", { ...listView, Controller: LiveListController });
views.add("dp_live_kanban", { ...kanbanView, Controller: LiveKanbanController });
views.add("dp_live_form", { ...formView, Controller: LiveFormController });
