/** The panels of verdicts. Each function returns the content of `verdictPanel`; `does` has the actions of its buttons. */
import { button } from "./build.js";
import { formatDay, formatTime } from "./formats.js";
import { many, t } from "./texts.js";
import { grouped } from "./ticket_code.js";
import { heading, moneyLine, paidLine, refundLine, ticketLines, toTake } from "./ticket_lines.js";

const MOST_CHOICES = 6;
const METHODS = [["cash", (kind) => t(`${kind}_cash`)], ["qr", (kind) => t(`${kind}_qr`)]];
const TONES = { pickup: "good", admission: "good", returns: "back" };

export function ticketVerdict(verdict, around, does) {
  const lines = ticketLines(verdict, around);
  if (verdict.name !== "valid") {
    const word = t(verdict.name === "used" ? `used_${verdict.kind}` : verdict.name);
    return { tone: verdict.name === "no_list" ? "ask" : "stop", name: verdict.name, word, lines, buttons: next(does) };
  }
  return {
    tone: TONES[verdict.kind],
    name: around.connected ? "valid" : "valid_not_synced",
    word: t("valid"),
    note: around.connected ? "" : t("not_synced"),
    lines,
    buttons: [...choices(verdict, does), ...conditions(verdict, does), button(t("not_now"), does.next)],
  };
}

/** Asks how some of the units are paid. */
export function paymentVerdict(verdict, count, around, does) {
  const some = { ...verdict, units: verdict.used + count };
  const code = t("code_is", { code: grouped(verdict.code) });
  return {
    tone: TONES[verdict.kind],
    name: "payment",
    word: t("valid"),
    lines: [heading(some), moneyLine(some, around.connected), code],
    buttons: [...payments(verdict, count, does), button(t("not_now"), does.next)],
  };
}

/** All that is left first, then fewer. */
function choices(verdict, does) {
  const { kind, units, used } = verdict;
  const left = units - used;
  const fewer = Array.from({ length: Math.min(left - 1, MOST_CHOICES) }, (_, place) => Math.min(left, MOST_CHOICES + 1) - 1 - place);
  const all = toTake(verdict, left) ? payments(verdict, left, does) : [button(label(kind, left, left), () => does.use(left), "primary")];
  const some = fewer.map((count) => button(label(kind, count, left), () => (toTake(verdict, count) ? does.ask(count) : does.use(count))));
  return [...all, ...some];
}

/** A button for each way to pay. */
const payments = ({ kind }, count, does) =>
  METHODS.map(([method, label], place) => button(label(kind), () => does.use(count, { method }), place ? "plain wide" : "primary"));

/** Units that come back damaged, or from a crate with other packaging: all that is left first, then fewer, as in the chat. */
function conditions({ row, units, used }, does) {
  const left = Math.min(units - used, MOST_CHOICES);
  const counts = Array.from({ length: left }, (_, place) => left - place);
  return (row?.conditions ?? []).flatMap((condition) => counts.map((count) => button(t(`take_${condition}`, { count }), () => does.use(count, { condition }))));
}

function label(kind, count, left) {
  if (kind === "pickup") return t("hand_over", { count });
  if (kind === "returns") return t("take_back", { count });
  return left === 1 ? t("admit") : t("admit_count", { count });
}

export function doneVerdict(verdict, scan, does) {
  const done = verdict.used + scan.units;
  const counted = t("used_at", { done, units: verdict.units, at: formatTime(scan.at) });
  const refund = scan.action === "take_back" && refundLine(verdict, scan.units, scan.outcome === "accepted");
  const code = t("code_is", { code: grouped(verdict.code) });
  return {
    tone: TONES[verdict.kind],
    name: "done",
    word: t(`done_${scan.action}`),
    lines: [counted, refund || paidLine(verdict, scan), heading({ ...verdict, units: scan.units, used: 0 }), code].filter(Boolean),
    buttons: [...next(does), button(t("undo"), does.undo)],
  };
}

export const undoneVerdict = (does) => ({
  tone: "ask",
  name: "undone",
  word: t("done_undo"),
  lines: [t("undone_how")],
  buttons: next(does),
});

const NOT_RECORDED = { QuotaExceededError: "not_recorded_how", SignedOut: "signed_out_how" };

/** The text that says why nothing was recorded: full, signed out, or something else. */
export const notRecordedText = (error) => NOT_RECORDED[error?.name] ?? "failed_how";

/** Nothing was recorded. */
export const notRecordedVerdict = (error, does) => ({
  tone: "stop",
  name: "not_recorded",
  word: t("not_recorded"),
  lines: [t(notRecordedText(error))],
  buttons: next(does),
});

export const othersVerdict = (scans, does) => ({
  tone: "ask",
  name: "others",
  word: t("others"),
  lines: [many("others_found", scans.length), t("others_how")],
  buttons: [button(t("read_scans"), does.read, "primary"), button(t("not_now"), does.next)],
});

export const othersReadVerdict = (scans, does) => ({
  tone: "ask",
  name: "others_read",
  word: t("done_others"),
  lines: [many("others_read", scans.length)],
  buttons: next(does),
});

/** A poster's permit: it lets nothing out, so there is nothing to tap but the next scan. */
export function permitVerdict({ why, firstDay, lastDay, alley }, does) {
  const isValid = why === "valid";
  const days = lastDay ? { first: formatDay(firstDay), last: formatDay(lastDay) } : {};
  return {
    tone: isValid ? "good" : "stop",
    name: `permit_${why}`,
    word: t(isValid ? "permit" : "no_permit"),
    lines: [t(`permit_${why}`, days), isValid && alley].filter(Boolean),
    buttons: next(does),
  };
}

const next = (does) => [button(t("scan_next"), does.next, "primary")];
