import { opened } from "./signed_ticket.js";

const PERMIT = 4;
const DAY_MS = 86_400_000;

/**
 * @typedef {object} PermitVerdict What a poster's QR says of a permit. Nothing of it is recorded.
 * @property {"permit"} name
 * @property {"valid" | "early" | "over" | "other_alley" | "forged" | "foreign"} why
 * @property {number} [firstDay] midnight in UTC, in milliseconds
 * @property {number} [lastDay]
 * @property {string} [alley] where it is known
 */

/**
 * The verdict on a permit, from the keys and drops of this device; null for what does not say that it is one.
 * @param {string} symbols 135 of them
 * @param {object} list
 * @param {number} now milliseconds
 * @returns {Promise<PermitVerdict | null>}
 */
export async function judgePermit(symbols, list, now) {
  const { signed, forgery } = await opened(symbols, list.keys);
  if (signed?.[2] !== PERMIT) return null;
  if (forgery) return { name: "permit", why: forgery };
  const permit = content(signed);
  const here = list.drops.find((drop) => drop.alley_id === permit.alley);
  const isElsewhere = !here && list.drops.some((drop) => drop.alley_id);
  return { name: "permit", firstDay: permit.firstDay, lastDay: permit.lastDay, alley: here?.alley, why: why(permit, now, isElsewhere) };
}

function content(signed) {
  const view = new DataView(signed.buffer);
  const [firstDay, lastDay] = [7, 9].map((place) => view.getUint16(place) * DAY_MS);
  return { alley: view.getUint32(11), firstDay, lastDay, endsAt: view.getUint32(15) * 1000 };
}

/** It ends at 04:00 of the alley, and begins as many whole days before that. */
function why({ firstDay, lastDay, endsAt }, now, isElsewhere) {
  if (isElsewhere) return "other_alley";
  if (now >= endsAt) return "over";
  return now < endsAt - (lastDay - firstDay) - DAY_MS ? "early" : "valid";
}
