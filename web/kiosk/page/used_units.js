/**
 * How many units of a ticket are used, as far as this device knows.
 * The list has the scans that the server knew when it wrote it; to them come this device's own since then, and those of other devices that it read.
 * Scans that this device has undone since then no longer count, though the list still has them.
 */
const USES = new Set(["hand_over", "admit", "take_back"]);
export const COUNTS = new Set(["enter", "leave"]);

/**
 * @typedef {{units: number, at: number, by: string, device: number}} Use
 * @param {object | undefined} row of the list
 * @param {object[]} scans of this device, of one ticket
 * @param {import("./others.js").OtherScan[]} others of one ticket
 * @param {number} listNow the server's time of the list
 * @returns {{used: number, takenBack: number, newest: {at: number, by?: string, device?: number, own: boolean} | null}}
 */
export function usedUnits(row, scans, others, listNow) {
  const isListed = (scan) => Boolean(row) && scan.confirmedAt <= listNow;
  const own = standing(scans).filter((scan) => !isListed(scan));
  const takenBack = row ? unitsTakenBack(scans, isListed) : 0;
  const shown = others.filter((scan) => !row?.last_at || scan.at > row.last_at);
  const uses = [
    ...own.map((scan) => ({ units: scan.units, at: scan.at, own: true })),
    ...shown.map((scan) => ({ units: scan.units, at: scan.at, device: scan.device, own: false })),
  ];
  const done = Math.max(0, (row?.done ?? 0) - takenBack);
  const listed = done ? [{ units: done, at: row.last_at, by: row.last_by, own: false }] : [];
  const all = [...listed, ...uses];
  return {
    used: all.reduce((sum, use) => sum + use.units, 0),
    takenBack,
    newest: all.reduce((newest, use) => (newest && newest.at >= use.at ? newest : use), null),
  };
}

/** Units of scans that the list counts, and that the list does not yet know to be undone. */
function unitsTakenBack(scans, isListed) {
  const counted = new Set(scans.filter((scan) => USES.has(scan.action) && scan.outcome === "accepted" && isListed(scan)).map((scan) => scan.uuid));
  const undos = scans.filter((scan) => counted.has(scan.undoes) && scan.outcome !== "refused" && !isListed(scan));
  return undos.reduce((sum, scan) => sum + scan.units, 0);
}

/** The scans that use units and were neither undone nor refused by the server. @param {object[]} scans */
export const standing = (scans) => notUndone(scans).filter((scan) => USES.has(scan.action));

/** Entries and exits at a gate that were neither undone nor refused by the server. @param {object[]} scans */
export const standingCounts = (scans) => notUndone(scans).filter((scan) => COUNTS.has(scan.action));

/** The sales that were neither undone nor refused by the server. @param {object[]} scans */
export const standingSales = (scans) => notUndone(scans).filter((scan) => scan.sale);

function notUndone(scans) {
  const undone = new Set(scans.map((scan) => scan.undoes).filter(Boolean));
  return scans.filter((scan) => !undone.has(scan.uuid) && scan.outcome !== "refused");
}
