import { allowSounds } from "./signals.js";
import { onChange } from "./changes.js";
import { decoder } from "./decoder.js";
import { thisDevice } from "./device.js";
import { canVerify } from "./ed25519.js";
import { el } from "./build.js";
import { GateView } from "./gate_view.js";
import { KioskView } from "./kiosk_view.js";
import { languageMenu } from "./language_menu.js";
import { signInView, tokenOf } from "./sign_in_view.js";
import { summary } from "./summary.js";
import { startSync, wake } from "./sync.js";
import { loadTexts, t } from "./texts.js";
import { startUpdates } from "./updates.js";
import { listenToUsbScanner } from "./usb_scanner.js";

const BROWSERS = "Chrome 137, Firefox 129, Safari 17";
const page = document.documentElement;
const place = document.getElementById("page");
const libraries = new Set(page.dataset.libraries.split(" "));
let view = null;
let signedIn = null;

/** Shows the view for the state of this device. A device that was signed out takes a new link. */
async function draw() {
  view?.close();
  view = null;
  const device = await thisDevice();
  const token = tokenOf(location.hash);
  signedIn = device && !(device.revoked && token) ? device.id : null;
  if (!isSecureContext) return show(told("insecure"));
  if (!(await canVerify(libraries))) return show(told("too_old"));
  if (!signedIn) return show(signInView(draw));
  view = device.stall?.kind === "gate" ? new GateView(draw) : new KioskView(libraries, await decoder(libraries), draw);
  show(view.node);
  if (token) view.tell((await summary()).waiting ? "already_waiting" : "already");
  await view.open();
  return wake();
}

function show(node) {
  place.replaceChildren(node);
}

const told = (name) =>
  el("main", { class: "sign-in" }, el("h1", {}, t("title")), el("p", {}, t(name, { browsers: BROWSERS })), el("nav", { class: "menu" }, languageMenu(draw)));

async function follow() {
  const device = await thisDevice();
  if ((device?.id ?? null) !== signedIn && !(device?.revoked && !signedIn)) await draw();
  else await view?.refresh();
}

await loadTexts();
allowSounds();
listenToUsbScanner((words) => view?.handleText(words));
await draw();
onChange(follow);
await follow(); // the camera may have read a ticket, and recorded it, before anybody listened
addEventListener("hashchange", draw);
page.dataset.ready = "";
startSync();
await startUpdates(document.getElementById("update"));
