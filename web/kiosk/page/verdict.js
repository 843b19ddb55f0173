import { ANY_DROP, readSigned } from "./signed_ticket.js";
import { judgePermit } from "./signed_permit.js";
import { usedUnits } from "./used_units.js";

const LIVE = new Set(["valid", "done"]);
export const ACTIONS = { pickup: "hand_over", admission: "admit", returns: "take_back" };

/**
 * @typedef {object} Verdict
 * @property {"valid" | "used" | "wrong_stall" | "not_valid" | "not_ours" | "not_found" | "no_list"} name
 * @property {string} [code]
 * @property {"pickup" | "admission" | "returns"} [kind]
 * @property {number} [units]
 * @property {number} [used]
 * @property {object | null} [newest] the newest scan that used units
 * @property {object} [row] of the list
 * @property {string} [why] the status of a ticket that is not valid
 * @property {object} [drop] of the list
 */

/**
 * Returns the verdict on a ticket, or on a permit, from the data of this device. Nothing is written.
 * @param {import("./reading.js").Reading} reading
 * @param {object} known the newest `list`, this device's `scansOf` and the `othersOf` a code
 * @param {number} now milliseconds
 * @returns {Promise<Verdict | import("./signed_permit.js").PermitVerdict>}
 */
export async function judge(reading, known, now) {
  const { list } = known;
  if (!list) return { name: "no_list" };
  if (reading.type === "foreign") return { name: "not_ours" };
  const permit = reading.type === "signed" ? await judgePermit(reading.ticket, list, now) : null;
  if (permit) return permit;
  const content = reading.type === "signed" ? await readSigned(reading.ticket, list.keys) : null;
  if (reading.type === "signed" && !content) return { name: "not_ours" };
  const code = content?.code ?? reading.code;
  const row = known.rowOf(code);
  if (row) return judgeRow(row, await uses(known, code, row), now, dropOf(list, row.drop));
  return content ? judgeContent(content, await uses(known, code), now, list) : { name: "not_found", code };
}

async function uses(known, code, row) {
  return usedUnits(row, await known.scansOf(code), await known.othersOf(code), known.list.now);
}

function judgeRow(row, { used, takenBack, newest }, now, drop) {
  const { code, kind, units } = row;
  const status = row.status.toLowerCase().replaceAll(" ", "_");
  const seen = { code, kind, units, used, newest, row, drop };
  if (!LIVE.has(status)) return { ...seen, name: "not_valid", why: status };
  if (used >= units || (status === "done" && !takenBack)) return { ...seen, name: "used" };
  if (row.expires_at && row.expires_at <= now) return { ...seen, name: "not_valid", why: "over" };
  return { ...seen, name: "valid" };
}

function judgeContent(content, { used, newest }, now, list) {
  const { code, kind, units } = content;
  const drop = dropOf(list, content.drop);
  const seen = { code, kind, units, used, newest, drop };
  if (content.drop !== ANY_DROP && !drop) return { ...seen, name: "wrong_stall" };
  if (content.expiresAt <= now) return { ...seen, name: "not_valid", why: "over" };
  if (used >= units) return { ...seen, name: "used" };
  return { ...seen, name: "valid" };
}

const dropOf = (list, id) => list.drops.find((drop) => drop.id === id);
