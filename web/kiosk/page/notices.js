/** Notices for staff: scans that conflict, or did not count. */
import { button, el, icon } from "./build.js";
import { changed } from "./changes.js";
import { formatTime } from "./formats.js";
import { kindOf, markSeen } from "./summary.js";
import { many, t } from "./texts.js";
import { grouped } from "./ticket_code.js";
import { unsentList } from "./unsent.js";

const MOST = 3;

/** @param {object} summary */
export function notices({ notices: rows, unsent, list }) {
  const of = kindOf(unsent);
  const left = unsent.length ? [el("div", { class: "notice", "data-unsent": unsent.length }, icon("warning"), el("p", {}, many(`unsent${of}`, unsent.length)), unsentList(unsent, list))] : [];
  const settled = rows.slice(-MOST).map((row) => {
    const name = row.sale ? `${row.outcome}_sale` : row.code ? row.outcome : `${row.outcome}_count`;
    const said = t(name, { number: row.number ?? "", code: row.code ? grouped(row.code) : "", at: formatTime(row.at), why: row.why ? t(`refused_${row.why}`) : "" });
    const seen = () => markSeen(row.uuid).then(changed);
    return el("div", { class: "notice", "data-outcome": row.outcome }, icon("warning"), el("p", {}, said), button(t("ok"), seen));
  });
  return [...left, ...settled];
}
