import { el } from "./build.js";
import { moment } from "./when.js";

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code" };
const SAFE = /^(https?|tg|mailto|tel):/i;

/**
 * A text and its entities (UTF-16 offsets, nested) as nodes. `doing` says what a tap does:
 * follow(url), command(text), tell(text).
 */
export const rich = (text, entities, doing) => span(text, 0, text.length, inOrder(entities), doing);

const inOrder = (entities) => [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);

function span(text, from, to, entities, doing) {
  const nodes = [];
  let at = from;
  for (let index = 0; index < entities.length;) {
    const outer = entities[index];
    const end = Math.min(outer.offset + outer.length, to);
    let next = index + 1;
    while (next < entities.length && entities[next].offset < end) next += 1;
    const inner = span(text, outer.offset, end, entities.slice(index + 1, next), doing);
    nodes.push(text.slice(at, outer.offset), wrapped(outer, text.slice(outer.offset, end), inner, doing));
    at = end;
    index = next;
  }
  return [...nodes, text.slice(at, to)];
}

function wrapped(entity, text, inner, doing) {
  switch (entity.type) {
    case "bold":
    case "italic":
    case "underline":
    case "strikethrough":
    case "code":
      return el(TAGS[entity.type], {}, inner);
    case "pre":
      return el("pre", { tabindex: 0 }, el("code", {}, inner));
    case "blockquote":
    case "expandable_blockquote":
      return el("blockquote", {}, inner);
    case "spoiler":
      return spoiler(inner);
    case "text_link":
      return link(entity.url, inner, doing);
    case "url":
      return link(/^https?:/i.test(text) ? text : `https://${text}`, inner, doing);
    case "email":
      return link(`mailto:${text}`, inner, doing);
    case "bot_command":
      return el("button", { type: "button", class: "inline", onclick: () => doing.command(text) }, inner);
    case "date_time":
      return instant(entity, inner, doing);
    default:
      return el("span", {}, inner);
  }
}

function link(url, inner, doing) {
  if (!SAFE.test(url ?? "")) return el("span", {}, inner);
  const open = (event) => {
    event.preventDefault();
    doing.follow(url);
  };
  return el("a", { href: url, rel: "noopener noreferrer", target: "_blank", onclick: open }, inner);
}

function spoiler(inner) {
  const hidden = el("span", { class: "hidden-words" }, inner);
  const show = () => cover.replaceWith(el("span", { class: "shown-words" }, inner));
  const cover = el(
    "button",
    { type: "button", class: "spoiler", "aria-label": "Hidden words: show them", onclick: show },
    hidden,
  );
  return cover;
}

function instant(entity, inner, doing) {
  const at = new Date(entity.unix_time * 1000);
  const tell = () =>
    doing.tell(`On the alley’s wall: ${moment(at)}. On this phone: ${at.toLocaleString("en-GB")}`);
  return el(
    "button",
    { type: "button", class: "inline instant", onclick: tell },
    el("time", { datetime: at.toISOString() }, inner),
  );
}
