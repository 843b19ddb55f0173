import { Clock } from "./clock.js";
import { moreMenu } from "./sheets.js";
import { Phone } from "./phone.js";
import { begunAnew, follow, post } from "./api.js";
import { thisWindow } from "./memory.js";
import { say } from "./status.js";
import { Guide } from "./guide.js";
import { Tabs } from "./tabs.js";
import { Tutorial } from "./tutorial.js";
import { Calls } from "./calls.js";
import { el } from "./build.js";
import { chosenLanguage, t, useWords } from "./words.js";

const at = (id) => document.getElementById(id);
const banner = at("banner");
const phones = new Map();
const tabs = new Tabs(at("tabs"), phones);
const clock = new Clock(at("clock"));
const guide = new Guide(phones, tabs, clock);
const tutorial = new Tutorial(at("tutorial"), at("tutorial-switch"), guide);
const calls = new Calls(at("calls"), at("more"));

let restartable = false;
let started;
let restarting = false;

function draw(state) {
  if (restarting) return;
  ({ restart: restartable, started } = state);
  speak(state);
  at("title").textContent = document.title = t(state.title);
  at("about").replaceChildren(t(state.about), ...state.links.flatMap(({ address, label }) => [" ", pageLink(address, label)]));
  at("about").hidden = !state.about;
  clock.show(state.clock);
  for (const person of state.people) showPerson(person, state);
  for (const group of state.groups)
    for (const phone of phones.values()) phone.logs.has(group.id) && phone.show(group.id, group.messages);
  tabs.draw();
  if (!("ready" in document.documentElement.dataset)) for (const phone of phones.values()) phone.log.toNewest();
  tutorial.show(state.tutorial, state.ideas);
  banner.hidden = true;
  document.documentElement.dataset.ready = "";
}

function pageLink(address, label) {
  return el("a", { href: address, target: "_blank", rel: "noreferrer" }, t(label));
}

/** Chooses the page's language, and offers it to phones that nobody has used yet. */
function speak({ languages, texts }) {
  const { language, asked } = chosenLanguage(languages);
  useWords(language, texts);
  document.querySelector(".skip").textContent = t("Skip to the first phone");
  at("tutorial-switch").textContent = t("Start here: 2 minutes");
  at("more").textContent = t("More");
  post("/open", { language, asked }).catch((refused) => say(refused.message));
}

function showPerson(person, { bot, groups, languages }) {
  if (!phones.has(person.id)) {
    const mine = groups.filter(({ members }) => !members || members.includes(person.id));
    const others = () => [...phones.values()].filter(({ id }) => id !== person.id);
    const phone = new Phone(person, {
      bot,
      groups: mine,
      languages,
      others,
      changed: () => tabs.draw(),
      touched: () => tabs.touch(person.id),
      reveal: () => phone.node.hidden && tabs.show(phone),
    });
    phones.set(person.id, phone);
    at("phones").append(phone.node);
  }
  const phone = phones.get(person.id);
  phone.update(person);
  phone.show(person.id, person.messages);
}

const logsOf = (chat) => [...phones.values()].filter((phone) => phone.logs.has(chat));

const HEAR = {
  message: ({ message }) => logsOf(message.chat).forEach((phone) => phone.put(message)),
  deleted: ({ chat, ids }) => logsOf(chat).forEach((phone) => phone.logs.get(chat).drop(ids)),
  toast: (toast) => phones.get(toast.person)?.answered(toast),
  person: ({ person }) => phones.get(person.id)?.update(person),
  typing: ({ chat, action }) => logsOf(chat).forEach((phone) => phone.typing(action)),
  clock: (moved) => clock.moved(moved),
  step: (step) => tutorial.done(step),
  fault: ({ text }) => phones.forEach((phone) => phone.line(text)),
  call: (call) => calls.put(call),
};

function hear(event) {
  HEAR[event.type]?.(event);
  if (["message", "deleted", "clock"].includes(event.type)) guide.draw();
}

/** Asks for a new sandbox, and draws the page anew once its phones have begun. */
async function restart() {
  restarting = true;
  banner.textContent = t("Lorong is starting");
  banner.hidden = false;
  say(banner.textContent);
  await post("/restart").catch((refused) => say(refused.message));
  await begunAnew(started);
  thisWindow.clear();
  window.location.reload();
}

function lost() {
  if (restarting || !("ready" in document.documentElement.dataset)) return;
  if (!banner.hidden) return;
  banner.textContent = t("Lost the sandbox, trying again");
  banner.hidden = false;
  say(banner.textContent);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "F6" || document.querySelector("dialog")) return;
  event.preventDefault();
  const all = [...phones.values()];
  const from = all.findIndex((phone) => phone.focused);
  const next = event.shiftKey ? all.at(from < 0 ? -1 : from - 1) : (all[from + 1] ?? all[0]);
  tabs.reveal(next);
  next.composer.focus();
});

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  const [first] = phones.values();
  tabs.reveal(first);
  first.composer.focus();
});

for (const type of ["dragover", "drop"]) document.addEventListener(type, (event) => event.preventDefault());
at("more").addEventListener("click", () => moreMenu(calls, restartable && restart));
follow({ draw, hear, lost });
