import { get, put } from "./database.js";

const OFFSET = "clock";
let offset;

/** The time by the server's clock, from the newest list, in milliseconds. */
export async function now() {
  offset ??= (await get("settings", OFFSET)) ?? 0;
  return Date.now() + offset;
}

/** Sets the clock by an answer that was asked for at `asked`, both in milliseconds. */
export async function setClock(serverNow, asked) {
  offset = Math.round(serverNow - (asked + Date.now()) / 2);
  await put("settings", offset, OFFSET);
}
