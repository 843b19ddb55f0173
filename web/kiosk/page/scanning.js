/** From words that were scanned or typed to a verdict, and from a tap to a scan that is recorded. */
import { known } from "./known.js";
import { keepOthers } from "./others.js";
import { read } from "./reading.js";
import { record } from "./record.js";
import { now } from "./server_clock.js";
import { isConnected, refresh, wake } from "./sync.js";
import { ACTIONS, judge } from "./verdict.js";
import { changed } from "./changes.js";

const REFUSED_AGAIN_MS = 60_000;
const NOT_RECORDED = new Set(["valid", "no_list", "permit"]);
const refusedAt = new Map();

/**
 * Returns the reading of a text and its verdict. A refusal is recorded too, once a minute, so that attempts can be seen.
 * @param {string} words
 */
export async function assess(words) {
  const reading = read(words);
  if (reading.type === "others") return { reading, verdict: { name: "others" } };
  let verdict = await judgeNow(reading);
  if (isConnected() && verdict.code && !verdict.row) {
    await refresh();
    verdict = await judgeNow(reading);
  }
  if (!NOT_RECORDED.has(verdict.name)) await recordRefused(reading, verdict).catch(() => null);
  return { reading, verdict };
}

const judgeNow = async (reading) => judge(reading, await known(), await now());

/**
 * Records that units went out, and by which `method` they were paid, or came back, in a `condition` other than fine.
 * @returns {Promise<object | null>} the scan; null where somebody was faster: judge anew
 */
export async function use({ reading, verdict }, units, { condition, method } = {}) {
  const scan = {
    ticket: reading.ticket,
    code: verdict.code,
    action: ACTIONS[verdict.kind],
    units,
    condition,
    method,
    shown: isConnected() ? "valid" : "valid_not_synced",
  };
  const recorded = await record(scan, async () => {
    const { name, units: all, used } = await judgeNow(reading);
    return name === "valid" && all - used >= units;
  });
  wake();
  return recorded;
}

export async function readOtherScans({ reading }) {
  await keepOthers(reading.scans);
  changed();
}

async function recordRefused({ ticket }, { name, code }) {
  if (!ticket || performance.now() - (refusedAt.get(ticket) ?? -REFUSED_AGAIN_MS) < REFUSED_AGAIN_MS) return;
  refusedAt.set(ticket, performance.now());
  await record({ ticket, code, action: "refused", units: 0, shown: name });
  wake();
}
