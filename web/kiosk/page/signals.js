/** Two sounds and two buzzes that nobody confuses: up and short for good, down and long for stop. */
const TUNES = {
  good: { type: "sine", volume: 0.25, notes: [[784, 0, 0.09], [1175, 0.1, 0.16]] },
  stop: { type: "square", volume: 0.12, notes: [[220, 0, 0.22], [147, 0.26, 0.36]] },
};
const BUZZES = { good: [70], stop: [180, 90, 260] };
let audio;

/** Browsers let a page sound only after a tap or a key. */
export function allowSounds() {
  const wake = () => {
    audio ??= new AudioContext();
    if (audio.state === "suspended") audio.resume();
  };
  for (const event of ["pointerdown", "keydown"]) addEventListener(event, wake, { passive: true });
}

/** @param {"good" | "stop"} name */
export function signal(name) {
  if (mayVibrate()) navigator.vibrate?.(BUZZES[name]);
  if (audio?.state !== "running") return;
  const { type, volume, notes } = TUNES[name];
  for (const [frequency, after, seconds] of notes) sound(type, volume, frequency, audio.currentTime + after, seconds);
}

/** Before the first tap Chromium refuses, and writes an error into the console. */
function mayVibrate() {
  return navigator.userActivation?.hasBeenActive ?? true;
}

function sound(type, volume, frequency, at, seconds) {
  const tone = new OscillatorNode(audio, { type, frequency });
  const gain = new GainNode(audio, { gain: volume });
  gain.gain.setTargetAtTime(0, at + seconds * 0.7, seconds * 0.1);
  tone.connect(gain).connect(audio.destination);
  tone.start(at);
  tone.stop(at + seconds);
}
