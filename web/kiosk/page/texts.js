/** The page's words: they come from the server by name, in the language that was chosen, and stay for the time without a network. */
import { get, put } from "./database.js";

const HOLE = /\{([a-z][a-z0-9_]*)\}/g;
const CHOSEN = "language";
let words = { language: "en", texts: {} };
let plural;

/** @returns {Array<[string, string]>} code and own name of each language that the page speaks */
export const languages = () => JSON.parse(document.documentElement.dataset.languages);

/** Loads the words of the chosen language, or of the one that the browser prefers. */
export async function loadTexts() {
  await useLanguage((await get("settings", CHOSEN)) ?? preferred());
}

export async function chooseLanguage(code) {
  await put("settings", code, CHOSEN);
  await useLanguage(code);
}

async function useLanguage(code) {
  words = await (await fetch(`/kiosk/texts/${code}.json`)).json();
  plural = new Intl.PluralRules(words.language);
  document.documentElement.lang = words.language;
  document.title = t("title");
}

function preferred() {
  const codes = languages().map(([code]) => code);
  const wanted = navigator.languages.map((tag) => tag.split("-")[0]);
  return wanted.map((one) => codes.find((code) => code.split("_")[0] === one)).find(Boolean) ?? codes[0];
}

export const language = () => words.language;
export const isChosen = (code) => code.replace("_", "-") === words.language;

/** A text by its name, with its values. */
export const t = (name, values = {}) => fill(words.texts[name], values);

/** A text that counts. */
export function many(name, count) {
  const forms = words.texts[name];
  const shown = new Intl.NumberFormat(words.language).format(count);
  return fill(forms[plural.select(count)] ?? forms.other, { count: shown });
}

function fill(message, values) {
  const parts = message.split(HOLE).map((part, place) => (place % 2 ? String(values[part]) : part));
  return /\p{Script=Han}/u.test(message) ? parts.reduce(gapped) : parts.join("");
}

/** Chinese is written with a space between a character and a Latin letter or digit. */
function gapped(text, part) {
  const meet = /\p{Script=Han}$/u.test(text) && /^[A-Za-z0-9]/.test(part);
  const met = /[A-Za-z0-9]$/.test(text) && /^\p{Script=Han}/u.test(part);
  return text + (meet || met ? " " : "") + part;
}
