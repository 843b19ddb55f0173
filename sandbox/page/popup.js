import { el } from "./build.js";

/** A list above the composer, walked by arrows: commands, or the results of an inline query. */
export class Popup {
  constructor(label) {
    this.node = el("div", {
      class: "popup",
      role: "menu",
      "aria-label": label,
      hidden: true,
      onkeydown: (event) => this.#key(event),
    });
  }

  get open() {
    return !this.node.hidden;
  }

  show(items) {
    this.node.replaceChildren(...items);
    this.node.hidden = false;
    this.node.scrollTop = 0;
  }

  enter() {
    this.node.firstElementChild?.focus();
  }

  close() {
    this.node.hidden = true;
  }

  #key(event) {
    const all = [...this.node.children];
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: all[at + 1] ?? all[0], ArrowUp: all.at(at - 1), Home: all[0], End: all.at(-1) }[
      event.key
    ];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

export const item = (onclick, ...words) =>
  el("button", { type: "button", role: "menuitem", tabindex: -1, onclick }, words);
