import { post } from "./api.js";
import { toBase64url } from "./bytes.js";
import { get, put, update, write } from "./database.js";
import { newDeviceKey } from "./ed25519.js";

export const THIS = "this";
const NEXT = "next";

/**
 * @typedef {object} Device
 * @property {number} id
 * @property {string} name
 * @property {{id: number, name: string} | string} stall
 * @property {CryptoKey} key
 * @property {number} seq the number of its newest scan
 * @property {boolean} [revoked]
 */

/** @returns {Promise<Device | undefined>} */
export const thisDevice = () => get("device", THIS);

/** Uses a link up. The key is made once, whatever number of tabs ask; a lost answer is asked for again with the same key. */
export const signIn = (token, name) => signInBy("/kiosk/sign-in", { token }, name);

/** The same without a link, inside Telegram. */
export const signInFromChat = (init_data, place, name) => signInBy("/kiosk/sign-in-app", { init_data, place }, name);

async function signInBy(path, words, name) {
  return navigator.locks.request("device", async () => {
    const made = await nextKey();
    const answer = await post(path, { ...words, public_key: toBase64url(made.publicKey), name });
    const device = { id: answer.device, name: answer.name, stall: answer.stall, key: made.key, seq: 0 };
    await write(["device", "list"], (rows, list) => {
      rows.put(device, THIS);
      rows.delete(NEXT);
      list.clear();
    });
    navigator.storage?.persist?.();
    return device;
  });
}

async function nextKey() {
  const kept = await get("device", NEXT);
  if (kept) return kept;
  const made = await newDeviceKey();
  await put("device", made, NEXT);
  return made;
}

/** Forgets the key. Scans that were never sent stay. */
export const signOut = () =>
  write(["device", "list"], (device, list) => {
    device.delete(THIS);
    list.clear();
  });

export const markRevoked = (id) =>
  update("device", THIS, (device) => device?.id === id && { ...device, revoked: true });
