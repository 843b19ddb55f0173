/** Notifies every tab, this one too, that stored data has changed. */
const channel = new BroadcastChannel("lorong-kiosk");
const listeners = new Set();

channel.addEventListener("message", ({ data }) => notify(data));

function notify(change) {
  for (const listener of listeners) listener(change);
}

/** @param {(change: object) => void} listener */
export const onChange = (listener) => void listeners.add(listener);

/** @param {object} change data that other tabs cannot read in the database */
export function changed(change = {}) {
  channel.postMessage(change);
  notify(change);
}
