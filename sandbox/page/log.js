import { el } from "./build.js";
import { bubble, dayLine } from "./bubble.js";
import { found, keyOf, placeIn, rest, spin } from "./keys.js";
import { day } from "./when.js";
import { t } from "./words.js";

const NEAR = 60;
const EDGE = 10;

/**
 * The messages of one chat. The newest is the first in the document, so that Tab meets the newest buttons first;
 * the style sheet turns the column round.
 */
export class Log {
  constructor(chat, name, mine, doing) {
    this.chat = chat;
    this.name = name;
    this.mine = mine;
    this.doing = doing;
    this.kept = new Map();
    this.busy = null;
    this.rest = 0;
    this.list = el("ol", { "aria-label": t("Messages with {name}, newest first", { name }) });
    this.node = el("div", { class: "log" }, this.list, chat === mine && this.#start(name));
  }

  /** Shows a text in a chat without messages. */
  #start(name) {
    const start = el(
      "button",
      { type: "button", class: "action primary", onclick: () => this.doing.command("/start") },
      t("Start"),
    );
    return el("div", { class: "start" }, el("p", {}, t("Nothing from {name} yet.", { name })), start);
  }

  /** Shows exactly these messages; an unchanged one keeps its node, and with it focus and scroll. */
  show(messages) {
    const there = new Set(messages.map((message) => message.id));
    this.drop([...this.kept.keys()].filter((id) => !there.has(id)));
    for (const message of messages) this.#draw(message);
    this.#days();
  }

  put(message) {
    this.#draw(message);
    this.#days();
  }

  #draw(message) {
    const shown = JSON.stringify(message);
    const old = this.kept.get(message.id);
    if (old?.shown === shown) return;
    const item = bubble(message, this.mine, this.doing);
    this.kept.set(message.id, { message, shown, item });
    if (old) this.#replace(old.item, item);
    else this.list.prepend(item);
    if (this.busy?.id === message.id) spin(item, this.busy);
  }

  /** Removes messages; returns true if the focus was in one of them. */
  drop(ids) {
    let stood = false;
    for (const id of ids) {
      const { item } = this.kept.get(id) ?? {};
      stood ||= item?.contains(document.activeElement) ?? false;
      item?.remove();
      this.kept.delete(id);
    }
    this.#days();
    if (stood) this.newest().focus();
    return stood;
  }

  #replace(old, item) {
    const place = placeIn(old);
    old.replaceWith(item);
    if (place) (found(item, place) ?? this.newest()).focus({ preventScroll: true });
  }

  #days() {
    for (const line of this.list.querySelectorAll(".day")) line.remove();
    const shown = [...this.kept.values()];
    shown.forEach(({ message, item }, at) => {
      const before = shown[at - 1]?.message;
      if (!before || day(before.at) !== day(message.at)) item.after(dayLine(message.at));
    });
  }

  /** Focuses the first of the newest buttons, else the composer. */
  newest() {
    return this.list.querySelector('.key[tabindex="0"]') ?? this.doing.composer();
  }

  get messages() {
    return [...this.kept.values()].map(({ message }) => message);
  }

  has(id) {
    return this.kept.has(id);
  }

  /** The newest button with one of these labels, or QR picture with one of these captions: `{id, node}`, or null. */
  find({ labels, captions }) {
    for (const { message, item } of [...this.kept.values()].reverse()) {
      const captioned = captions.some((words) => message.text.startsWith(words));
      const node = captioned ? item.querySelector("button.picture.qr") : keyOf(item, labels);
      if (node) return { id: message.id, node };
    }
    return null;
  }

  wait(place) {
    this.calm();
    this.busy = place;
    const item = this.kept.get(place.id)?.item;
    if (item) spin(item, place);
  }

  calm() {
    this.busy = null;
    rest(this.node);
  }

  /** Shows the end of the newest message; of a picture that is too tall for the phone, its beginning. */
  toNewest() {
    this.node.scrollTop = 0;
    const item = this.list.querySelector(".message");
    const above = item?.querySelector(".picture") ? item.offsetHeight + 2 * EDGE - this.node.clientHeight : 0;
    if (above > 0 && this.node.clientHeight > 0) this.node.scrollTop = -above;
    this.rest = this.node.scrollTop;
  }

  /** Whether the newest message is in sight. */
  get atNewest() {
    return this.node.scrollTop > this.rest - NEAR;
  }
}
