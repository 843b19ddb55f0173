import { el } from "./build.js";
import { chooseLanguage, isChosen, languages, t } from "./texts.js";

/** @param {() => void} chosen called when the words are there */
export function languageMenu(chosen) {
  const pick = async ({ target }) => {
    await chooseLanguage(target.value);
    chosen();
  };
  const options = languages().map(([code, name]) =>
    el("option", { value: code, lang: code.replace("_", "-"), selected: isChosen(code) }, name),
  );
  return el("select", { "aria-label": t("language"), onchange: pick }, options);
}
