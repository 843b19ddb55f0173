import { el } from "./build.js";
import { item, Popup } from "./popup.js";
import { say } from "./status.js";
import { t } from "./words.js";

const PAUSE_MS = 150;

/**
 * What a bot finds for `@bot words`, as one types them. `ask(words)` resolves to `{ id, results }`, or to false if it is
 * refused; `choose(query, result)` sends one.
 */
export class InlineResults extends Popup {
  constructor(box, bot, { ask, choose }) {
    super(t("Results of {bot}", { bot: bot.name }));
    this.node.classList.add("results");
    this.box = box;
    this.bot = bot;
    this.handle = `@${bot.username}`;
    this.ask = ask;
    this.choose = choose;
    this.wanted = null;
  }

  /** Whether the text in the box is a question to the bot, and not one to send. */
  get asked() {
    return this.open || this.wanted !== null;
  }

  /** Offers the bot for the beginning of its name, and asks it for what stands behind. */
  filter(written) {
    clearTimeout(this.pause);
    this.wanted = null;
    const [lower, handle] = [written.toLowerCase(), this.handle.toLowerCase()];
    if (!this.bot.inline || !lower) return this.close();
    if (lower.startsWith(`${handle} `)) return this.#find(written.slice(handle.length + 1));
    return handle.startsWith(lower) ? this.#offer() : this.close();
  }

  #offer() {
    const write = () => {
      this.box.value = `${this.handle} `;
      this.box.focus();
      this.box.dispatchEvent(new Event("input"));
    };
    this.show([item(write, el("b", {}, this.handle), ` ${t("finds, and sends what you choose")}`)]);
  }

  #find(words) {
    this.wanted = words;
    this.pause = setTimeout(async () => {
      const found = await this.ask(words);
      if (this.wanted !== words) return;
      this.wanted = null;
      this.#draw(found || { results: [] });
    }, PAUSE_MS);
  }

  #draw({ id, results }) {
    if (results.length === 0) {
      this.close();
      say(t("Nothing found."));
      return;
    }
    this.show(results.map((result) => this.#item(id, result)));
    say(t("{n} results, arrow down to choose.", { n: results.length }));
  }

  #item(query, result) {
    const chosen = () => {
      this.box.focus();
      this.choose(query, result.id);
    };
    const { title = "", description = "", photo_file_id: photo } = result;
    const letter = title.match(/[\p{L}\p{N}]/u)?.[0] ?? "?";
    const sign = photo
      ? el("img", { class: "sign", src: `/files/${encodeURIComponent(photo)}`, alt: "" })
      : el("span", { class: "sign", "aria-hidden": "true" }, letter);
    return item(chosen, sign, el("span", { class: "result" }, el("b", {}, title), el("span", {}, description)));
  }

  /** Chooses the first that is shown, as Enter does; nothing while the answer is on its way. */
  first() {
    if (this.wanted === null) this.node.firstElementChild?.click();
  }

  close() {
    super.close();
    clearTimeout(this.pause);
    this.wanted = null;
  }
}
