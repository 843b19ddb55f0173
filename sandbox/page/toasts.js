import { el } from "./build.js";
import { thisWindow } from "./memory.js";
import { clockTime, now } from "./when.js";
import { t } from "./words.js";

const KEPT = 30;

/** The last toast of a phone as a line of text, and on demand the ones before it. They survive a reload. */
export class Toasts {
  constructor(id, name) {
    this.key = `toasts.${id}`;
    this.lines = thisWindow.get(this.key, []);
    this.last = el("summary", {});
    this.earlier = el("ol", { "aria-label": t("Earlier toasts of {name}, newest first", { name }) });
    this.node = el("details", { class: "toasts" }, this.last, this.earlier);
    this.node.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.node.open = false;
    });
    this.#draw();
  }

  add(text) {
    this.lines = [{ text, at: now() }, ...this.lines].slice(0, KEPT);
    thisWindow.set(this.key, this.lines);
    this.#draw();
  }

  #draw() {
    const [last, ...earlier] = this.lines;
    this.node.hidden = !last;
    if (last) this.last.replaceChildren(...line(last));
    this.earlier.replaceChildren(...earlier.map((each) => el("li", {}, line(each))));
  }
}

const line = ({ text, at }) => [el("time", {}, clockTime(at)), ` ${text}`];
