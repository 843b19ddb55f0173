/** The camera: its frames are read until it is paused. A ticket that stays in view is reported once. */
const WANTED = { video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 960 } } };
const WIDTH = 800;
const PAUSE_MS = 60;
const GONE_MS = 1500;
const TROUBLES = {
  NotAllowedError: "camera_denied",
  SecurityError: "camera_denied",
  NotFoundError: "camera_none",
  OverconstrainedError: "camera_none",
  NotSupportedError: "camera_none",
};

export class Camera {
  #video;
  #decode;
  #onText;
  #canvas = new OffscreenCanvas(1, 1);
  #seen = new Map();
  #stream;

  /** @param {HTMLVideoElement} video @param {import("./decoder.js").Decode} decode @param {(words: string) => void} onText */
  constructor(video, decode, onText) {
    this.#video = video;
    this.#decode = decode;
    this.#onText = onText;
  }

  /** Starts the camera; returns null, or the name of the text of its error. `ended` is called when the camera is lost later. */
  async start(ended) {
    if (!navigator.mediaDevices) return "camera_insecure";
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia(WANTED);
      this.#video.srcObject = this.#stream;
      await this.#video.play();
    } catch (error) {
      this.stop();
      return TROUBLES[error.name] ?? "camera_busy";
    }
    this.#stream.getVideoTracks()[0].addEventListener("ended", ended);
    this.#look(this.#stream);
    return null;
  }

  stop() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
  }

  async #look(stream) {
    while (this.#stream === stream) {
      if (!document.hidden && this.#video.videoWidth) await this.#read();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async #read() {
    const found = await this.#decode(this.#frame()).catch(() => []);
    const now = performance.now();
    for (const [words, at] of this.#seen) if (now - at > GONE_MS) this.#seen.delete(words);
    for (const words of found) {
      const isNew = !this.#seen.has(words);
      this.#seen.set(words, now);
      if (isNew) this.#onText(words);
    }
  }

  #frame() {
    const { videoWidth, videoHeight } = this.#video;
    const scale = Math.min(1, WIDTH / videoWidth);
    this.#canvas.width = videoWidth * scale;
    this.#canvas.height = videoHeight * scale;
    const drawing = this.#canvas.getContext("2d", { willReadFrequently: true });
    drawing.drawImage(this.#video, 0, 0, this.#canvas.width, this.#canvas.height);
    return drawing.getImageData(0, 0, this.#canvas.width, this.#canvas.height);
  }
}
