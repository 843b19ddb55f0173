/** Signing in by a link, or by Telegram's init data: nothing happens before the tap. */
import { Refused } from "./api.js";
import { el } from "./build.js";
import { changed } from "./changes.js";
import { signIn, signInFromChat } from "./device.js";
import { languageMenu } from "./language_menu.js";
import * as telegram from "./telegram.js";
import { t } from "./texts.js";

const TOKEN = /(?:^|#)([A-Za-z0-9_-]{22})$/;
const REFUSALS = new Set(["link_over", "too_many", "too_many_devices"]);

/** The 22 characters of a kiosk link; null where there are none. */
export const tokenOf = (link) => TOKEN.exec(link.trim())?.[1] ?? null;

/** @param {() => void} redraw all of the page */
export function signInView(redraw) {
  const token = tokenOf(location.hash);
  const inChat = telegram.initData();
  const trouble = el("p", { class: "wrong", role: "alert" });
  const link = el("input", { id: "link", autocomplete: "off", spellcheck: "false" });
  const name = el("input", { id: "name", required: true, maxlength: "40", autocomplete: "off", placeholder: t("device_example") });
  const submit = async (event) => {
    event.preventDefault();
    trouble.textContent = await signedIn(inChat, token ?? tokenOf(link.value), name);
  };
  return el(
    "main",
    { class: "sign-in" },
    el("img", { src: "/kiosk/icon.svg", alt: "", width: 72, height: 72 }),
    el("h1", {}, t("sign_in_title")),
    el("p", {}, t(inChat ? "in_chat_how" : token ? "sign_in_how" : "no_link_how")),
    el(
      "form",
      { novalidate: true, onsubmit: submit },
      token || inChat ? null : [el("label", { for: "link" }, t("link")), link],
      el("label", { for: "name" }, t("device_name")),
      name,
      trouble,
      el("button", { type: "submit", class: "primary" }, t("sign_in")),
    ),
    el("nav", { class: "menu" }, languageMenu(redraw)),
  );
}

/** Returns the text of an error; "" where the device is signed in. */
async function signedIn(inChat, token, name) {
  if (!token && !inChat) return t("link_wrong");
  if (!name.value.trim()) {
    name.focus();
    return t("device_name_needed");
  }
  try {
    if (inChat) await signInFromChat(inChat, telegram.place(), name.value.trim());
    else await signIn(token, name.value.trim());
  } catch (error) {
    if (inChat && error.name === "link_over") return t("in_chat_over");
    return t(REFUSALS.has(error.name) ? error.name : error instanceof Refused ? "sign_in_refused" : "sign_in_offline");
  }
  history.replaceState(null, "", location.pathname);
  changed();
  return "";
}
