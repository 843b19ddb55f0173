import { el, icon } from "./build.js";
import { phoneMenu } from "./sheets.js";
import { listed, t } from "./words.js";

/** Builds the parts around the chats of a phone, in the order of Tab; the style sheet places them. */
export function shell(phone) {
  const node = el(
    "section",
    { class: "phone", "aria-label": listed(phone.name, phone.role) },
    el("h2", {}, phone.name, phone.doing),
    el("div", { class: "face", "aria-hidden": "true" }, [...phone.name][0]),
    phone.composer.node,
    phone.stopped,
    [...phone.logs.values()].map((log) => log.node),
    phone.newest,
    phone.toasts.node,
    el("div", { class: "own" }, menu(phone)),
    phone.logs.size > 1 && chats(phone),
  );
  node.addEventListener("focusin", () => phone.read());
  node.addEventListener("drop", (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) phone.actions.scan(file);
  });
  return node;
}

function menu(phone) {
  const name = t("{name}’s phone: language, link, place, block, faults", { name: phone.name });
  const open = () => phoneMenu(phone);
  return el(
    "button",
    { type: "button", class: "round", "aria-label": name, "aria-haspopup": "dialog", onclick: open },
    icon("more"),
  );
}

function chats(phone) {
  const switches = [...phone.logs.values()].map(({ chat, name }) => {
    const look = () => {
      phone.look(chat);
      for (const each of switches) each.setAttribute("aria-pressed", String(each === choice));
    };
    const pressed = String(chat === phone.shown);
    const choice = el("button", { type: "button", "aria-pressed": pressed, onclick: look }, name);
    return choice;
  });
  return el("div", { class: "chats" }, switches);
}

export function languageSwitch(phone, languages) {
  const pick = ({ target }) => phone.actions.act("language", { language: target.value });
  const name = t("Language of {name}’s phone", { name: phone.name });
  const choices = languages.map(([code, words]) => el("option", { value: code, lang: code }, words));
  return el("select", { "aria-label": name, onchange: pick }, choices);
}

export function stoppedBar(phone) {
  const back = () => phone.actions.act("unblock");
  return el(
    "div",
    { class: "stopped", hidden: true },
    el("span", {}, t("{name} blocked {bot}.", { name: phone.name, bot: phone.bot.name })),
    el("button", { type: "button", class: "action", onclick: back }, t("Unblock")),
  );
}
