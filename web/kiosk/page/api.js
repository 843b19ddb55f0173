import { toBase64url, toHex, utf8 } from "./bytes.js";
import { sign } from "./ed25519.js";
import { now, setClock } from "./server_clock.js";

const TIMEOUT_MS = 3000;
const LIST_TIMEOUT_MS = 15_000;

/** The server answered, and it was a refusal. */
export class Refused extends Error {
  /** @param {string} name @param {number} status @param {number} [serverNow] */
  constructor(name, status, serverNow) {
    super(name);
    this.name = name;
    this.status = status;
    this.serverNow = serverNow;
  }
}

export const post = (path, body) => ask(path, { method: "POST", body: JSON.stringify(body) });

/** @param {import("./device.js").Device} device */
export async function signedPost(device, path, body) {
  const data = JSON.stringify(body);
  return ask(path, { method: "POST", body: data, headers: await headers(device, "POST", path, utf8(data)) });
}

/** @param {import("./device.js").Device} device @param {Blob} blob */
export async function signedUpload(device, path, blob) {
  const data = new Uint8Array(await blob.arrayBuffer());
  const sent = { method: "POST", body: data, headers: await headers(device, "POST", path, data) };
  return ask(path, sent, LIST_TIMEOUT_MS);
}

export const signedGet = (device, path) => signedOnce(device, "GET", path);

/** A request that says no more than its path. */
export const signedCall = (device, path) => signedOnce(device, "POST", path);

/** Signed for now and for once. A device whose clock is wrong is told the time and asks again. @param {import("./device.js").Device} device */
async function signedOnce(device, method, path) {
  const asked = Date.now();
  try {
    return await askNow(device, method, path);
  } catch (error) {
    if (error.name !== "clock") throw error;
    await setClock(error.serverNow, asked);
    return askNow(device, method, path);
  }
}

async function askNow(device, method, path) {
  const time = String(await now());
  const nonce = toBase64url(crypto.getRandomValues(new Uint8Array(16)));
  const signed = await headers(device, method, path, new Uint8Array(), `\n${time}\n${nonce}`);
  return ask(path, { method, headers: { ...signed, "Lorong-Time": time, "Lorong-Nonce": nonce } }, LIST_TIMEOUT_MS);
}

async function headers(device, method, path, data, more = "") {
  const digest = toHex(await crypto.subtle.digest("SHA-256", data));
  const signature = await sign(device.key, utf8(`${method}\n${path}\n${digest}${more}`));
  return { "Lorong-Device": String(device.id), "Lorong-Signature": toBase64url(signature) };
}

/** The answer. Raises Refused where the server says no, TypeError or a DOMException where it could not be asked. */
async function ask(path, sent, timeout = TIMEOUT_MS) {
  const answer = await fetch(path, { ...sent, cache: "no-store", signal: AbortSignal.timeout(timeout) });
  if (answer.ok) return answer.json();
  if (answer.status >= 500) throw new TypeError(`the server answered ${answer.status}`);
  const { error, now: serverNow } = await answer.json().catch(() => ({ error: "" }));
  throw new Refused(error, answer.status, serverNow);
}
