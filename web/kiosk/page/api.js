import { toBase64url, toHex, utf8 } from "./bytes.js";
import { sign } from "./ed25519.js";

const TIMEOUT_MS = 3000;
const LIST_TIMEOUT_MS = 15_000;

/** The server answered, and it was a refusal. */
export class Refused extends Error {
  /** @param {string} name @param {number} status */
  constructor(name, status) {
    super(name);
    this.name = name;
    this.status = status;
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

/** @param {import("./device.js").Device} device */
export async function signedGet(device, path) {
  return ask(path, { headers: await headers(device, "GET", path, new Uint8Array()) }, LIST_TIMEOUT_MS);
}

async function headers(device, method, path, data) {
  const digest = toHex(await crypto.subtle.digest("SHA-256", data));
  const signature = await sign(device.key, utf8(`${method}\n${path}\n${digest}`));
  return { "Lorong-Device": String(device.id), "Lorong-Signature": toBase64url(signature) };
}

/** The answer. Raises Refused where the server says no, TypeError or a DOMException where it could not be asked. */
async function ask(path, sent, timeout = TIMEOUT_MS) {
  const answer = await fetch(path, { ...sent, cache: "no-store", signal: AbortSignal.timeout(timeout) });
  if (answer.ok) return answer.json();
  if (answer.status >= 500) throw new TypeError(`the server answered ${answer.status}`);
  const { error } = await answer.json().catch(() => ({ error: "" }));
  throw new Refused(error, answer.status);
}
