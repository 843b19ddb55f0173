import { el, icon } from "./build.js";
import { get } from "./api.js";
import { clockTime } from "./when.js";

const KEPT = 200;

/** The calls of the bot, newest first; loaded while it is open. `button` gets the focus afterwards. */
export class Calls {
  constructor(node, button) {
    this.node = node;
    this.button = button;
    this.list = el("ol", { "aria-label": "Calls, newest first" });
    const close = el(
      "button",
      { type: "button", class: "round", "aria-label": "Close the calls", onclick: () => this.#turn(false) },
      icon("close"),
    );
    node.replaceChildren(
      el("header", {}, el("h2", {}, "Calls"), close),
      el("div", { class: "calls", tabindex: 0, role: "group", "aria-label": "Calls" }, this.list),
    );
    node.addEventListener("keydown", ({ key }) => key === "Escape" && this.#turn(false));
    this.close = close;
  }

  open() {
    return this.#turn(true);
  }

  async #turn(on) {
    this.node.hidden = !on;
    if (!on) return this.button.focus();
    this.close.focus();
    this.list.replaceChildren();
    for (const call of await get("/calls").catch(() => [])) this.put(call);
    return undefined;
  }

  put(call) {
    if (this.node.hidden || this.list.querySelector(`[data-id="${call.id}"]`)) return;
    this.list.prepend(line(call));
    if (this.list.children.length > KEPT) this.list.lastElementChild.remove();
  }
}

function line({ id, at, method, code, params }) {
  const head = el(
    "summary",
    {},
    el("time", {}, clockTime(at)),
    ` ${method} `,
    el("b", { class: code < 300 ? "" : "refused" }, String(code)),
  );
  return el(
    "li",
    { "data-id": id },
    el("details", {}, head, el("pre", { tabindex: 0 }, JSON.stringify(params, null, 2))),
  );
}
