import { el, icon, unseen } from "./build.js";
import { always } from "./memory.js";
import { say } from "./status.js";

/** The tutorial's steps, each marked done by an event of the sandbox. `take(step)` fills in a step's text. */
export class Tutorial {
  constructor(node, button, take) {
    this.node = node;
    this.button = button;
    this.take = take;
    this.steps = [];
    this.count = el("h2", {});
    this.list = el("ol", {});
    const hide = el("button", { type: "button", class: "hide", onclick: () => this.#turn(false) }, "Hide");
    node.replaceChildren(this.count, this.list, hide);
    button.addEventListener("click", () => this.#turn(node.hidden));
  }

  show(steps, named) {
    this.steps = steps;
    this.list.replaceChildren(...steps.map((step) => el("li", {}, this.#step(step, named(step.phone)))));
    this.button.hidden = steps.length === 0;
    this.node.hidden = steps.length === 0 || !always.get("tutorial", true);
    this.#draw();
    this.#offer();
  }

  done({ index, done }) {
    const step = this.steps[index];
    if (!step || step.done === done) return;
    step.done = done;
    this.#draw();
    if (done) say(`Done: ${step.text}.`);
    this.#offer();
  }

  #step(step, name) {
    const said = step.text.includes(name) ? step.text : `${step.text}, ${name}`;
    return el(
      "button",
      { type: "button", class: "step", onclick: () => this.take(step, true) },
      el("span", { class: "box" }, icon("tick")),
      el("span", {}, said),
      unseen(""),
    );
  }

  #draw() {
    const next = this.steps.findIndex((step) => !step.done);
    this.count.textContent = `Tutorial ${this.steps.filter((step) => step.done).length} of ${this.steps.length}`;
    [...this.list.children].forEach((item, at) => {
      const button = item.firstElementChild;
      item.classList.toggle("done", this.steps[at].done);
      item.classList.toggle("next", at === next);
      button.lastElementChild.textContent = this.steps[at].done ? ", done" : "";
    });
    this.button.setAttribute("aria-expanded", String(!this.node.hidden));
    if (next > 0) this.list.scrollLeft = this.list.children[next].offsetLeft - 8;
  }

  #offer() {
    const next = this.steps.find((step) => !step.done);
    if (next) this.take(next, false);
  }

  #turn(on) {
    always.set("tutorial", on);
    this.node.hidden = !on;
    this.button.setAttribute("aria-expanded", String(on));
    if (!on) this.button.focus();
  }
}
