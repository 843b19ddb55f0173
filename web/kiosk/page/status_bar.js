/** The owner of this device, and the records that wait for the network. */
import { el, icon } from "./build.js";
import { formatTime } from "./formats.js";
import { many, t } from "./texts.js";

/** @param {object} summary @param {boolean} connected */
export function statusBar({ device, list, waiting, of }, connected) {
  const stall = list?.stall.name ?? device.stall?.name ?? device.stall;
  const name = list?.device.name ?? device.name;
  const { state, said, sign } = status(device, waiting, connected, of);
  const from = !connected && list ? el("span", { class: "age" }, t("list_from", { at: formatTime(list.now) })) : null;
  return [
    el("div", { class: "who" }, el("img", { src: "/kiosk/icon.svg", alt: "", width: 40, height: 40 }), el("div", {}, el("h1", {}, stall), el("p", {}, name))),
    el("p", { class: "status", "data-state": state, "data-waiting": waiting }, icon(sign), el("span", {}, el("span", {}, said), from)),
  ];
}

function status(device, waiting, connected, of) {
  if (device.revoked) return { state: "revoked", sign: "warning", said: t("revoked") };
  if (!connected) {
    return { state: "offline", sign: "offline", said: waiting ? many(`offline_waiting${of}`, waiting) : t("offline") };
  }
  if (waiting) return { state: "sending", sign: "sending", said: many(`sending${of}`, waiting) };
  return { state: "sent", sign: "sent", said: t("all_sent") };
}
