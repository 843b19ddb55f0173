/** A USB scanner is a keyboard: it types faster than any person and ends with Enter, wherever the focus is. */
const FASTEST_HAND_MS = 60;
const SHORTEST = 9;

/** @param {(words: string) => void} onText */
export function listenToUsbScanner(onText) {
  let typed = "";
  let field = null;
  let last = 0;
  addEventListener(
    "keydown",
    (event) => {
      const slow = event.timeStamp - last > FASTEST_HAND_MS;
      last = event.timeStamp;
      if (event.key === "Enter" && !slow && typed.length >= SHORTEST) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (field) field.node.value = field.before;
        onText(typed);
        typed = "";
        return;
      }
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      if (slow) {
        typed = "";
        field = event.target instanceof HTMLInputElement ? { node: event.target, before: event.target.value } : null;
      }
      typed += event.key;
    },
    { capture: true },
  );
}
