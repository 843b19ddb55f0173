/** Type a code, or choose a photo. */
import { el, icon } from "./build.js";
import { t } from "./texts.js";
import { grouped, isStarted, isWhole, codeSymbols, readCode } from "./ticket_code.js";

/** @param {(words: string) => void} onText @param {(file: Blob) => void} onPhoto */
export function codeForm(onText, onPhoto) {
  const wrong = el("p", { class: "wrong", id: "code-wrong", role: "alert" });
  const field = el("input", {
    id: "code",
    class: "code",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    maxlength: "40",
    placeholder: "7KQ2-M9XF-3",
    "aria-describedby": "code-wrong",
  });
  const trouble = () => {
    if (readCode(field.value)) return "";
    return t(isWhole(field.value) ? "code_wrong" : "code_length");
  };
  const say = (words) => {
    field.setAttribute("aria-invalid", String(words !== ""));
    wrong.textContent = words;
    return words;
  };
  const check = () => say(isStarted(field.value) ? "" : trouble());
  field.addEventListener("input", () => {
    if (!check() && readCode(field.value)) field.value = grouped(codeSymbols(field.value));
  });
  const submit = (event) => {
    event.preventDefault();
    if (say(trouble())) {
      field.focus();
      return;
    }
    onText(field.value);
    field.value = "";
  };
  return el(
    "form",
    { class: "by-hand", novalidate: true, onsubmit: submit },
    el("label", { for: "code" }, t("code")),
    el("div", { class: "row" }, field, el("button", { type: "submit", class: "plain" }, t("check")), photoButton(onPhoto)),
    wrong,
  );
}

function photoButton(onPhoto) {
  const input = el("input", { type: "file", accept: "image/*", class: "unseen", tabindex: "-1", "aria-hidden": "true" });
  input.addEventListener("change", () => {
    const [file] = input.files;
    input.value = "";
    if (file) onPhoto(file);
  });
  const open = () => input.click();
  const choose = el("button", { type: "button", class: "photo", "aria-label": t("photo"), title: t("photo"), onclick: open }, icon("picture"));
  return [choose, input];
}
