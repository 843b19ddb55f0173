/** Tells every tab, this one too, that what is stored has changed. */
const channel = new BroadcastChannel("lorong-kiosk");
const hearers = new Set();

channel.addEventListener("message", ({ data }) => hear(data));

function hear(what) {
  for (const hearer of hearers) hearer(what);
}

/** @param {(what: object) => void} hearer */
export const onChange = (hearer) => void hearers.add(hearer);

/** @param {object} what that other tabs cannot read in the database */
export function changed(what = {}) {
  channel.postMessage(what);
  hear(what);
}
