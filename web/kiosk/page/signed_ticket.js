import { fromBase32 } from "./bytes.js";
import { verify } from "./ed25519.js";
import { codeOf } from "./ticket_code.js";

const SIGNED_BYTES = 84;
const CONTENT_BYTES = 20;
const VERSION = 1;
const KINDS = { 1: "pickup", 2: "admission", 3: "returns" };
export const ANY_DROP = 0;

/**
 * @typedef {object} TicketContent The content of a signed ticket
 * @property {string} code
 * @property {"pickup" | "admission" | "returns"} kind
 * @property {number} drop ANY_DROP where it is accepted everywhere
 * @property {number} expiresAt milliseconds
 * @property {number} units
 */

/**
 * The content of a ticket that one of these keys signed; null for a forgery. Neither expiry nor use is looked at.
 * @param {string} symbols 135 of them
 * @param {Record<string, string>} keys public keys by id
 * @returns {Promise<TicketContent | null>}
 */
export async function readSigned(symbols, keys) {
  const { signed, forgery } = await opened(symbols, keys);
  return forgery ? null : content(signed);
}

/**
 * The 20 bytes of content of whatever kind, and why they count for nothing: forged, or signed with a key that is not here.
 * @param {string} symbols
 * @param {Record<string, string>} keys
 * @returns {Promise<{signed?: Uint8Array, forgery?: "forged" | "foreign"}>}
 */
export async function opened(symbols, keys) {
  const bytes = fromBase32(symbols);
  if (bytes?.length !== SIGNED_BYTES || bytes[0] !== VERSION) return { forgery: "forged" };
  const signed = bytes.slice(0, CONTENT_BYTES);
  if (!Object.hasOwn(keys, bytes[1])) return { signed, forgery: "foreign" };
  return (await verify(keys[bytes[1]], bytes.slice(CONTENT_BYTES), signed)) ? { signed } : { signed, forgery: "forged" };
}

function content(signed) {
  const view = new DataView(signed.buffer);
  const kind = KINDS[view.getUint8(2)];
  const code = codeOf(signed.slice(3, 11));
  const units = view.getUint8(19);
  if (!kind || !code || !units) return null;
  return { code, kind, drop: view.getUint32(11), expiresAt: view.getUint32(15) * 1000, units };
}
