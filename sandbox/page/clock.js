import { el } from "./build.js";
import { say } from "./status.js";
import { post } from "./api.js";
import { listed, t } from "./words.js";
import { moment, now, setWall, useZone, weekdayTime } from "./when.js";

const TICK_MS = 5_000;

/** The demo's clock: the time, and buttons that move it on. */
export class Clock {
  constructor(node) {
    this.node = node;
    this.time = el("span", { class: "now" });
    this.hour = this.#button("hour");
    this.tomorrow = this.#button("tomorrow");
    this.next = this.#button("next");
    this.said = el("span", { class: "said" });
    node.replaceChildren(this.time, this.hour, this.tomorrow, this.next, this.said);
    setInterval(() => this.#draw(), TICK_MS);
  }

  #button(to) {
    return el("button", { type: "button", onclick: () => this.moving || this.#move(to) });
  }

  /** The button that moves the clock to `hour`, `tomorrow` or `next`. */
  buttonOf(to) {
    return this[to];
  }

  show(clock) {
    this.node.hidden = !clock;
    if (!clock) return;
    useZone(clock.zone);
    setWall(clock.now);
    this.due = clock.next;
    this.#draw();
  }

  /** Updates the clock after a move, with a line about what happened; or, without one, what is due next. */
  moved({ now: at, next, said }) {
    setWall(at);
    this.due = next;
    this.#draw();
    if (!said) return;
    this.#busy(false);
    this.said.textContent = listed(...said.split(", ").map((part) => t(part)));
    say(`${moment(at)}. ${this.said.textContent}`);
  }

  #draw() {
    if (this.node.hidden) return;
    this.time.textContent = moment(now());
    this.hour.textContent = t("+1 hour");
    this.tomorrow.textContent = t("Tomorrow 10:00");
    this.next.hidden = !this.due;
    if (this.due)
      this.next.textContent = t("Next: {what}, {time}", {
        what: t(this.due.what),
        time: weekdayTime(this.due.at),
      });
  }

  /** Moves the clock; until all that was due is done, its buttons rest and the line says that it moves. */
  async #move(to) {
    this.#busy(true);
    this.said.textContent = t("Time moves on …");
    say(this.said.textContent);
    try {
      await post("/clock/move", { to });
    } catch (refused) {
      this.said.textContent = refused.message;
      say(refused.message);
    } finally {
      this.#busy(false);
    }
  }

  #busy(busy) {
    for (const each of [this.hour, this.tomorrow, this.next]) each.setAttribute("aria-disabled", String(busy));
    this.moving = busy;
    this.node.classList.toggle("moving", busy);
  }
}
