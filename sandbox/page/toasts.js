import { el } from "./build.js";
import { thisWindow } from "./memory.js";
import { clockTime, now } from "./when.js";

const KEPT = 30;

/** The last toast of a phone as a line of text, and on demand those before it. They outlive a reload. */
export class Toasts {
  constructor(id, name) {
    this.key = `toasts.${id}`;
    this.last = el("span", {});
    this.earlier = el("ol", { "aria-label": `Earlier toasts of ${name}, newest first` });
    this.node = el("details", { class: "toasts" }, el("summary", {}, this.last), this.earlier);
    this.node.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.node.open = false;
    });
    this.#draw(thisWindow.get(this.key, []));
  }

  add(text) {
    const lines = [{ text, at: now() }, ...thisWindow.get(this.key, [])].slice(0, KEPT);
    thisWindow.set(this.key, lines);
    this.#draw(lines);
  }

  #draw(lines) {
    this.node.hidden = lines.length === 0;
    this.last.textContent = lines[0]?.text ?? "";
    this.earlier.replaceChildren(
      ...lines.map(({ text, at }) => el("li", {}, el("time", {}, clockTime(at)), ` ${text}`)),
    );
  }
}
