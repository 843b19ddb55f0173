import { brief, el, icon, unseen } from "./build.js";
import { block } from "./keys.js";
import { rich } from "./text.js";
import { clockTime, day } from "./when.js";
import { t } from "./words.js";

/** One message as a list item; `mine` is the person whose phone it is, `doing` has the handlers of taps. */
export function bubble(message, mine, doing) {
  if (message.kind === "service") return service(message);
  const side = message.from === mine ? "right" : "left";
  return el(
    "li",
    { class: `message ${side}`, "data-id": message.id },
    el(
      "div",
      { class: `bubble ${message.photo ? "with-photo" : ""}` },
      side === "left"
        ? el("span", { class: message.chat === mine ? "unseen" : "who" }, `${message.name}: `)
        : unseen(t("You: ")),
      message.via && el("span", { class: "via" }, t("via {bot}", { bot: `@${message.via}` })),
      attached(message, doing),
      message.text && el("div", { class: "words", dir: "auto" }, rich(shownText(message), message.entities, doing)),
      foot(message),
    ),
    message.buttons.length > 0 && block(message, doing),
  );
}

/** A text as Telegram shows it: the payload of a link that was opened is not. */
const shownText = ({ from, text }) => (from === "bot" ? text : text.replace(/^\/start [\w-]{1,64}$/, "/start"));

export const service = (message) =>
  el("li", { class: "service", "data-id": message.id }, el("span", {}, message.text));

export const dayLine = (at) => el("li", { class: "day" }, el("span", {}, day(at)));

function foot(message) {
  const time = el("time", { datetime: message.at }, clockTime(message.at));
  return el("span", { class: "foot" }, message.edited && `${t("edited")} `, time);
}

function attached(message, doing) {
  if (message.photo) return picture(message, doing);
  if (message.document) return file(message.document);
  if (message.venue) return venue(message.venue);
  if (message.location) return location(message.location);
  if (message.invoice) return invoice(message, doing);
  return null;
}

const source = (photo) => `/files/${encodeURIComponent(photo.file_id)}`;

function picture(message, doing) {
  const { photo } = message;
  const image = el("img", {
    src: source(photo),
    alt: photo.qr ? "" : t("Picture"),
    loading: "lazy",
    width: photo.width,
    height: photo.height,
  });
  if (!photo.qr) return shaped(el("div", { class: "picture" }, image), photo);
  return el(
    "button",
    {
      type: "button",
      class: `picture qr ${shape(photo)}`,
      "aria-label": qrName(message),
      onclick: () => doing.show(message),
    },
    image,
  );
}

function shape({ width, height }) {
  if (height > width * 1.1) return "tall";
  return width < height * 1.2 ? "square" : "wide";
}

/** A picture keeps its own shape; one that is higher than wide is cut to a square. */
function shaped(frame, { width, height }) {
  frame.style.aspectRatio = String(Math.min(4, Math.max(1, width / height)));
  return frame;
}

const CODE = /\b[0-9A-Z]{3,}(?:-[0-9A-Z]+)+\b/;

/** The alternative text of a QR: the code in its caption. */
export function qrName(message) {
  const code = CODE.exec(message.text)?.[0];
  return code ? t("QR ticket, code {code}", { code }) : t("QR picture");
}

export const qrImage = (message) => el("img", { src: source(message.photo), alt: qrName(message) });

const file = (document) =>
  el("a", { class: "file", href: source(document), download: document.name }, icon("file"), document.name);

function location({ latitude, longitude }) {
  return el(
    "div",
    { class: "place" },
    icon("pin"),
    el("span", {}, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`),
  );
}

const venue = ({ title, address, location: spot }) =>
  el(
    "div",
    { class: "venue" },
    location(spot),
    el("strong", {}, title),
    el("span", { class: "address" }, address),
  );

function invoice(message, doing) {
  const { title, description, paid } = message.invoice;
  const total = price(message.invoice);
  const button = message.buttons.flat().some((each) => each.kind === "pay");
  return el(
    "div",
    { class: "invoice" },
    el("strong", {}, title),
    el("span", {}, description),
    el("span", { class: "total" }, paid ? t("{total}, paid", { total }) : total),
    !paid &&
      !button &&
      el(
        "button",
        { type: "button", class: "key success", onclick: () => doing.pay(message) },
        el("span", { class: "label" }, t("Pay {total}", { total })),
      ),
  );
}

/** Integer minor units as a price tag; Telegram's stars have no minor units. */
function price({ amount, currency }) {
  if (currency === "XTR") return t("{amount} Stars", { amount });
  const tag = new Intl.NumberFormat("en-GB", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  });
  return tag.format(amount / 10 ** tag.resolvedOptions().maximumFractionDigits);
}

export const spoken = (message) =>
  brief(message.text || (message.photo && qrOrPicture(message)) || message.invoice?.title || message.kind);

const qrOrPicture = (message) => (message.photo.qr ? qrName(message) : t("Picture"));
