let zone;

/** All times on the page are those of the alley's wall: `name` as in the tz database, or the browser's own. */
export function useZone(name) {
  zone = name || undefined;
}

const shown = (at, parts) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...parts }).format(new Date(at));

export const clockTime = (at) => shown(at, { hour: "2-digit", minute: "2-digit" });
export const day = (at) => shown(at, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");
export const weekdayTime = (at) => `${shown(at, { weekday: "short" })} ${clockTime(at)}`;
export const moment = (at) => `${day(at)} ${clockTime(at)}`;
export const place = () => (zone ?? "").split("/").pop().replaceAll("_", " ");
