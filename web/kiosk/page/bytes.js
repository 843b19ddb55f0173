const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** @param {string} words */
export const utf8 = (words) => new TextEncoder().encode(words);

/** @param {ArrayBuffer | Uint8Array} data */
export function toHex(data) {
  return [...new Uint8Array(data)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Base64url without padding. @param {ArrayBuffer | Uint8Array} data */
export function toBase64url(data) {
  const binary = String.fromCharCode(...new Uint8Array(data));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} words */
export function fromBase64url(words) {
  const binary = atob(words.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

/** Upper case, without padding. @param {Uint8Array} data */
export function toBase32(data) {
  let symbols = "";
  let held = 0;
  let bits = 0;
  for (const byte of data) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) symbols += BASE32[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits ? symbols + BASE32[(held << (5 - bits)) & 31] : symbols;
}

/** The bytes that these symbols write in exactly this way, upper case or lower; null where there are none. @param {string} symbols */
export function fromBase32(symbols) {
  const upper = symbols.toUpperCase();
  const data = [];
  let held = 0;
  let bits = 0;
  for (const symbol of upper) {
    const value = BASE32.indexOf(symbol);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      data.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  const bytes = Uint8Array.from(data);
  return toBase32(bytes) === upper ? bytes : null;
}
