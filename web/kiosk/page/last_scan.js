/** The newest scan that counts, and for a minute the button that takes it back. */
import { button, el } from "./build.js";
import { formatTime } from "./formats.js";
import { undoableFor } from "./record.js";
import { t } from "./texts.js";

/** @param {object} summary @param {(scan: object) => void} undo @param {() => void} over called when it can no longer be taken back */
export async function lastScan({ last, list }, undo, over) {
  if (!last) return null;
  const item = list?.tickets.find((row) => row.code === last.code)?.item;
  const units = item ? t("units_item", { units: last.units, item }) : last.units;
  const left = await undoableFor(last);
  const said = el("p", {}, t(`last_${last.action}`, { units, at: formatTime(last.at) }));
  if (left <= 0) return el("div", { class: "last" }, said);
  return el("div", { class: "last", "data-over": String(setTimeout(over, left)) }, said, button(t("undo"), () => undo(last)));
}
