/**
 * How many people are inside, as far as this device knows: the number of the newest list, and what this device counted or undid since then.
 * A list of an earlier market day says nothing about this one.
 */
import { COUNTS, standingCounts } from "./used_units.js";

const change = ({ action, units }) => (action === "enter" ? units : -units);

/**
 * @param {{now: number, people: {inside: number, limit: number | null, until: number}} | undefined} list
 * @param {object[]} own the records of this device
 * @param {number} now
 */
export function insideNow(list, own, now) {
  const isListed = (row) => Boolean(list) && row.confirmedAt <= list.now;
  const counted = standingCounts(own).filter((row) => !isListed(row));
  if (!list) return Math.max(0, sum(counted));
  if (now >= list.people.until) return Math.max(0, sum(standingCounts(own).filter((row) => row.at >= list.people.until)));
  const known = new Map(own.filter((row) => COUNTS.has(row.action) && row.outcome === "accepted" && isListed(row)).map((row) => [row.uuid, row]));
  const undone = own.filter((row) => known.has(row.undoes) && row.outcome !== "refused" && !isListed(row)).map((row) => known.get(row.undoes));
  return Math.max(0, list.people.inside + sum(counted) - sum(undone));
}

const sum = (rows) => rows.reduce((inside, row) => inside + change(row), 0);
