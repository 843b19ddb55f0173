/** A device at a gate: people who go in or out are counted by taps, with a network or without one. */
import { button, el, sign } from "./build.js";
import { askHelp, askSignOut } from "./dialogs.js";
import { formatTime } from "./formats.js";
import { insideNow } from "./inside.js";
import { languageMenu } from "./language_menu.js";
import { notices } from "./notices.js";
import { record, undo, undoableFor } from "./record.js";
import { now } from "./server_clock.js";
import { signal } from "./signals.js";
import { statusBar } from "./status_bar.js";
import { summary } from "./summary.js";
import { isConnected, wake } from "./sync.js";
import { language, t } from "./texts.js";
import { notRecordedText } from "./verdicts.js";

const MOST_AT_ONCE = 6;

export class GateView {
  #redraw;
  #units = 1;
  #isFull = false;
  #status = el("header", {});
  #inside = el("div", { class: "inside", role: "status" });
  #atOnce = el("div", { class: "at-once", role: "group", "aria-label": t("people_at_once") });
  #messages = el("div", { class: "notices", role: "alert" });
  #last = el("div", { class: "last-place" });
  #notices = el("div", { class: "notices", role: "status" });
  #menu = el("nav", { class: "menu" });

  /** @param {() => void} redraw all of the page */
  constructor(redraw) {
    this.#redraw = redraw;
    for (let units = 1; units <= MOST_AT_ONCE; units++) this.#atOnce.append(button(String(units), () => this.#choose(units)));
    this.#choose(1);
    const ways = ["enter", "leave"].map((action) => button(t(action), () => this.#count(action), action === "enter" ? "primary" : "plain"));
    this.node = el(
      "main",
      { class: "kiosk" },
      el("div", { class: "head" }, this.#status),
      el("section", { class: "gate", "aria-label": t("gate") }, this.#inside, this.#atOnce, el("div", { class: "ways" }, ways)),
      el("div", { class: "side" }, this.#messages, this.#notices, this.#last, this.#menu),
    );
  }

  open = () => this.refresh();

  close() {
    clearTimeout(this.#last.firstElementChild?.dataset.over);
  }

  /** Nothing is read at a gate. */
  handleText() {}

  async refresh() {
    const known = await summary();
    if (!known.device) return;
    this.#status.replaceChildren(...statusBar(known, isConnected()));
    this.#notices.replaceChildren(...notices(known));
    this.#drawInside(known.list, insideNow(known.list, known.own, await now()));
    await this.#drawLast(known.counts.at(-1));
    const leave = !known.waiting && button(t("sign_out"), askSignOut, "quiet");
    this.#menu.replaceChildren(...[button(t("help"), askHelp, "quiet"), languageMenu(this.#redraw), leave].filter(Boolean));
  }

  #drawInside(list, inside) {
    const limit = list?.people.limit ?? null;
    const numbers = new Intl.NumberFormat(language());
    this.#isFull = limit !== null && inside >= limit;
    const isNear = limit !== null && 10 * inside >= 9 * limit;
    const tone = this.#isFull ? "stop" : isNear ? "ask" : "good";
    const word = isNear && el("p", { class: "full" }, sign(tone), t(this.#isFull ? "full" : "near"));
    this.#inside.dataset.tone = tone;
    this.#inside.dataset.inside = inside;
    this.#inside.replaceChildren(
      ...[
        word,
        el("p", { class: "number" }, numbers.format(inside)),
        el("p", {}, limit === null ? t("of_none") : t("of_limit", { limit: numbers.format(limit) })),
        this.#isFull && el("p", {}, t("full_how")),
        !isConnected() && el("p", {}, t("gate_alone")),
      ].filter(Boolean),
    );
  }

  async #drawLast(count) {
    this.close();
    if (!count) return this.#last.replaceChildren();
    const said = el("p", {}, t(`last_${count.action}`, { units: count.units, at: formatTime(count.at) }));
    const left = await undoableFor(count);
    const over = left > 0 && String(setTimeout(() => this.refresh(), left));
    const takeBack = left > 0 && button(t("undo"), () => this.#do(() => undo(count)));
    return this.#last.replaceChildren(el("div", { class: "last", "data-over": over }, said, takeBack));
  }

  #choose(units) {
    this.#units = units;
    [...this.#atOnce.children].forEach((node, place) => node.setAttribute("aria-pressed", String(place + 1 === units)));
  }

  #count(action) {
    const units = this.#units;
    this.#choose(1);
    signal(action === "enter" && this.#isFull ? "stop" : "good");
    return this.#do(() => record({ ticket: "", action, units, shown: this.#isFull ? "full" : "counted" }));
  }

  /** Does what is recorded, and says where it was not. @param {() => Promise<unknown>} work */
  async #do(work) {
    try {
      await work();
      wake();
    } catch (error) {
      signal("stop");
      this.tell(notRecordedText(error));
    }
  }

  /** Says something. @param {string} name of a text */
  tell(name) {
    const said = el("div", { class: "notice" }, el("p", {}, t(name)), button(t("ok"), () => said.remove()));
    this.#messages.replaceChildren(said);
  }
}
