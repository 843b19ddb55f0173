/** The data of this device: the newest list in memory, its scans and those of other devices by code. */
import { get, getAllBy } from "./database.js";
import { onChange } from "./changes.js";

let loading;
onChange(() => {
  loading = undefined;
});

async function load() {
  const list = await get("list", "newest");
  const rows = new Map(list?.tickets.map((row) => [row.code, row]));
  return {
    list,
    rowOf: (code) => rows.get(code),
    scansOf: (code) => getAllBy("scans", "code", code),
    othersOf: (code) => getAllBy("others", "code", code),
  };
}

export const known = () => (loading ??= load());
