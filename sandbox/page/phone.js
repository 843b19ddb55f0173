import { el, icon } from "./build.js";
import { qrName, spoken } from "./bubble.js";
import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { alertOf, phoneMenu, showTo } from "./sheets.js";
import { say } from "./status.js";
import { post } from "./street.js";
import { Toasts } from "./toasts.js";
import { clockTime } from "./when.js";

const ANSWER_MS = 20_000;
const TYPING_MS = 6_000;

/** One person's phone: the chat with the bot, the groups they are in, and where they write. */
export class Phone {
  constructor(person, { bot, groups, languages, others, changed, touched }) {
    this.id = person.id;
    this.name = person.name;
    this.role = person.role;
    this.bot = bot;
    this.others = others;
    this.changed = changed;
    this.touched = touched;
    this.unread = 0;
    this.logs = new Map([[person.id, bot.name], ...groups.map(({ id, title }) => [id, title])].map(([id, name]) => [id, this.#log(id, name)]));
    this.shown = person.id;
    this.toasts = new Toasts(person.id, person.name);
    this.composer = new Composer({ id: person.id, name: person.name, send: this.#send.bind(this), lines: () => this.#lines() });
    this.role_ = el("span", { class: "role" }, person.role);
    this.node = this.#section(groups, languages);
    this.update(person);
  }

  #section(groups, languages) {
    const pick = ({ target }) => this.act("language", { language: target.value });
    this.language = el("select", { "aria-label": `Language of ${this.name}’s phone`, onchange: pick }, languages.map(([code, name]) => el("option", { value: code, lang: code }, name)));
    const menu = el("button", { type: "button", class: "round", "aria-label": `${this.name}’s phone: link, place, block, faults`, "aria-haspopup": "dialog", onclick: () => phoneMenu(this) }, icon("more"));
    const title = el("h2", { id: `phone-${this.id}` }, this.name, this.role_);
    this.chats = groups.length > 0 && el("div", { class: "chats" }, [...this.logs].map(([id]) => this.#chatSwitch(id, groups)));
    this.stopped = el("div", { class: "stopped", hidden: true }, el("span", {}, `${this.name} blocked ${this.bot.name}.`), el("button", { type: "button", class: "action", onclick: () => this.act("unblock") }, "Unblock"));
    const node = el(
      "section",
      { class: "phone", "aria-label": [this.name, this.role].filter(Boolean).join(", ") },
      title,
      el("div", { class: "face", "aria-hidden": "true" }, [...this.name][0]),
      this.composer.node,
      this.stopped,
      [...this.logs.values()].map((log) => log.node),
      this.toasts.node,
      el("div", { class: "own" }, this.language, menu),
      this.chats,
    );
    node.addEventListener("focusin", () => this.read());
    node.addEventListener("dragover", (event) => event.preventDefault());
    node.addEventListener("drop", (event) => this.#dropped(event));
    return node;
  }

  #chatSwitch(id, groups) {
    const name = groups.find((group) => group.id === id)?.title ?? this.bot.name;
    return el("button", { type: "button", "data-chat": id, "aria-pressed": String(id === this.id), onclick: () => this.open(id) }, name);
  }

  #log(id, name) {
    const log = new Log(id, name, this.id, {
      press: (message, button, row, column) => this.#press(log, message, button, { row, column }),
      follow: (url) => this.#follow(url),
      command: (text) => this.#send(text),
      tell: (text) => this.note(text),
      show: (message) => this.#show(log, message),
      pay: (message) => this.act("pay", { message_id: message.id }),
      composer: () => this.composer,
    });
    log.node.hidden = id !== this.id;
    return log;
  }

  get log() {
    return this.logs.get(this.shown);
  }

  get focused() {
    return this.node.contains(document.activeElement);
  }

  /** Language, commands and whether the bot is blocked, as the sandbox has them now. */
  update({ language, blocked, commands }) {
    if (![...this.language.options].some(({ value }) => value === language)) this.language.prepend(el("option", { value: language }, language || "none"));
    this.language.value = language;
    for (const log of this.logs.values()) log.list.lang = language || "en";
    this.blocked = blocked;
    this.composer.node.hidden = blocked;
    this.stopped.hidden = !blocked;
    this.composer.menu.offer(commands);
  }

  /** Everything as the sandbox has it: at the start, and after it was away. */
  show(chat, messages) {
    const log = this.logs.get(chat);
    log.show(messages);
    const newest = messages.at(-1);
    if (chat === this.id && newest?.force_reply) this.composer.answer(newest);
  }

  /** A message that is new or has changed. */
  put(message) {
    const log = this.logs.get(message.chat);
    const known = log.has(message.id);
    log.put(message);
    if (message.from === this.id) return log.toNewest();
    this.typing("");
    if (!known && message.force_reply) this.#asked(message);
    if (this.focused) return say(`${message.name}${known ? " changed" : ""}: ${spoken(message)}`);
    if (!known) this.#count();
    return undefined;
  }

  #asked(message) {
    this.composer.answer(message);
    if (this.focused) this.composer.focus();
  }

  #count() {
    this.unread += 1;
    say(`${this.name}: ${this.unread} new.`);
    this.changed();
  }

  read() {
    this.touched();
    if (this.unread === 0) return;
    this.unread = 0;
    this.changed();
  }

  line(text) {
    const at = new Date().toISOString();
    this.log.put({ id: `line ${at} ${text}`, kind: "service", at, text });
  }

  answered({ text, alert }) {
    for (const log of this.logs.values()) log.calm();
    clearTimeout(this.patience);
    if (!text) return;
    this.note(text);
    if (alert) alertOf(this, text);
  }

  /** A line in the place of toasts: it stays readable. */
  note(text) {
    this.toasts.add(text);
    say(this.focused || document.querySelector("dialog") ? text : `${this.name}: ${text}`);
  }

  typing(action) {
    clearTimeout(this.pause);
    this.role_.textContent = action ? (action.startsWith("upload") ? "sending a file…" : "typing…") : this.role;
    if (action) this.pause = setTimeout(() => this.typing(""), TYPING_MS);
  }

  open(chat) {
    this.shown = chat;
    for (const [id, log] of this.logs) log.node.hidden = id !== chat;
    for (const each of this.chats.children) each.setAttribute("aria-pressed", String(Number(each.dataset.chat) === chat));
    this.composer.focus();
  }

  /** Asks the sandbox for something this person does; false, and a line, where it refuses. */
  async act(what, body = {}) {
    try {
      return await post(`/people/${this.id}/${what}`, body);
    } catch (refused) {
      for (const log of this.logs.values()) log.calm();
      this.note(refused.message);
      return false;
    }
  }

  #send(text, file, replyTo) {
    if (file) return this.act("photo", form(file, text));
    const chat = this.shown === this.id ? {} : { chat: this.shown };
    return this.act("write", { text, ...chat, ...(replyTo && { reply_to: replyTo }) });
  }

  #lines() {
    return this.log.messages.filter((message) => message.from === this.id && message.kind === "text").map(({ text }) => text);
  }

  async #press(log, message, button, at) {
    if (button.kind === "url") return this.#follow(button.url);
    if (button.kind === "copy") return this.#copy(button.copy);
    if (button.kind === "pay") return this.act("pay", { message_id: message.id });
    log.wait({ id: message.id, ...at });
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.#unanswered(log), ANSWER_MS);
    return this.act("tap", { message_id: message.id, ...at, ...(log.chat !== this.id && { chat: log.chat }) });
  }

  #unanswered(log) {
    log.calm();
    this.note(`${this.bot.name} has not answered the tap.`);
  }

  #follow(url) {
    const inside = new RegExp(`^(https?://t\\.me/|tg://resolve\\?domain=)${this.bot.username}\\b`, "i");
    if (inside.test(url)) return this.act("open", { link: url });
    return window.open(url, "_blank", "noopener");
  }

  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.note(`Copied: ${text}`);
    } catch {
      this.note(`To copy: ${text}`);
    }
  }

  #show(log, message) {
    const back = () => log.list.querySelector(`[data-id="${message.id}"] .picture`) ?? this.composer;
    showTo(this, message, back, async (other) => {
      const shown = await other.act("scan", { chat: log.chat, message_id: message.id });
      if (shown) this.note(`${qrName(message)}: shown to ${other.name} at ${clockTime(new Date())}.`);
    });
  }

  async #dropped(event) {
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    const read = file && (await this.act("scan", form(file)));
    if (read) this.note(read.what === "opened" ? `Read from the picture: ${read.text}` : `Sent: ${file.name}`);
  }
}

function form(file, caption) {
  const data = new FormData();
  data.append("file", file, file.name);
  if (caption) data.append("caption", caption);
  return data;
}
