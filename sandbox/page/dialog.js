import { el, icon } from "./build.js";
import { t } from "./words.js";

/**
 * Opens a dialog; Esc and its button close it. `back()` gives the node that gets the focus afterwards, asked for only
 * then: an edit may have replaced the one that had it.
 */
export function open(title, content, back = () => null) {
  const before = document.activeElement;
  const heading = el("h2", { id: "dialog-title" }, title);
  const close = el(
    "button",
    { type: "button", class: "round", "aria-label": t("Close"), onclick: () => dialog.close() },
    icon("close"),
  );
  const dialog = el(
    "dialog",
    { "aria-labelledby": "dialog-title" },
    el("header", {}, heading, close),
    el("div", { class: "content" }, content),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    (before?.isConnected ? before : back())?.focus();
  });
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  (dialog.querySelector(".content button, .content input, .content select") ?? close).focus();
  return dialog;
}

export const action = (label, onclick, kind = "") =>
  el("button", { type: "button", class: `action ${kind}`, onclick }, label);

export function labelled(label, control) {
  return el("label", { class: "field" }, el("span", {}, label), control);
}
