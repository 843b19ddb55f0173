import { fromBase64url } from "./bytes.js";

/** Ed25519 by the browser itself, or by @noble/ed25519 where the browser has none. */
const ALGORITHM = { name: "Ed25519" };
const NOBLE = "/kiosk/lib/noble-ed25519.js";
const SEED_OF = new TextEncoder().encode("lorong kiosk device");

const browserKnows = knows();
/** @type {Map<string, Promise<CryptoKey>>} */
const imported = new Map();

async function knows() {
  try {
    await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
    return true;
  } catch {
    return false;
  }
}

/** Whether tickets can be verified here at all. @param {ReadonlySet<string>} libraries */
export const canVerify = async (libraries) => (await browserKnows) || (libraries.has("noble") && !!crypto.subtle);

/**
 * A key that this browser does not export. Without Ed25519 of its own it is a key from which the seed is derived each time.
 * @returns {Promise<{key: CryptoKey, publicKey: Uint8Array}>}
 */
export async function newDeviceKey() {
  if (await browserKnows) {
    const pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
    return { key: pair.privateKey, publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)) };
  }
  const key = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const noble = await import(NOBLE);
  return { key, publicKey: await noble.getPublicKeyAsync(await seed(key)) };
}

/** @param {CryptoKey} key @param {Uint8Array} data */
export async function sign(key, data) {
  if (key.algorithm.name !== "HMAC") return new Uint8Array(await crypto.subtle.sign(ALGORITHM, key, data));
  const noble = await import(NOBLE);
  return noble.signAsync(data, await seed(key));
}

/** @param {string} publicKey in base64url @param {Uint8Array} signature @param {Uint8Array} data */
export async function verify(publicKey, signature, data) {
  if (await browserKnows) {
    return crypto.subtle.verify(ALGORITHM, await importKey(publicKey, fromBase64url(publicKey)), signature, data);
  }
  const noble = await import(NOBLE);
  return noble.verifyAsync(signature, data, fromBase64url(publicKey), { zip215: false });
}

function importKey(name, raw) {
  if (!imported.has(name)) imported.set(name, crypto.subtle.importKey("raw", raw, ALGORITHM, false, ["verify"]));
  return imported.get(name);
}

const seed = async (key) => new Uint8Array(await crypto.subtle.sign("HMAC", key, SEED_OF));
