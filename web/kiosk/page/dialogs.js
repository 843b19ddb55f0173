/** Small windows above the page. */
import { signedCall } from "./api.js";
import { button, el } from "./build.js";
import { formatTime } from "./formats.js";
import { many, t } from "./texts.js";
import { writeOthers } from "./others.js";
import { signOut, thisDevice } from "./device.js";
import { changed } from "./changes.js";

function open(title, ...children) {
  const heading = el("h2", { id: "dialog-title" }, title);
  const dialog = el("dialog", { "aria-labelledby": "dialog-title" }, heading, children);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** The scans of this device as a QR, for another device's camera. */
export async function showScans({ standing }) {
  const shown = standing.filter((scan) => scan.code).map((scan) => ({ ...scan, device: scan.device }));
  const close = el("form", { method: "dialog" }, el("button", { class: "primary" }, t("close")));
  if (!shown.length) return open(t("show_scans"), el("p", {}, t("show_scans_none")), close);
  const { encode } = await import("/kiosk/lib/uqr.js");
  const { data } = encode(writeOthers(shown), { ecc: "L", border: 4 });
  const picture = qr(data, many("show_scans_name", Math.min(shown.length, 100)));
  return open(t("show_scans"), el("p", {}, t("show_scans_how")), picture, close);
}

function qr(rows, name) {
  const canvas = el("canvas", { class: "qr", role: "img", "aria-label": name, width: rows.length, height: rows.length });
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "#fff";
  drawing.fillRect(0, 0, rows.length, rows.length);
  drawing.fillStyle = "#000";
  rows.forEach((row, y) => row.forEach((dark, x) => dark && drawing.fillRect(x, y, 1, 1)));
  return canvas;
}

/** Asks before the organisers are called here, and says what came of it. Without a network it says so: a call is never kept for later. */
export function askHelp() {
  const said = el("p", { role: "status" }, t("help_how"));
  const call = button(t("help_call"), () => callHelp(said, call), "primary");
  const close = button(t("close"), () => dialog.close());
  const dialog = open(t("help"), el("p", {}, t("help_danger")), said, el("div", { class: "buttons" }, call, close));
}

async function callHelp(said, call) {
  call.disabled = true;
  said.textContent = t("help_calling");
  try {
    const { told_at } = await signedCall(await thisDevice(), "/kiosk/help");
    said.textContent = `${t("help_told", { time: formatTime(told_at) })} ${t("help_stay")}`;
    call.remove();
  } catch (error) {
    said.textContent = t(error.name === "nobody" ? "help_nobody" : "help_not_sent");
    call.disabled = false;
  }
}

export function askSignOut() {
  const dialog = open(t("sign_out"), el("p", {}, t("sign_out_how")));
  const leave = async () => {
    dialog.close();
    await signOut();
    changed();
  };
  dialog.append(el("div", { class: "buttons" }, button(t("stay"), () => dialog.close(), "primary"), button(t("sign_out"), leave)));
}
