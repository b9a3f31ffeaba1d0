import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** "My Safety Duties" in the menu of the user, two clicks from anywhere. */
export function safetyDutiesItem(env) {
    return {
        type: "item",
        id: "dp_safety_duties",
        description: _t("My Safety Duties"),
        callback: () =>
            env.services.action.doAction("double_prevention.dp_safety_duties_action", {
                clearBreadcrumbs: true,
            }),
        sequence: 25,
    };
}

registry.category("user_menuitems").add("dp_safety_duties", safetyDutiesItem);
