import { brief, el, icon } from "./build.js";
import { Menu } from "./menu.js";
import { thisWindow } from "./memory.js";
import { t } from "./words.js";

/** The composer of a phone. `send(text, file, replyTo)` resolves to false if nothing was sent. */
export class Composer {
  constructor(id, name, { send, lines }) {
    this.draft = `draft.${id}`;
    this.send = send;
    this.lines = lines;
    this.file = null;
    this.question = null;
    this.box = el("textarea", {
      rows: 1,
      "aria-label": `Write as ${name}`,
      placeholder: t("Write"),
      dir: "auto",
    });
    this.box.value = thisWindow.get(this.draft, "");
    this.menu = new Menu(this.box, (command) => this.#say(command));
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
      { type: "button", class: "round", "aria-label": "Attach a picture", onclick: () => pick.click() },
      icon("picture"),
    );
    const send = el("button", { type: "submit", class: "round send", "aria-label": "Send" }, icon("send"));
    const row = el("div", { class: "write" }, this.menu.button, this.pictures, pick, this.box, send);
    return el("form", { class: "composer", "aria-label": `Write as ${name}` }, this.menu.node, this.bar, row);
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
      if (!this.node.contains(target)) this.menu.close();
    });
    this.node.addEventListener("keydown", ({ key }) => key === "Escape" && this.#leave());
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#say(this.box.value);
    } else if (event.key === "ArrowDown" && this.menu.open) {
      event.preventDefault();
      this.menu.enter();
    } else if (event.key === "ArrowUp" && this.#recall()) {
      event.preventDefault();
    }
  }

  #changed() {
    thisWindow.set(this.draft, this.box.value);
    this.menu.filter(this.box.value);
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
    this.menu.close();
    this.clear();
    this.box.focus();
  }

  put(line) {
    this.box.value = line;
    this.menu.close();
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
    this.#tell(icon("picture"), `Picture: ${file.name}. What you write becomes its caption.`);
    this.box.focus();
  }

  /** Makes the next text a reply to this message. */
  answer(message) {
    this.question = message;
    this.box.placeholder = message.force_reply.placeholder || t("Write");
    this.#tell(`Replying to: ${brief(message.text, 80)}`);
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
      { type: "button", class: "round", "aria-label": "Leave it", onclick: () => this.#leave() },
      icon("close"),
    );
    this.bar.replaceChildren(el("span", {}, words), close);
    this.bar.hidden = false;
  }

  focus(how) {
    this.box.focus(how);
  }
}
