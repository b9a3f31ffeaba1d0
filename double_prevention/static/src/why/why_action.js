import { _t } from "@web/core/l10n/translation";

/** Return the action that explains the level of a unit, or a row of its history. */
export function whyAction(record) {
    const { resModel, resId, data } = record;
    const ofChange = resModel === "dp.level.change";
    const params = ofChange
        ? { unit_id: data.unit_id.id, change_id: resId }
        : { unit_id: resModel === "dp.risk.unit" ? resId : data.unit_id.id };
    const name = (ofChange && data.unit_id.display_name) || data.display_name || data.name;
    return {
        type: "ir.actions.client",
        tag: "dp_level_why",
        name: name ? _t("Why: %s", name) : _t("Why This Level"),
        target: "new",
        params,
    };
}
