import { brief, el, icon } from "./build.js";
import { InlineResults } from "./inline.js";
import { Menu } from "./menu.js";
import { thisWindow } from "./memory.js";
import { t } from "./words.js";

/**
 * The composer of a phone. `send(text, file, replyTo)` resolves to false if nothing was sent; `ask` and `choose` are of
 * inline queries to `bot`.
 */
export class Composer {
  constructor(id, name, { bot, send, lines, ask, choose }) {
    this.draft = `draft.${id}`;
    this.send = send;
    this.lines = lines;
    this.choose = choose;
    this.file = null;
    this.question = null;
    this.box = el("textarea", {
      rows: 1,
      "aria-label": t("Write as {name}", { name }),
      placeholder: t("Write"),
      dir: "auto",
    });
    this.box.value = thisWindow.get(this.draft, "");
    this.menu = new Menu(this.box, (command) => this.#say(command));
    this.inline = new InlineResults(this.box, bot, {
      ask,
      choose: (query, result) => this.#choose(query, result),
    });
    this.bar = el("div", { class: "about", hidden: true });
    this.node = this.#form(name);
    this.#listen();
  }

  #form(name) {
    const pick = el("input", {
      type: "file",
      accept: "image/*",
      hidden: true,
      onchange: () => this.attach(pick.files[0]),
    });
    this.pictures = el(
      "button",
      { type: "button", class: "round", "aria-label": t("Attach a picture"), onclick: () => pick.click() },
      icon("picture"),
    );
    this.sending = el("button", { type: "submit", class: "round send", "aria-label": t("Send") }, icon("send"));
    const row = el("div", { class: "write" }, this.menu.button, this.pictures, pick, this.box, this.sending);
    return el("form", { class: "composer", "aria-label": t("Write as {name}", { name }) }, this.menu.node, this.inline.node, this.bar, row);
  }

  #listen() {
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#say(this.box.value);
    });
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("input", () => this.#changed());
    this.box.addEventListener("paste", ({ clipboardData }) => this.attach(clipboardData.files[0]));
    document.addEventListener("focusin", ({ target }) => {
      if (!this.node.contains(target)) this.#closePopups();
    });
    this.node.addEventListener("keydown", ({ key }) => key === "Escape" && this.#leave());
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (this.inline.asked) this.inline.first();
      else this.#say(this.box.value);
    } else if (event.key === "ArrowDown" && (this.menu.open || this.inline.open)) {
      event.preventDefault();
      (this.menu.open ? this.menu : this.inline).enter();
    } else if (event.key === "ArrowUp" && this.#recall()) {
      event.preventDefault();
    }
  }

  #changed() {
    thisWindow.set(this.draft, this.box.value);
    this.menu.filter(this.box.value);
    this.inline.filter(this.box.value);
  }

  #closePopups() {
    this.menu.close();
    this.inline.close();
  }

  async #choose(query, result) {
    const written = this.box.value;
    this.put("");
    if (!(await this.choose(query, result)) && !this.box.value) this.put(written);
  }

  #recall() {
    const lines = this.lines();
    const at = this.box.value ? lines.lastIndexOf(this.box.value) : lines.length;
    const earlier = lines[at - 1];
    if (at < 0 || earlier === undefined) return false;
    this.put(earlier);
    return true;
  }

  async #say(text) {
    const { file, question } = this;
    if (!text.trim() && !file) return;
    this.put("");
    this.clear();
    const sent = await this.send(text, file, question?.id);
    if (sent || this.box.value) return;
    this.put(text);
    if (file) this.attach(file);
  }

  #leave() {
    this.#closePopups();
    this.clear();
    this.box.focus();
  }

  put(line) {
    this.box.value = line;
    this.menu.close();
    this.inline.filter(line);
    thisWindow.set(this.draft, line);
  }

  /** Fills in a text unless something is being written. */
  offer(line) {
    if (!this.box.value && line) this.put(line);
  }

  /** Allows pictures in the private chat only. */
  picturesFor(here) {
    this.pictures.hidden = !here;
  }

  attach(file) {
    if (!file || this.pictures.hidden) return;
    this.file = file;
    this.#tell(icon("picture"), t("Picture: {file}. What you write becomes its caption.", { file: file.name }));
    this.box.focus();
  }

  /** Makes the next text a reply to this message. */
  answer(message) {
    this.question = message;
    this.box.placeholder = message.force_reply.placeholder || t("Write");
    this.#tell(t("Replying to: {text}", { text: brief(message.text, 80) }));
  }

  clear() {
    this.file = null;
    this.question = null;
    this.box.placeholder = t("Write");
    this.bar.hidden = true;
  }

  #tell(...words) {
    const close = el(
      "button",
      { type: "button", class: "round", "aria-label": t("Leave it"), onclick: () => this.#leave() },
      icon("close"),
    );
    this.bar.replaceChildren(el("span", {}, words), close);
    this.bar.hidden = false;
  }

  focus(how) {
    this.box.focus(how);
  }
}
