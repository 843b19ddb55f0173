import { el } from "./build.js";
import { spoken } from "./bubble.js";
import { Composer } from "./composer.js";
import { Actions } from "./actions.js";
import { Log } from "./log.js";
import { alertOf } from "./sheets.js";
import { languageSwitch, shell, stoppedBar } from "./shell.js";
import { say } from "./status.js";
import { Toasts } from "./toasts.js";
import { now } from "./when.js";
import { t } from "./words.js";

const TYPING_MS = 6_000;
/** Messages of a chat in which somebody has pressed Start and got an answer: that is no news. */
const GREETING = 2;

/** One person's phone: the chat with the bot, the groups they are in, and where they write. */
export class Phone {
  constructor(person, { bot, groups, languages, others, changed, touched, reveal }) {
    const { id, name } = person;
    const role = t(person.role);
    Object.assign(this, { id, name, role, bot, others, changed, touched, reveal });
    this.unread = 0;
    this.shown = id;
    this.actions = new Actions(this);
    this.logs = new Map([
      this.#log(id, bot.name),
      ...groups.map((group) => this.#log(group.id, group.title)),
    ]);
    this.toasts = new Toasts(id, name);
    this.composer = new Composer(id, name, {
      bot,
      send: this.actions.send.bind(this.actions),
      ask: this.actions.ask.bind(this.actions),
      choose: this.actions.choose.bind(this.actions),
      lines: () => this.#lines(),
    });
    this.doing = el("span", { class: "role" }, role);
    this.missed = 0;
    this.newest = el("button", {
      type: "button",
      class: "newest",
      hidden: true,
      onclick: () => {
        this.log.toNewest();
        this.composer.focus();
      },
    });
    this.language = languageSwitch(this, languages);
    this.stopped = stoppedBar(this);
    this.node = shell(this);
    for (const log of this.logs.values()) log.node.addEventListener("scroll", () => this.#scrolled());
  }

  #log(chat, name) {
    const { actions } = this;
    const log = new Log(chat, name, this.id, {
      press: (message, button, row, column) => actions.press(log, message, button, { row, column }),
      follow: (url) => actions.follow(url),
      command: (text) => actions.send(text),
      tell: (text) => this.note(text),
      show: (message) => actions.show(log, message),
      pay: (message) => actions.pay(message),
      composer: () => this.composer,
    });
    log.node.hidden = chat !== this.id;
    return [chat, log];
  }

  get log() {
    return this.logs.get(this.shown);
  }

  get focused() {
    return this.node.contains(document.activeElement);
  }

  #lines() {
    const own = this.log.messages.filter(({ from, kind }) => from === this.id && kind === "text");
    return own.map(({ text }) => text);
  }

  /** Updates language, commands and whether the bot is blocked. */
  update({ language, chosen_language: chosen, blocked, commands }) {
    const known = [...this.language.options].some(({ value }) => value === language);
    if (!known) this.language.prepend(el("option", { value: language }, language || "none"));
    this.language.value = language;
    this.chosen = chosen;
    const theirs = [this.toasts.node, ...[...this.logs.values()].map(({ list }) => list)];
    for (const each of theirs) each.lang = chosen || language || "en";
    this.blocked = blocked;
    this.composer.node.hidden = blocked;
    this.stopped.hidden = !blocked;
    this.composer.menu.offer(commands);
  }

  /** Shows the whole state, at the start and after a reconnect. */
  show(chat, messages) {
    this.logs.get(chat).show(messages);
    const newest = messages.at(-1);
    if (chat === this.id && newest?.force_reply) this.composer.answer(newest);
  }

  /** Shows a new or changed message. */
  put(message) {
    const log = this.logs.get(message.chat);
    const known = log.has(message.id);
    const follows = log.atNewest;
    log.put(message);
    if (follows) log.toNewest();
    else if (!known) this.missed += 1;
    this.#scrolled();
    if (message.from === this.id) {
      log.toNewest();
      return;
    }
    this.typing("");
    if (!known && message.force_reply && message.chat === this.id) this.#asked(message);
    if (this.focused) say(`${message.name}${known ? " changed" : ""}: ${spoken(message)}`);
    else if (!known && log.messages.length > GREETING) this.#count();
  }

  /** Shows how many messages came while older ones are looked at. */
  #scrolled() {
    if (this.log.atNewest) this.missed = 0;
    this.newest.hidden = this.missed === 0;
    this.newest.textContent = `${t(`${this.missed} new`)} ↓`;
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

  /** Shows an injected fault as a line in the chat. */
  line(text) {
    const at = new Date(now()).toISOString();
    this.log.put({ id: `line ${at} ${text}`, kind: "service", at, text });
  }

  /** Shows the answer to a tap: a toast, an alert, a link that opens, or nothing. */
  answered({ text, alert, url }) {
    this.actions.rest();
    if (url) this.actions.follow(url);
    if (!text) return;
    this.note(text);
    if (alert) alertOf(this, text);
  }

  /** Shows a line in the place of toasts. */
  note(text) {
    this.toasts.add(text);
    say(this.focused || document.querySelector("dialog") ? text : `${this.name}: ${text}`);
  }

  typing(action) {
    clearTimeout(this.pause);
    const what = action.startsWith("upload") ? t("sending a file…") : t("typing…");
    this.doing.textContent = action ? what : this.role;
    if (action) this.pause = setTimeout(() => this.typing(""), TYPING_MS);
  }

  /** Shows one of the chats. */
  look(chat) {
    this.shown = chat;
    for (const [id, log] of this.logs) log.node.hidden = id !== chat;
    this.composer.picturesFor(chat === this.id);
    this.composer.focus();
  }
}
