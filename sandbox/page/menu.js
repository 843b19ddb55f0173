import { el } from "./build.js";
import { say } from "./status.js";

/** The commands of a bot: opened by `/` in an empty box or by its button, walked by arrows. */
export class Menu {
  constructor(box, choose) {
    this.box = box;
    this.choose = choose;
    this.commands = [];
    this.node = el("div", {
      class: "commands",
      role: "menu",
      "aria-label": "Commands",
      hidden: true,
      onkeydown: (event) => this.#key(event),
    });
    this.button = el(
      "button",
      {
        type: "button",
        class: "round",
        "aria-label": "Commands",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => this.#toggle(),
      },
      "/",
    );
  }

  get open() {
    return !this.node.hidden;
  }

  offer(commands) {
    this.commands = commands;
    this.button.hidden = commands.length === 0;
  }

  /** Shows the commands that begin with the text so far; none for an empty text. */
  filter(written) {
    const fit = written.startsWith("/")
      ? this.commands.filter(({ command }) => `/${command}`.startsWith(written))
      : [];
    if (fit.length === 0) return this.close();
    if (!this.open) say(`${fit.length} commands, arrow down to choose.`);
    return this.#show(fit);
  }

  #show(commands) {
    this.node.replaceChildren(...commands.map((each) => this.#item(each)));
    this.node.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
  }

  #item({ command, description }) {
    const chosen = () => {
      this.box.focus();
      this.choose(`/${command}`);
    };
    return el(
      "button",
      { type: "button", role: "menuitem", tabindex: -1, onclick: chosen },
      el("b", {}, `/${command}`),
      ` ${description}`,
    );
  }

  #toggle() {
    if (this.open) return this.close();
    this.#show(this.commands);
    return this.enter();
  }

  enter() {
    this.node.firstElementChild?.focus();
  }

  close() {
    this.node.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
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
