/** Finds, outlines and shows what the open step of the tutorial asks to tap. */
export class Guide {
  constructor(phones, tabs, clock) {
    Object.assign(this, { phones, tabs, clock });
    this.step = null;
    this.outlined = null;
  }

  /** Follows a step, or none: its phone's composer offers its line unless there is something to tap already. */
  follow(step) {
    if (step && step !== this.step && !this.#target(step)) this.phones.get(step.phone)?.composer.offer(step.line);
    this.step = step;
    this.draw();
  }

  /** Outlines what the step asks for now, and the phone or the tab where that is. */
  draw() {
    const place = this.step && this.#place(this.step);
    for (const phone of this.phones.values()) phone.node.classList.toggle("wanted", phone === place?.phone);
    this.tabs.want(place?.phone?.id);
    if (this.outlined !== place?.node) this.outlined?.classList.remove("asked");
    this.outlined = place?.node ?? null;
    this.outlined?.classList.add("asked");
  }

  /** Brings what a step asks for into view and focuses it; where that is still to be written, its line takes the place of a draft. */
  show(step) {
    const target = this.#target(step);
    const phone = target ? target.phone : this.phones.get(step.phone);
    if (phone) {
      this.tabs.reveal(phone);
      if (phone.shown !== phone.id) phone.look(phone.id);
    }
    if (target) {
      target.node.scrollIntoView({ block: "center" });
      target.node.focus({ preventScroll: true });
    } else if (phone) {
      phone.log.toNewest();
      const newest = phone.log.messages.at(-1);
      const isSent = newest?.from === phone.id && newest.text === step.line;
      if (step.line && !isSent) phone.composer.put(step.line);
      phone.composer.focus();
    }
    this.draw();
  }

  #place(step) {
    const target = this.#target(step);
    if (target) return target;
    const phone = this.phones.get(step.phone);
    return phone && { phone, node: step.line && phone.composer.box.value === step.line ? phone.composer.sending : null };
  }

  /** The target in the newest message; of two in one message the later one. */
  #target(step) {
    const there = step.targets.map((target) => this.#found(target)).filter(Boolean);
    return there.reduce((best, each) => (best && best.id > each.id ? best : each), null);
  }

  #found(target) {
    if (target.clock) return { id: 0, node: this.clock.buttonOf(target.clock) };
    const phone = this.phones.get(target.phone);
    const found = phone?.logs.get(target.phone).find(target);
    return found && { ...found, phone };
  }
}
