import { qrImage } from "./bubble.js";
import { el } from "./build.js";
import { action, labelled, open } from "./dialog.js";
import { post } from "./api.js";
import { themeSwitch } from "./theme.js";
import { listed, t } from "./words.js";

const KEYS = [
  ["Tab", "within a phone: where you write, the newest buttons, older ones"],
  ["F6, Shift F6", "the next phone, the one before"],
  ["Arrows", "move in a block of buttons, in the commands and in results"],
  ["Enter", "sends what is written, taps a button, shows a QR to another phone"],
  ["Shift Enter", "a new line"],
  ["/", "where nothing is written: the commands"],
  ["@", "where nothing is written: the bot, which finds what you write behind"],
  ["Arrow up", "where nothing is written: the line sent last, then those before"],
  ["Esc", "closes what is open, leaves a picture or a reply"],
];

const FAULTS = [
  ["too_many", "Too many requests (429)"],
  ["bad_gateway", "Bad gateway (502)"],
  ["hang", "No answer at all"],
  ["lost", "Done, but the answer is lost"],
  ["duplicate", "The next update comes twice"],
];

/** What is not for the first minute: the theme, the keys, beginning again (where `restart` is given), and what developers ask for. */
export function moreMenu(calls, restart) {
  const then = (next) => () => {
    dialog.close();
    next();
  };
  const dialog = open(
    t("More"),
    el(
      "div",
      { class: "choices" },
      themeSwitch(),
      action(t("Keys"), then(keysMap)),
      action(
        t("For developers: Bot API calls"),
        then(() => calls.open()),
      ),
      restart && action(t("Restart: forget what was done here"), then(restart), "danger"),
    ),
  );
}

function keysMap() {
  open(
    t("Keys"),
    el(
      "dl",
      { class: "map" },
      KEYS.map(([key, what]) => [el("dt", {}, el("kbd", {}, t(key))), el("dd", {}, t(what))]),
    ),
  );
}

export function alertOf(phone, text) {
  const dialog = open(
    t("{bot} to {name}", { bot: phone.bot.name, name: phone.name }),
    [el("p", {}, text), action("OK", () => dialog.close(), "primary")],
    () => phone.log.newest(),
  );
}

/** Asks whom to show a QR to; `shown(phone)` is called with the phone that was chosen. */
export function showTo(phone, message, back, shown) {
  choosePhone(phone, t("Show this to:"), { above: el("div", { class: "big-qr" }, qrImage(message)), back, chosen: shown });
}

/** Asks whom to send a link to: the forward of Telegram, among the phones of the page. */
export function sendLinkTo(phone, link, chosen) {
  choosePhone(phone, t("Send this link to:"), { above: el("p", { class: "link" }, link), chosen });
}

function choosePhone(phone, title, { above, back, chosen }) {
  const choose = (other) => {
    dialog.close();
    chosen(other);
  };
  const others = phone
    .others()
    .map((other) => action(listed(other.name, other.role), () => choose(other)));
  const dialog = open(title, [above, el("div", { class: "choices" }, others)], back);
}

export function phoneMenu(phone) {
  const close = () => dialog.close();
  const done = async (what, body) => (await phone.actions.act(what, body)) && close();
  const block = phone.blocked
    ? action(t("Unblock {bot}", { bot: phone.bot.name }), () => done("unblock"))
    : action(t("Block {bot}", { bot: phone.bot.name }), () => done("block"), "danger");
  const dialog = open(t("{name}’s phone", { name: phone.name }), [
    languageOf(phone),
    linkForm(phone, done),
    placeForm(done),
    el("div", { class: "choices" }, block),
    faultForm(phone, close),
  ]);
}

/** Telegram's language of the phone; or, once one was chosen in the chat, which that is. */
function languageOf(phone) {
  if (!phone.chosen) return labelled(t("Telegram’s language on this phone, until another is chosen in the chat"), phone.language);
  const name = [...phone.language.options].find(({ value }) => value === phone.chosen)?.textContent ?? phone.chosen;
  return el("p", { class: "chosen" }, t("Language: {language}, chosen in the chat. It is changed there.", { language: name }));
}

function linkForm(phone, done) {
  const link = el("input", {
    required: true,
    placeholder: `https://t.me/${phone.bot.username}?start=…`,
    autocomplete: "off",
  });
  return sheet(t("Open"), () => done("open", { link: link.value }), labelled(t("Open a link"), link));
}

function placeForm(done) {
  const place = el("input", {
    required: true,
    value: "5.9804, 116.0735",
    pattern: "-?[0-9.]+, *-?[0-9.]+",
    inputmode: "text",
    autocomplete: "off",
  });
  const send = () => {
    const [latitude, longitude] = place.value.split(",").map(Number);
    done("location", { latitude, longitude });
  };
  return sheet(t("Send"), send, labelled(t("Send a place: latitude, longitude"), place));
}

function faultForm(phone, close) {
  const fault = el(
    "select",
    {},
    FAULTS.map(([value, words]) => el("option", { value }, t(words))),
  );
  const method = el("input", {
    value: "sendMessage",
    required: true,
    autocomplete: "off",
    spellcheck: "false",
  });
  const arm = async () => {
    try {
      await post("/faults", { method: method.value, fault: fault.value, times: 1, retry_after: 2 });
      phone.line(t("The next {method}: {fault}", { method: method.value, fault: fault.selectedOptions[0].textContent }));
    } catch (refused) {
      phone.note(refused.message);
    }
    close();
  };
  return sheet(t("Break it once"), arm, labelled(t("Break something"), fault), labelled(t("Method"), method));
}

function sheet(verb, submit, ...fields) {
  const send = (event) => {
    event.preventDefault();
    submit();
  };
  return el("form", { class: "sheet", onsubmit: send }, fields, el("button", { class: "action" }, verb));
}
