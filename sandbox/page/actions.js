import { qrName } from "./bubble.js";
import { sendLinkTo, showTo } from "./sheets.js";
import { post } from "./api.js";
import { clockTime, now } from "./when.js";
import { t } from "./words.js";

const ANSWER_MS = 20_000;

/** The actions of a person with their phone, sent to the sandbox. A refusal is shown on the phone. */
export class Actions {
  constructor(phone) {
    this.phone = phone;
  }

  /** Sends an action of this person; resolves to false, and shows a line, if it is refused. */
  async act(what, body = {}) {
    try {
      return await post(`/people/${this.phone.id}/${what}`, body);
    } catch (refused) {
      this.rest();
      this.phone.note(refused.message);
      return false;
    }
  }

  send(text, file, replyTo) {
    if (file) return this.act("photo", form(file, text));
    const chat = this.phone.shown === this.phone.id ? {} : { chat: this.phone.shown };
    return this.act("write", { text, ...chat, ...(replyTo && { reply_to: replyTo }) });
  }

  /** Asks the bot for results that can be sent; resolves to false if it takes no questions. */
  ask(query) {
    return this.act("inline", { query });
  }

  /** Sends a result to the chat that is shown. */
  choose(query, result) {
    return this.act("choose", { query, result, chat: this.phone.shown });
  }

  async press(log, message, button, at) {
    if (button.kind === "url") return this.follow(button.url);
    if (button.kind === "copy") return this.#copy(button.copy);
    if (button.kind === "pay") return this.pay(message);
    if (button.kind === "inline") return this.act("share", { query: button.query });
    log.wait({ id: message.id, ...at });
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.#unanswered(), ANSWER_MS);
    return this.act("tap", {
      message_id: message.id,
      ...at,
      ...(log.chat !== this.phone.id && { chat: log.chat }),
    });
  }

  /** Ends waiting for the answer to a tap. */
  rest() {
    clearTimeout(this.patience);
    for (const log of this.phone.logs.values()) log.calm();
  }

  pay(message) {
    return this.act("pay", { message_id: message.id, chat: message.chat });
  }

  #unanswered() {
    this.rest();
    this.phone.note(t("{bot} has not answered the tap.", { bot: this.phone.bot.name }));
  }

  follow(url) {
    const inside = new RegExp(`^(https?://t\\.me/|tg://resolve\\?domain=)${this.phone.bot.username}\\b`, "i");
    if (inside.test(url)) return this.act("open", { link: url });
    const shared = sharedLink(url);
    if (shared && inside.test(shared))
      return sendLinkTo(this.phone, shared, async (other) => {
        if (await other.actions.act("open", { link: shared })) other.reveal();
      });
    return window.open(url, "_blank", "noopener");
  }

  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.phone.note(t("Copied: {text}", { text }));
    } catch {
      this.phone.note(t("To copy: {text}", { text }));
    }
  }

  show(log, message) {
    const back = () => log.list.querySelector(`[data-id="${message.id}"] .picture`) ?? this.phone.composer;
    showTo(this.phone, message, back, async (other) => {
      const shown = await other.actions.act("scan", { chat: log.chat, message_id: message.id });
      log.toNewest();
      if (shown) other.reveal();
      if (shown) this.phone.note(t("{what}: shown to {name} at {time}.", { what: qrName(message), name: other.name, time: clockTime(now()) }));
    });
  }

  /** Scans a picture file: its link is opened, or it is sent. */
  async scan(file) {
    const read = await this.act("scan", form(file));
    if (!read) return;
    this.phone.note(
      read.what === "opened"
        ? t("Read from the picture: {text}", { text: read.text })
        : t("Sent: {text}", { text: file.name }),
    );
  }
}

/** The link within Telegram's link for sharing; null for any other. */
function sharedLink(url) {
  return /^https?:\/\/t\.me\/share\/url\?/i.test(url) ? new URL(url).searchParams.get("url") : null;
}

function form(file, caption) {
  const data = new FormData();
  data.append("file", file, file.name);
  if (caption) data.append("caption", caption);
  return data;
}
