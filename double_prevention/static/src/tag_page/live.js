const CHANNEL = "dp_level";
const FIRST_WAIT = 5000;
const LONGEST_WAIT = 300000;

/**
 * Reads the page of a place again when its level changes. The server tells over the same
 * authorised channel as in the back end, and only which units changed; nothing is polled.
 */
export class LivePage {
    constructor(main, unit, version) {
        this.main = main;
        this.unit = unit;
        this.url = `${location.origin.replace("http", "ws")}/websocket?version=${version}`;
        this.wait = FIRST_WAIT;
        this.stale = false;
        document.addEventListener("visibilitychange", () => this.onShown());
        this.connect();
    }

    connect() {
        const socket = new WebSocket(this.url);
        this.socket = socket;
        socket.addEventListener("open", () => {
            this.wait = FIRST_WAIT;
            const data = { channels: [CHANNEL], last: 0 };
            socket.send(JSON.stringify({ event_name: "subscribe", data }));
        });
        socket.addEventListener("message", ({ data }) => this.onMessage(JSON.parse(data)));
        socket.addEventListener("close", () => this.onClose());
    }

    /** A phone that sleeps does not call again; one in use waits longer each time. */
    onClose() {
        this.socket = null;
        if (!document.hidden) {
            setTimeout(() => this.socket || this.connect(), this.wait);
            this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
        }
    }

    onMessage(notifications) {
        const concerns = ({ type, payload }) =>
            type === CHANNEL && (!payload.ids || payload.ids.includes(this.unit));
        if (notifications.some(({ message }) => concerns(message))) {
            this.stale = true;
            this.refresh();
        }
    }

    onShown() {
        if (!document.hidden) {
            if (!this.socket) {
                this.stale = true;
                this.connect();
            }
            this.refresh();
        }
    }

    async refresh() {
        if (!this.stale || document.hidden) {
            return;
        }
        this.stale = false;
        const response = await fetch(`${location.pathname}?again=1`);
        if (response.ok) {
            const page = new DOMParser().parseFromString(await response.text(), "text/html");
            this.main.replaceChildren(...page.querySelector("main").childNodes);
        }
    }
}
