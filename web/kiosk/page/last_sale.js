/** The newest sale that was not undone: its receipt once it is sent, and for a minute the Undo button. */
import { button, el } from "./build.js";
import { formatMoney, formatTime } from "./formats.js";
import { undoableFor } from "./record.js";
import { t } from "./texts.js";

/** @param {object | undefined} sale @param {string} currency @param {(scan: object) => void} undo @param {() => void} over called when it can no longer be taken back */
export async function lastSale(sale, currency, undo, over) {
  if (!sale) return null;
  const values = { amount: formatMoney(sale.sale.paid, currency), at: formatTime(sale.at) };
  const number = sale.number ? t("receipt_is", { number: sale.number }) : t("number_later");
  const sold = t(`sold_${sale.sale.method}`, values);
  const said = el("p", { "data-number": sale.number ?? "" }, `${sold} ${number}`);
  const left = await undoableFor(sale);
  if (left <= 0) return el("div", { class: "last" }, said);
  return el("div", { class: "last", "data-over": String(setTimeout(over, left)) }, said, button(t("undo"), () => undo(sale)));
}
