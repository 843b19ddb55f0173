/** Walk-in sales: a key for each item, the cart, and how it is paid. Everything works without a network. */
import { button, el } from "./build.js";
import { formatMoney } from "./formats.js";
import { known } from "./known.js";
import { lastSale } from "./last_sale.js";
import { recordSale } from "./record.js";
import { inCash, keysNow, leftOf, MOST_LINES, MOST_UNITS, totalOf } from "./sale.js";
import { now } from "./server_clock.js";
import { signal } from "./signals.js";
import { wake } from "./sync.js";
import { t } from "./texts.js";

export class SellView {
  #keys = el("div", { class: "keys" });
  #lines = el("ul", { class: "cart" });
  #total = el("p", { class: "total", role: "status" });
  #pay = el("div", { class: "pay" });
  #last = el("div", { class: "last-place", role: "status" });
  /** The cart: units by the item's id. */
  #cart = new Map();
  #sale = null;
  #items = [];
  #rows = [];
  #buttons = new Map();
  #lineNodes = new Map();
  #cash = button("", () => this.#sell("cash"), "primary");
  #qr = button("", () => this.#sell("qr"), "primary");
  #undo;
  #notRecorded;

  /** @param {(scan: object) => Promise<void>} undo @param {(error: Error) => void} notRecorded */
  constructor(undo, notRecorded) {
    this.#undo = undo;
    this.#notRecorded = notRecorded;
    this.#pay.append(this.#cash, this.#qr);
    this.node = el("section", { class: "sell", "aria-label": t("sell"), tabindex: "-1" }, this.#keys, this.#lines, this.#total, this.#pay, this.#last);
  }

  /** @param {object} summary */
  async refresh(summary) {
    this.#sale = summary.list?.sale ?? null;
    if (!this.#sale) return;
    this.#items = keysNow(this.#sale, await now());
    this.#rows = summary.sales;
    for (const id of this.#cart.keys()) if (!this.#items.some((item) => item.id === id)) this.#cart.delete(id);
    this.#draw(summary.list.now);
    clearTimeout(this.#last.firstElementChild?.dataset.over);
    const last = await lastSale(summary.sales.at(-1), this.#sale.currency, this.#undo, async () => this.refresh(summary));
    this.#last.replaceChildren(...[last].filter(Boolean));
  }

  #listNow = 0;

  #draw(listNow = this.#listNow) {
    this.#listNow = listNow;
    this.#drawKeys();
    this.#drawLines();
    const total = totalOf(this.#items, this.#cart);
    const { currency, coin } = this.#sale;
    this.#total.textContent = this.#cart.size ? t("total", { amount: formatMoney(total, currency) }) : t("cart_empty");
    this.#cash.textContent = t("pay_cash", { amount: formatMoney(inCash(total, coin), currency) });
    this.#qr.textContent = t("pay_qr", { amount: formatMoney(total, currency) });
    this.#cash.disabled = this.#qr.disabled = !this.#cart.size;
  }

  #left = (item) => leftOf(item, this.#rows, this.#listNow) - (this.#cart.get(item.id) ?? 0);

  /** The nodes stay, so that the focus does. */
  #drawKeys() {
    for (const [id, node] of this.#buttons) if (!this.#items.some((item) => item.id === id)) node.remove();
    for (const item of this.#items) {
      const key = this.#buttons.get(item.id) ?? el("button", { type: "button", class: "key", onclick: () => this.#change(item.id, 1) });
      this.#buttons.set(item.id, key);
      const left = this.#left(item);
      const said = left > 0 ? t("left", { count: left }) : t("none_left");
      key.replaceChildren(el("span", { class: "name" }, item.name), el("span", {}, formatMoney(item.price, this.#sale.currency)), el("span", { class: "count" }, said));
      key.setAttribute("aria-disabled", String(left <= 0));
      if (key.parentNode !== this.#keys) this.#keys.append(key);
    }
    if (!this.#items.length) this.#keys.replaceChildren(el("p", {}, t("nothing_to_sell")));
    else this.#keys.querySelector("p")?.remove();
  }

  #drawLines() {
    for (const [id, node] of this.#lineNodes) {
      if (this.#cart.has(id)) continue;
      node.remove();
      this.#lineNodes.delete(id);
    }
    for (const [id, units] of this.#cart) {
      const item = this.#items.find((each) => each.id === id);
      const line = this.#lineNodes.get(id) ?? this.#newLine(item);
      this.#lineNodes.set(id, line);
      line.querySelector(".what").textContent = t("cart_line", { units, item: item.name, amount: formatMoney(units * item.price, this.#sale.currency) });
      line.querySelector(".more").setAttribute("aria-disabled", String(this.#left(item) <= 0));
    }
  }

  #newLine({ id, name }) {
    const fewer = el("button", { type: "button", class: "fewer", "aria-label": t("one_fewer", { item: name }), onclick: () => this.#change(id, -1) }, "−");
    const more = el("button", { type: "button", class: "more", "aria-label": t("one_more", { item: name }), onclick: () => this.#change(id, 1) }, "+");
    const line = el("li", {}, el("span", { class: "what" }), fewer, more);
    this.#lines.append(line);
    return line;
  }

  #change(id, step) {
    const item = this.#items.find((each) => each.id === id);
    const units = this.#cart.get(id) ?? 0;
    const isFull = units >= MOST_UNITS || (!units && this.#cart.size >= MOST_LINES);
    if (!item || (step > 0 && (this.#left(item) <= 0 || isFull))) return signal("stop");
    if (units + step > 0) this.#cart.set(id, units + step);
    else this.#cart.delete(id);
    this.#draw();
    if (!this.#cart.has(id)) this.#buttons.get(id)?.focus();
  }

  async #sell(method) {
    const lines = this.#items.filter(({ id }) => this.#cart.has(id)).map(({ id, price }) => ({ item: id, units: this.#cart.get(id), price }));
    const total = totalOf(this.#items, this.#cart);
    if (!lines.length) return;
    const cart = new Map(this.#cart);
    this.#cart.clear();
    this.#draw();
    this.node.focus({ preventScroll: true });
    try {
      await recordSale({ method, lines, paid: method === "cash" ? inCash(total, this.#sale.coin) : total });
      signal("good");
      wake();
    } catch (error) {
      this.#cart = cart;
      this.#draw();
      this.#notRecorded(error);
    }
  }
}
