/** The camera on the page: its picture with a frame, or why there is none and how to go on. */
import { button, el, icon } from "./build.js";
import { Camera } from "./camera.js";
import { get, put } from "./database.js";
import { t } from "./texts.js";

const WANTED = "camera";

export class CameraView {
  #decode;
  #onText;
  #camera;
  #video = el("video", { muted: true, playsinline: true, "aria-hidden": "true" });
  #said = el("div", { class: "camera-said" });
  node = el("section", { class: "camera" }, this.#video, el("div", { class: "frame", "aria-hidden": "true" }), this.#said);

  /** @param {import("./decoder.js").Decode | null} decode @param {(words: string) => void} onText */
  constructor(decode, onText) {
    this.#decode = decode;
    this.#onText = onText;
    this.node.setAttribute("aria-label", t("camera"));
    this.#video.muted = true;
    navigator.mediaDevices?.addEventListener("devicechange", () => this.#retry());
  }

  /** Starts the camera where it was started before; asks otherwise. */
  async open() {
    if (!this.#decode) return this.#showTrouble("camera_reader");
    if (await get("settings", WANTED)) return this.start();
    return this.#show("off", icon("camera"), el("p", {}, t("camera_off")), this.#startButton("start_camera"));
  }

  async start() {
    this.#show("starting", icon("camera"), el("p", {}, t("camera_starting")));
    this.#camera = new Camera(this.#video, this.#decode, this.#onText);
    const trouble = await this.#camera.start(() => this.#showTrouble("camera_busy"));
    if (trouble) return this.#showTrouble(trouble);
    await put("settings", true, WANTED);
    return this.#show("on", el("p", {}, t("frame")));
  }

  close() {
    this.#camera?.stop();
  }

  #retry() {
    if (this.node.dataset.state?.startsWith("camera_") && this.#decode) this.start();
  }

  #showTrouble(trouble) {
    const again = this.#decode && trouble !== "camera_insecure" ? this.#startButton("try_again") : null;
    this.#show(trouble, icon("noCamera"), el("p", {}, t(trouble)), el("p", {}, t("other_ways")), again);
  }

  #startButton(name) {
    return button(t(name), () => this.start(), "primary");
  }

  #show(state, ...children) {
    this.node.dataset.state = state;
    this.#said.replaceChildren(...children.filter(Boolean));
  }
}
