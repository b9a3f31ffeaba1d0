import { onWillDestroy } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

const CHANNEL = "dp_level";
/** Milliseconds in which changes are gathered before screens read again. */
export const GATHER = 1000;

/**
 * Set of the units whose level or reason changed; one that holds everything when the
 * server could not name them all.
 */
export class ChangedUnits {
    ids = new Set();
    all = false;

    add(ids) {
        if (ids) {
            ids.forEach((id) => this.ids.add(id));
        } else {
            this.all = true;
        }
    }

    has(id) {
        return this.all || this.ids.has(id);
    }
}

/**
 * Tells whoever asks which units changed. The bus is listened to from the first asker
 * on; changes are gathered, and a page nobody looks at waits until it is shown again.
 */
export const levelService = {
    dependencies: ["bus_service"],

    start(env, { bus_service: bus }) {
        const listeners = new Set();
        let changed = null;
        let timer = null;
        let listening = false;

        function tell() {
            timer = null;
            if (document.hidden) {
                return;
            }
            const told = changed;
            changed = null;
            for (const listener of [...listeners]) {
                listener(told);
            }
        }

        function onMessage({ ids }) {
            changed ??= new ChangedUnits();
            changed.add(ids);
            timer ??= browser.setTimeout(tell, GATHER);
        }

        document.addEventListener("visibilitychange", () => {
            if (!document.hidden && changed && !timer) {
                tell();
            }
        });

        return {
            /** Call ``listener`` with :class:`ChangedUnits`; returns how to stop it. */
            listen(listener) {
                if (!listening) {
                    listening = true;
                    bus.subscribe(CHANNEL, onMessage);
                    bus.addChannel(CHANNEL);
                }
                listeners.add(listener);
                return () => listeners.delete(listener);
            },
        };
    },
};

registry.category("services").add("dp_level", levelService);

/** Call ``listener`` with the units that changed while the component lives. */
export function useLevelChanges(listener) {
    onWillDestroy(useService("dp_level").listen(listener));
}
