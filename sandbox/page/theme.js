import { el } from "./build.js";
import { always } from "./memory.js";

const NEXT = { system: "light", light: "dark", dark: "system" };
const wear = (theme) => {
  document.documentElement.dataset.theme = theme;
};

wear(always.get("theme", "system"));

export function themeSwitch(button) {
  const name = () => {
    button.replaceChildren(
      el("span", { class: "theme-word" }, "Theme: "),
      document.documentElement.dataset.theme,
    );
  };
  button.addEventListener("click", () => {
    const theme = NEXT[document.documentElement.dataset.theme] ?? "system";
    always.set("theme", theme);
    wear(theme);
    name();
  });
  name();
}
