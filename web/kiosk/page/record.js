import { toBase64url, utf8 } from "./bytes.js";
import { changed } from "./changes.js";
import { write } from "./database.js";
import { THIS, thisDevice } from "./device.js";
import { sign } from "./ed25519.js";
import { now } from "./server_clock.js";

const UNDO_MS = 60_000;

/** The device was signed out: nothing that it records could be sent. */
export class SignedOut extends Error {
  name = "SignedOut";
}

/**
 * Records a scan; it is on the disk when this resolves. Signed first: a transaction of IndexedDB ends at any other wait.
 * @param {object} scan `ticket` as scanned, its `code`, `action`, `units`, `shown`, the scan that it `undoes`, the `condition` of returned units, the `method` by which goods were paid, and a `sale`
 * @param {() => Promise<boolean>} [holds] asked again under the lock; null is returned where it no longer holds
 * @throws {SignedOut}
 */
export function record(scan, holds = async () => true) {
  return navigator.locks.request("sell", async () => ((await holds()) ? store(scan) : null));
}

async function store({ ticket, code, action, units, shown, undoes = null, condition, method, sale }) {
  const device = await thisDevice();
  if (device.revoked) throw new SignedOut();
  const seq = device.seq + 1;
  const at = Math.round(await now());
  const uuid = crypto.randomUUID();
  const sold = sale && { method: sale.method, lines: sale.lines };
  const body = JSON.stringify({ uuid, seq, ticket, action, units, at, shown, undoes, condition, method, sale: sold });
  const signature = toBase64url(await sign(device.key, utf8(body)));
  const row = { uuid, seq, ticket, code, action, units, at, undoes, method, sale, body, signature, device: device.id, waiting: 1 };
  await write(["device", "scans"], (devices, scans) => {
    devices.get(THIS).onsuccess = ({ target }) => {
      const kept = target.result;
      if (kept?.id !== device.id || kept.seq !== device.seq) return scans.transaction.abort();
      devices.put({ ...kept, seq }, THIS);
      return scans.add(row);
    };
  });
  changed();
  return row;
}

/** Milliseconds for which this device can still take a scan back. */
export const undoableFor = async (scan) => scan.at + UNDO_MS - (await now());

/** Records a sale. @param {{method: "cash" | "qr", lines: {item: number, units: number, price: number}[], paid: number}} sale */
export const recordSale = (sale) => record({ ticket: "", action: "sell", units: 0, shown: "sold", sale });

export const undo = ({ uuid, ticket, code, units }) =>
  record({ ticket, code, action: "undo", units, shown: "undo", undoes: uuid });
