import { Clock } from "./clock.js";
import { keysMap } from "./sheets.js";
import { Phone } from "./phone.js";
import { follow } from "./api.js";
import { say } from "./status.js";
import { Tabs } from "./tabs.js";
import { themeSwitch } from "./theme.js";
import { Tutorial } from "./tutorial.js";
import { Calls } from "./calls.js";

const at = (id) => document.getElementById(id);
const banner = at("banner");
const phones = new Map();
const tabs = new Tabs(at("tabs"), phones);
const clock = new Clock(at("clock"));
const tutorial = new Tutorial(at("tutorial"), at("tutorial-switch"), take);
const calls = new Calls(at("calls"), at("calls-switch"));

function draw(state) {
  at("title").textContent = document.title = state.title;
  clock.show(state.clock);
  for (const person of state.people) showPerson(person, state);
  for (const group of state.groups)
    for (const phone of phones.values()) phone.logs.has(group.id) && phone.show(group.id, group.messages);
  tabs.draw();
  tutorial.show(state.tutorial, (id) => phones.get(id)?.name ?? "");
  banner.hidden = true;
  document.documentElement.dataset.ready = "";
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

function lost() {
  if (!("ready" in document.documentElement.dataset)) return;
  if (!banner.hidden) return;
  banner.textContent = "Lost the sandbox, trying again";
  banner.hidden = false;
  say(banner.textContent);
}

/** Puts a step's text into the composer of its phone; on demand it replaces a text there and is focused. */
function take(step, demanded) {
  const phone = phones.get(step.phone);
  if (!demanded) return phone?.composer.offer(step.line);
  tabs.reveal(phone);
  if (step.line) phone.composer.put(step.line);
  return phone.composer.focus();
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
themeSwitch(at("theme"));
at("keys").addEventListener("click", keysMap);
follow({ draw, hear: (event) => HEAR[event.type]?.(event), lost });
