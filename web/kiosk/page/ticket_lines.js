/** The lines of a verdict below its word. */
import { formatMoney, formatTime } from "./formats.js";
import { many, t } from "./texts.js";
import { grouped } from "./ticket_code.js";

const NEVER_USED = new Set(["wrong_stall", "not_ours", "not_found", "no_list"]);

/** @param {import("./verdict.js").Verdict} verdict @param {{list: object, connected: boolean, now: number}} around @returns {string[]} */
export function ticketLines(verdict, around) {
  const what = verdict.name === "valid" ? validLines(verdict, around) : refusedLines(verdict, around);
  const code = verdict.code && [t("code_is", { code: grouped(verdict.code) })];
  return [...what, ...(code ?? [])];
}

function validLines(verdict, { connected, now }) {
  return [heading(verdict), usedLine(verdict), moneyLine(verdict, connected), lateLine(verdict, now)].filter(Boolean);
}

/** A drop that is over can still be collected from for a while. */
function lateLine({ row, drop }, now) {
  if (!row?.expires_at || !drop || now < drop.ends_at) return "";
  return t("late", { ended: formatTime(drop.ends_at), until: formatTime(row.expires_at) });
}

function refusedLines(verdict, { list }) {
  if (NEVER_USED.has(verdict.name)) return [t(`${verdict.name}_how`, { at: list ? formatTime(list.now) : "" })];
  const why = verdict.name === "not_valid" ? t(`why_${verdict.why}`) : usedLine(verdict);
  return [why, heading(verdict)];
}

/** "Pickup: 2 × Kuih lapis"; without the list, the ticket says how many and not of what. */
export function heading({ kind, units, used = 0, row, name }) {
  const left = name === "valid" ? units - used : units;
  return row ? t(`${kind}_item`, { units: left, item: row.item }) : many(`${kind}_units`, left);
}

function usedLine({ kind, units, used, newest }) {
  if (!newest) return t(`none_${kind}`);
  const values = { done: Math.min(used, units), units, at: formatTime(newest.at) };
  const name = nameOf(newest);
  return name ? t("used_by", { ...values, name }) : t("used_at", values);
}

function nameOf({ own, by, device }) {
  if (own) return t("this_device");
  return device === undefined ? by : t("other_device", { number: device });
}

/** What is to take for the next units, price and packaging together; 0 where it is not known. */
export function toTake({ kind, used, row }, units) {
  if (kind === "returns" || !row?.currency) return 0;
  return toPay(row, used, units) + row.deposit * units;
}

/** How much was taken, and how. */
export function paidLine(verdict, { units, method }) {
  return method ? t(`paid_${method}`, { amount: formatMoney(toTake(verdict, units), verdict.row.currency) }) : "";
}

export function moneyLine({ kind, units, used, row }, connected) {
  if (kind === "returns") {
    if (!connected) return t("refund_later");
    return row?.currency ? t("refund_each", { deposit: formatMoney(row.deposit, row.currency) }) : "";
  }
  const left = units - used;
  const total = toTake({ kind, used, row }, left);
  if (!total) return "";
  const amount = formatMoney(total, row.currency);
  if (!row.deposit) return t("take", { amount });
  const packaging = formatMoney(row.deposit * left, row.currency);
  return t("take_packaging", { amount, price: formatMoney(toPay(row, used, left), row.currency), packaging });
}

/** The price of the next units; money paid ahead counts for the first ones. */
function toPay({ price, paid }, used, units) {
  const owed = (done) => Math.max(0, done * price - paid);
  return owed(used + units) - owed(used);
}

/** The refund for returned units; "" where it is not known. */
export function refundLine({ row }, units, isAccepted) {
  if (!isAccepted || !row?.currency) return t("refund_later");
  return t("refund_now", { deposit: formatMoney(row.deposit * units, row.currency) });
}
