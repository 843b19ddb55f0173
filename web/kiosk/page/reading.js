import { readOthers } from "./others.js";
import { readCode } from "./ticket_code.js";

const SIGNED = /(?:^|[^A-Z2-7])([A-Z2-7]{135})$/i;
const CHAT_LINK = /[?&]start=t_([0-9A-Z]{9})[\w-]{22}$/;

/**
 * @typedef {{type: "signed", ticket: string} | {type: "code", ticket: string, code: string}
 *   | {type: "others", scans: import("./others.js").OtherScan[]} | {type: "foreign"}} Reading
 */

/** Reads a scanned or typed text. A keyboard of another layout may have changed the link before the symbols. @param {string} text @returns {Reading} */
export function read(text) {
  const trimmed = text.trim();
  const scans = readOthers(trimmed);
  if (scans) return { type: "others", scans };
  const signed = SIGNED.exec(trimmed);
  if (signed) return { type: "signed", ticket: signed[1].toUpperCase() };
  const code = readCode(CHAT_LINK.exec(trimmed)?.[1] ?? trimmed);
  return code ? { type: "code", ticket: code, code } : { type: "foreign" };
}
