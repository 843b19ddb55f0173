/** Scans that devices show each other as a QR: twelve bytes each, in base 32 so that any reader gives them back whole. */
import { fromBase32, toBase32 } from "./bytes.js";
import { write } from "./database.js";
import { codeBytes, codeOf } from "./ticket_code.js";

const PREFIX = "LORONG-SCANS-1:";
const BYTES = 12;
const MOST = 100;
const ACTIONS = ["hand_over", "admit", "take_back"];
const MOST_UNITS = 63;

/**
 * @typedef {object} OtherScan
 * @property {string} code
 * @property {string} action
 * @property {number} units
 * @property {number} at milliseconds, whole seconds
 * @property {number} device the last two bytes of its id
 */

/** The words of a QR with the newest of these scans; more than 63 units count as 63. @param {Array<{code: string, action: string, units: number, at: number, device: number}>} scans */
export function writeOthers(scans) {
  const newest = [...scans].sort((one, other) => other.at - one.at).slice(0, MOST);
  const bytes = new Uint8Array(newest.length * BYTES);
  newest.forEach((scan, place) => {
    const view = new DataView(bytes.buffer, place * BYTES, BYTES);
    bytes.set(codeBytes(scan.code), place * BYTES);
    view.setUint8(5, (ACTIONS.indexOf(scan.action) << 6) | Math.min(scan.units, MOST_UNITS));
    view.setUint32(6, Math.floor(scan.at / 1000));
    view.setUint16(10, scan.device & 0xffff);
  });
  return PREFIX + toBase32(bytes);
}

/** The scans of such a QR; null where it is none. @param {string} words @returns {OtherScan[] | null} */
export function readOthers(words) {
  const bytes = words.startsWith(PREFIX) ? fromBase32(words.slice(PREFIX.length)) : null;
  if (!bytes || bytes.length % BYTES) return null;
  const scans = Array.from({ length: bytes.length / BYTES }, (_, place) => one(bytes.slice(place * BYTES, (place + 1) * BYTES)));
  return scans.every((scan) => scan.code && scan.action && scan.units) ? scans : null;
}

function one(bytes) {
  const view = new DataView(bytes.buffer);
  const byte = view.getUint8(5);
  return {
    code: codeOf(bytes.slice(0, 5)),
    action: ACTIONS[byte >> 6],
    units: byte & MOST_UNITS,
    at: view.getUint32(6) * 1000,
    device: view.getUint16(10),
  };
}

/** Stores the scans that a device showed. Undone ones since its oldest scan shown here are deleted. @param {OtherScan[]} scans */
export function keepOthers(scans) {
  const since = new Map();
  for (const { device, at } of scans) since.set(device, Math.min(at, since.get(device) ?? at));
  return write("others", (rows) => {
    rows.openCursor().onsuccess = ({ target }) => {
      const cursor = target.result;
      if (!cursor) {
        scans.forEach((scan, place) => rows.put({ ...scan, id: `${scan.device}:${scan.at}:${scan.code}:${place}` }));
        return;
      }
      if (cursor.value.at >= since.get(cursor.value.device)) cursor.delete();
      cursor.continue();
    };
  });
}
