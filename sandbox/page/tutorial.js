import { el } from "./build.js";
import { say } from "./status.js";
import { thisWindow } from "./memory.js";
import { t } from "./words.js";

const FIRST_SENTENCE = /^(.*?(?:\.(?=\s)|。))\s*(.*)$/s;

/**
 * The tutorial: one step at a time, each marked done by an event of the sandbox, in any sequence; then what else to try.
 * `guide` follows the open step, and shows what it asks for.
 */
export class Tutorial {
  constructor(node, button, guide) {
    Object.assign(this, { node, button, guide });
    this.steps = [];
    this.ideas = [];
    this.skipped = new Set();
    this.dots = el("ol", { class: "dots", "aria-hidden": "true" });
    this.words = el("div", { class: "step-words" });
    this.choices = el("div", { class: "step-choices" });
    node.replaceChildren(this.dots, this.words, this.choices);
    button.addEventListener("click", () => this.#turn(node.hidden));
  }

  show(steps, ideas) {
    this.steps = steps;
    this.ideas = ideas;
    this.button.hidden = steps.length === 0;
    this.node.hidden = steps.length === 0 || !thisWindow.get("tutorial", false);
    this.#draw();
  }

  done({ index, done }) {
    const step = this.steps[index];
    if (!step || step.done === done) return;
    step.done = done;
    this.#draw();
    const next = this.#next;
    if (!this.node.hidden) say(next ? this.#count(next) : t("Done. What next?"));
  }

  get #next() {
    const open = this.steps.filter((step) => !step.done);
    return open.find((step) => !this.skipped.has(step)) ?? null;
  }

  #count(step) {
    return `${t("Step {n} of {all}", { n: this.steps.indexOf(step) + 1, all: this.steps.length })}. ${t(step.text)}`;
  }

  #draw() {
    const next = this.#next;
    this.button.setAttribute("aria-expanded", String(!this.node.hidden));
    document.documentElement.toggleAttribute("data-guided", !this.node.hidden);
    this.dots.replaceChildren(
      ...this.steps.map((step) => el("li", { class: step.done ? "done" : step === next ? "next" : "" })),
    );
    if (next) this.#drawStep(next);
    else this.#drawIdeas();
    this.guide.follow(this.node.hidden ? null : next);
  }

  #drawStep(step) {
    const all = { n: this.steps.indexOf(step) + 1, all: this.steps.length };
    const [, lead, rest] = FIRST_SENTENCE.exec(t(step.text)) ?? [null, t(step.text), ""];
    this.words.replaceChildren(
      el("h2", {}, el("span", { class: "step-count" }, t("Step {n} of {all}", all)), " ", lead),
      el("p", {}, rest),
    );
    const skip = () => {
      this.skipped.add(step);
      this.#draw();
      this.#focus();
    };
    this.choices.replaceChildren(
      this.#choice("Show me", () => this.guide.show(step), "lead"),
      this.#choice("Skip", skip),
      this.#choice("Close", () => this.#turn(false)),
    );
  }

  #drawIdeas() {
    this.words.replaceChildren(el("h2", {}, t("Done. What next?")));
    this.choices.replaceChildren(
      ...this.ideas.map((idea) => this.#choice(idea.text, () => this.guide.show(idea))),
      this.#choice("Close", () => this.#turn(false)),
    );
  }

  #choice(text, onclick, kind = "") {
    return el("button", { type: "button", class: kind, onclick }, t(text));
  }

  #focus() {
    this.choices.querySelector("button")?.focus();
  }

  #turn(on) {
    thisWindow.set("tutorial", on);
    this.node.hidden = !on;
    this.#draw();
    if (on) this.#focus();
    else this.button.focus();
  }
}
