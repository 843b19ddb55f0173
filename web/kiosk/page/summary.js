/** The parts beside a verdict: the device, waiting records, the last scan or sale, notices for staff. */
import { getAll, update } from "./database.js";
import { thisDevice } from "./device.js";
import { known } from "./known.js";
import { unsentOf } from "./unsent.js";
import { COUNTS, standing, standingCounts, standingSales } from "./used_units.js";

const NEEDS_A_PERSON = new Set(["conflict", "refused", "different"]);

export async function summary() {
  const [device, { list }, rows] = await Promise.all([thisDevice(), known(), getAll("scans")]);
  const own = rows.filter((row) => row.device === device?.id).sort((one, other) => one.seq - other.seq);
  return {
    device,
    list,
    waiting: own.filter((row) => row.waiting).length,
    unsent: unsentOf(rows.filter((row) => device?.revoked || row.device !== device?.id)),
    of: kindOf(own.filter((row) => row.waiting)),
    own,
    counts: standingCounts(own),
    standing: standing(own),
    sales: standingSales(own),
    last: standing(own).at(-1),
    notices: own.filter((row) => NEEDS_A_PERSON.has(row.outcome) && row.action !== "refused" && !row.seen),
  };
}

/** The end of the names of texts about these records: of a gate's counts, of scans and sales, or of scans alone. */
export function kindOf(rows) {
  if (rows.some((row) => row.sale)) return "_sales";
  return rows.some((row) => COUNTS.has(row.action)) ? "_counts" : "";
}

export const markSeen = (uuid) =>
  update("scans", uuid, (row) => ({ ...row, seen: true }));
