/** The service worker, and a new version of the page: it is used when somebody says so. */
import { button, el } from "./build.js";
import { t } from "./texts.js";

const HOUR = 3600 * 1000;

/** Where the browser allows no worker, the page works only with a network. @param {HTMLElement} place where a new version is announced */
export async function startUpdates(place) {
  const hadWorker = !!navigator.serviceWorker?.controller;
  const registration = await navigator.serviceWorker?.register("/kiosk/worker.js", { scope: "/kiosk" }).catch(() => null);
  if (!registration) return;
  const tell = () => registration.waiting && hadWorker && show(place, registration.waiting);
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", tell));
  setInterval(() => registration.update().catch(() => null), HOUR);
  tell();
  await navigator.serviceWorker.ready;
  document.documentElement.dataset.cached = "";
}

function show(place, worker) {
  const use = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    worker.postMessage("use");
  };
  place.replaceChildren(el("div", { class: "notice" }, el("p", {}, t("update")), button(t("use_update"), use)));
}
