import { el } from "./build.js";
import { thisWindow } from "./memory.js";
import { listed, t } from "./words.js";

const WIDE = [matchMedia("(min-width: 1080px)"), matchMedia("(min-width: 720px)")];

/** The phones on the page: three, two or one by its width, the others in tabs. */
export class Tabs {
  constructor(node, phones) {
    this.node = node;
    this.phones = phones;
    this.recent = thisWindow.get("recent", []);
    this.wanted = null;
    for (const width of WIDE) width.addEventListener("change", () => this.draw());
  }

  get room() {
    return WIDE[0].matches ? 3 : WIDE[1].matches ? 2 : 1;
  }

  /** Marks a phone as used just now: another one is replaced next. */
  touch(id) {
    this.recent = [id, ...this.recent.filter((each) => each !== id)];
    thisWindow.set("recent", this.recent);
  }

  /** Shows a phone in the place of the least recently used one. */
  reveal({ id }) {
    this.touch(id);
    this.draw();
  }

  /** Shows a phone, and puts the cursor there. */
  show(phone) {
    this.reveal(phone);
    phone.read();
    phone.composer.focus();
  }

  /** Outlines the tab of the phone that is wanted next, where it is not shown. */
  want(id = null) {
    if (this.wanted === id) return;
    this.wanted = id;
    this.draw();
  }

  draw() {
    const order = [...new Set([...this.recent, ...this.phones.keys()])].filter((id) => this.phones.has(id));
    const shown = new Set(order.slice(0, this.room));
    for (const phone of this.phones.values()) {
      const appears = phone.node.hidden && shown.has(phone.id);
      phone.node.hidden = !shown.has(phone.id);
      if (appears) phone.log.toNewest();
    }
    const tabbed = [...this.phones.values()].filter(({ id }) => this.room === 1 || !shown.has(id));
    this.node.hidden = shown.size === this.phones.size;
    this.node.replaceChildren(...tabbed.map((phone) => this.#tab(phone, shown.has(phone.id))));
  }

  #tab(phone, shown) {
    const news = !shown && phone.unread > 0 ? t(`${phone.unread} new`) : "";
    const role = news && this.room === 1 ? "" : phone.role;
    const kind = `${news && "news"} ${!shown && phone.id === this.wanted ? "asked" : ""}`.trim();
    return el(
      "button",
      { type: "button", "aria-pressed": String(shown), class: kind, onclick: () => this.show(phone) },
      listed(phone.name, role, news),
    );
  }
}
