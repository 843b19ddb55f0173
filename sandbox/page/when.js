import { pageLocale } from "./words.js";

let zone;
let ahead = 0;

/** Sets the zone of all times on the page: `name` as in the tz database, else the browser's own. */
export function useZone(name) {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    zone = name;
  } catch {
    zone = undefined;
  }
}

/** Sets the time of the page to `at` now; from here it runs on. */
export function setWall(at) {
  ahead = new Date(at) - Date.now();
}

export const now = () => Date.now() + ahead;

const formats = new Map();

function shown(at, parts) {
  const name = `${pageLocale()} ${zone} ${Object.keys(parts)}`;
  if (!formats.has(name))
    formats.set(name, new Intl.DateTimeFormat(pageLocale(), { timeZone: zone, hourCycle: "h23", ...parts }));
  return formats.get(name).format(new Date(at));
}

export const clockTime = (at) => shown(at, { hour: "2-digit", minute: "2-digit" });
export const day = (at) => shown(at, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
export const weekdayTime = (at) => `${shown(at, { weekday: "short" })} ${clockTime(at)}`;
export const moment = (at) => `${day(at)} ${clockTime(at)}`;
