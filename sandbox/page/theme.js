import { el } from "./build.js";
import { always } from "./memory.js";
import { t } from "./words.js";

const NEXT = { system: "light", light: "dark", dark: "system" };
const wear = (theme) => {
  document.documentElement.dataset.theme = theme;
};

wear(always.get("theme", "system"));

/** A button that goes from one theme to the next. */
export function themeSwitch() {
  const button = el("button", { type: "button", class: "action" });
  const name = () => {
    button.textContent = t("Theme: {theme}", { theme: t(document.documentElement.dataset.theme) });
  };
  button.addEventListener("click", () => {
    const theme = NEXT[document.documentElement.dataset.theme] ?? "system";
    always.set("theme", theme);
    wear(theme);
    name();
  });
  name();
  return button;
}
