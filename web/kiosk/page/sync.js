/** Sends waiting records and fetches the list: one tab at a time, the oldest first, until the server confirmed each. */
import { Refused, signedGet, signedPost } from "./api.js";
import { changed, onChange } from "./changes.js";
import { getAllBy, put, write } from "./database.js";
import { markRevoked, thisDevice } from "./device.js";
import { setClock } from "./server_clock.js";

const MOST = 50;
const LIST_EVERY_MS = 1000 * document.documentElement.dataset.listSeconds;
const WAIT_MS = [1000, 2000, 4000, 8000, 10_000];
const KEEP_MS = 3 * 24 * 3600 * 1000;

let connected = false;

/** Whether the newest request was answered. */
export const isConnected = () => connected;

let failures = 0;
/** Fewer after each failure, so that a server or network that is slow gets some of them done in time. */
let most = MOST;
let listAt = 0;
let timer = 0;

onChange((what) => {
  if ("connected" in what) connected = what.connected;
});

/** Exchanges now and again and again. */
export function startSync() {
  addEventListener("online", wake);
  addEventListener("offline", () => tell(false));
  document.addEventListener("visibilitychange", wake);
  return wake();
}

/** Exchanges now; resolves when it is done. A tab that is not the one that syncs looks again later. */
export async function wake() {
  clearTimeout(timer);
  await navigator.locks.request("sync", { ifAvailable: true }, async (lock) => {
    if (lock) await exchange();
  });
  clearTimeout(timer);
  timer = setTimeout(wake, failures ? WAIT_MS[Math.min(failures, WAIT_MS.length) - 1] : LIST_EVERY_MS);
}

/** Fetches the list now, whatever its age. */
export function refresh() {
  listAt = 0;
  return wake();
}

async function exchange() {
  const device = await thisDevice();
  if (!device || device.revoked) return;
  try {
    const sent = await sendAll(device);
    if (sent || Date.now() - listAt >= LIST_EVERY_MS) await fetchList(device);
    failures = 0;
    tell(true);
  } catch (error) {
    failures += 1;
    most = Math.ceil(most / 2);
    tell(false);
    if (error instanceof Refused && error.name === "revoked") await markRevoked(device.id).then(changed);
  }
}

function tell(found) {
  if (found !== connected) changed({ connected: found });
}

/** How many were sent. */
async function sendAll(device) {
  for (let sent = 0; ; ) {
    const batch = await getAllBy("scans", "waiting", IDBKeyRange.bound([device.id, 1], [device.id, 2]), most);
    if (!batch.length) return sent;
    const scans = batch.map(({ body, signature }) => ({ body, signature }));
    const answer = await signedPost(device, "/kiosk/scans", { scans });
    const settled = await settle(batch, answer);
    if (!settled) throw new TypeError("the server confirmed none of them");
    sent += settled;
    most = Math.min(MOST, most * 2);
  }
}

/** Takes confirmed records out of the queue; returns how many. The row itself stays, so that a second use is seen. */
async function settle(batch, { now, results }) {
  const outcomes = new Map(results.map((result) => [result.uuid, result]));
  const settled = batch.filter((row) => outcomes.has(row.uuid));
  await write("scans", (rows) => {
    for (const { waiting: _, ...row } of settled) {
      const { outcome, why, number } = outcomes.get(row.uuid);
      rows.put({ ...row, outcome, why, number, confirmedAt: now });
    }
  });
  changed();
  return settled.length;
}

async function fetchList(device) {
  const asked = Date.now();
  const list = await signedGet(device, "/kiosk/list");
  await setClock(list.now, asked);
  await put("list", list, "newest");
  await forgetOld(list.now - KEEP_MS);
  listAt = Date.now();
  changed();
}

/** Deletes records that ended days ago and need no decision. */
const forgetOld = (before) =>
  write(["scans", "others"], (scans, others) => {
    deleteWhere(scans, (row) => row.at < before && row.outcome === "accepted");
    deleteWhere(others, (row) => row.at < before);
  });

function deleteWhere(rows, isOver) {
  rows.openCursor().onsuccess = ({ target }) => {
    const cursor = target.result;
    if (!cursor) return;
    if (isOver(cursor.value)) cursor.delete();
    cursor.continue();
  };
}
