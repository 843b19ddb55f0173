import { brief, el } from "./build.js";
import { t } from "./words.js";

const HINTS = { url: "{text}, a link", copy: "{text}, copies", inline: "{text}, shares" };

/** The buttons under a message: one stop for Tab, arrows within. `doing.press(message, button, row, column)` taps. */
export function block(message, doing) {
  const rows = message.buttons.map((row, at) =>
    el(
      "div",
      { class: "row" },
      row.map((button, column) => key(message, button, at, column, doing)),
    ),
  );
  const node = el(
    "div",
    { class: "keys", role: "toolbar", "aria-label": name(message), onkeydown: move },
    rows,
  );
  node.addEventListener("focusin", ({ target }) => stopAt(node, target));
  stopAt(node, pressable(node)[0]);
  return node;
}

const name = (message) => t("Buttons of “{text}”", { text: brief(message.text || message.kind, 40) });

function key(message, button, row, column, doing) {
  if (button.kind === "inert")
    return el("span", { class: "key inert" }, el("span", { class: "label" }, button.text));
  return el(
    "button",
    {
      type: "button",
      class: `key ${button.style ?? ""}`,
      "aria-label": HINTS[button.kind] && t(HINTS[button.kind], { text: button.text }),
      "data-kind": button.kind,
      "data-row": row,
      "data-column": column,
      onclick: () => doing.press(message, button, row, column),
    },
    el("span", { class: "label" }, button.text),
  );
}

const pressable = (node) => [...node.querySelectorAll("button.key")];

function stopAt(node, stop) {
  for (const each of pressable(node)) each.tabIndex = each === stop ? 0 : -1;
}

function move(event) {
  const all = pressable(event.currentTarget);
  const next = neighbour(all, document.activeElement, event.key);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function neighbour(all, from, arrow) {
  const at = all.indexOf(from);
  switch (arrow) {
    case "ArrowRight":
      return all[at + 1] ?? all[0];
    case "ArrowLeft":
      return all.at(at - 1);
    case "ArrowDown":
      return across(all, from, 1);
    case "ArrowUp":
      return across(all, from, -1);
    case "Home":
      return all[0];
    case "End":
      return all.at(-1);
    default:
      return null;
  }
}

function across(all, from, step) {
  const rows = [...new Set(all.map((each) => each.dataset.row))];
  const row = rows[rows.indexOf(from.dataset.row) + step];
  const middle = centre(from);
  const distance = (each) => Math.abs(centre(each) - middle);
  return all.filter((each) => each.dataset.row === row).sort((a, b) => distance(a) - distance(b))[0];
}

function centre(node) {
  const box = node.getBoundingClientRect();
  return box.left + box.width / 2;
}

/** Returns the place of the focus within a message, to restore it after an edit; null if it is elsewhere. */
export function placeIn(item) {
  const focused = document.activeElement;
  if (!item.contains(focused)) return null;
  const { row, column } = focused.dataset;
  return {
    label: focused.textContent,
    row: Number(row ?? 0),
    column: Number(column ?? 0),
    picture: focused.matches(".picture"),
  };
}

/** Returns the button with the same data, else the one in the same place, else none. */
export function found(item, place) {
  const all = pressable(item);
  if (place.picture) return item.querySelector("button.picture") ?? all[0];
  const near = (each) =>
    Math.abs(each.dataset.row - place.row) * 10 + Math.abs(each.dataset.column - place.column);
  return all.find((each) => each.textContent === place.label) ?? all.sort((a, b) => near(a) - near(b))[0];
}

const ISOLATES = /[\u2068\u2069]/g;

/** Returns the button whose label is or begins with one of these; none if there is none. */
export function keyOf(item, labels) {
  const label = (each) => each.textContent.replace(ISOLATES, "");
  const all = pressable(item);
  return (
    all.find((each) => labels.includes(label(each))) ??
    all.find((each) => labels.some((part) => label(each).startsWith(part)))
  );
}

export function spin(item, { row, column }) {
  item.querySelector(`[data-row="${row}"][data-column="${column}"]`)?.setAttribute("aria-busy", "true");
}

export function rest(node) {
  for (const each of node.querySelectorAll("[aria-busy]")) each.removeAttribute("aria-busy");
}
