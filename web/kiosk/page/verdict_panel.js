/** The big panel of a verdict: sign, word, instruction, buttons. */
import { el, sign } from "./build.js";

/**
 * @param {object} shown
 * @param {"good" | "back" | "stop" | "ask"} shown.tone
 * @param {string} shown.name for whoever looks at the page by a program
 * @param {string} shown.word
 * @param {string} [shown.note]
 * @param {string[]} shown.lines
 * @param {HTMLElement[]} shown.buttons
 */
export function verdictPanel({ tone, name, word, note, lines, buttons }) {
  const heading = el("h2", {}, sign(tone), el("span", { class: "word" }, word), note && el("span", { class: "note" }, note));
  const said = el("div", { class: "lines" }, lines.map((line) => el("p", {}, line)));
  const panel = el(
    "section",
    { class: "verdict", "data-tone": tone, "data-verdict": name, tabindex: "-1", "aria-label": word },
    heading,
    said,
    el("div", { class: "buttons" }, buttons),
  );
  panel.style.setProperty("--letters", longest(word));
  return panel;
}

/** The length of the longest word: a longer one is smaller where the screen is narrow. */
const longest = (word) => Math.max(...word.split(/\s/).map((part) => part.length));
