import { el } from "./build.js";
import { item, Popup } from "./popup.js";
import { say } from "./status.js";
import { t } from "./words.js";

/** The commands of a bot: opened by `/` in an empty box or by its button. */
export class Menu extends Popup {
  constructor(box, choose) {
    super(t("Commands"));
    this.box = box;
    this.choose = choose;
    this.commands = [];
    this.button = el(
      "button",
      {
        type: "button",
        class: "round",
        "aria-label": t("Commands"),
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => this.#toggle(),
      },
      "/",
    );
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
    if (!this.open) say(t("{n} commands, arrow down to choose.", { n: fit.length }));
    return this.#showCommands(fit);
  }

  #showCommands(commands) {
    this.show(commands.map((each) => this.#item(each)));
    this.button.setAttribute("aria-expanded", "true");
  }

  #item({ command, description }) {
    const chosen = () => {
      this.box.focus();
      this.choose(`/${command}`);
    };
    return item(chosen, el("b", {}, `/${command}`), ` ${description}`);
  }

  #toggle() {
    if (this.open) return this.close();
    this.#showCommands(this.commands);
    return this.enter();
  }

  close() {
    super.close();
    this.button.setAttribute("aria-expanded", "false");
  }
}
