/** What a device that was signed out could not send, so that somebody enters it again in the chat. */
import { el } from "./build.js";
import { formatMoney, formatTime } from "./formats.js";
import { t } from "./texts.js";
import { grouped } from "./ticket_code.js";

/**
 * The records that wait and say something: no attempts, and no scan that was undone before it was sent.
 * @param {object[]} rows
 */
export function unsentOf(rows) {
  const waiting = rows.filter((row) => row.waiting && row.action !== "refused");
  const known = new Set(waiting.map((row) => row.uuid));
  const undone = new Set(waiting.map((row) => row.undoes).filter(Boolean));
  const kept = waiting.filter((row) => !undone.has(row.uuid) && !known.has(row.undoes));
  return kept.sort((one, other) => one.at - other.at);
}

/** @param {object[]} rows @param {object | null} list */
export const unsentList = (rows, list) => el("ul", { class: "unsent" }, rows.map((row) => el("li", {}, said(row, list))));

function said(row, list) {
  const at = formatTime(row.at);
  if (row.sale) {
    const amount = list?.sale ? formatMoney(row.sale.paid, list.sale.currency) : row.sale.paid;
    return t(`sold_${row.sale.method}`, { amount, at });
  }
  if (row.action === "undo" && !row.code) return t("unsent_undone", { at });
  return t(`unsent_${row.action}`, { code: row.code ? grouped(row.code) : "", units: row.units, at });
}
