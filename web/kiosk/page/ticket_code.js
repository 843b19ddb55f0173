/** The nine symbols below a QR: as in market/ticket/ticket_code.py. */
export const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECKED = `${SYMBOLS}*~$=U`;
const ALIKE = { I: "1", L: "1", O: "0" };
const LENGTH = 9;

/** The code of nine symbols in any spelling, right or wrong; shorter while it is being typed. @param {string} text */
export function codeSymbols(text) {
  const upper = text.normalize("NFKC").toUpperCase();
  return upper.replace(/[^\p{L}\p{N}]/gu, "").replace(/[ILO]/g, (symbol) => ALIKE[symbol]);
}

/** The stored form of a typed code; null for no code. @param {string} text */
export function readCode(text) {
  const code = codeSymbols(text);
  return isCode(code) ? code : null;
}

/** Whether all nine are there, and no more, so that one of them can be said to be wrong. @param {string} text */
export const isWhole = (text) => codeSymbols(text).length === LENGTH;

/** Whether some of the nine are still to come. @param {string} text */
export const isStarted = (text) => codeSymbols(text).length < LENGTH;

/** @param {string} code */
export function isCode(code) {
  return (
    code.length === LENGTH &&
    [...code].every((symbol) => SYMBOLS.includes(symbol)) &&
    /[2-9]/.test(code) &&
    checkSymbol(code.slice(0, 8)) === code[8]
  );
}

/** @param {string} body */
export function checkSymbol(body) {
  let rest = 0;
  for (const symbol of body) rest = (rest * 32 + SYMBOLS.indexOf(symbol)) % 37;
  return CHECKED[rest];
}

/** @param {string} code */
export const grouped = (code) => `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;

/** The five bytes of a code's first eight symbols. @param {string} code */
export function codeBytes(code) {
  let number = 0n;
  for (const symbol of code.slice(0, 8)) number = number * 32n + BigInt(SYMBOLS.indexOf(symbol));
  return Uint8Array.from([32n, 24n, 16n, 8n, 0n], (shift) => Number((number >> shift) & 255n));
}

/** The code whose first eight symbols are this number; null where there is none. @param {Uint8Array} bytes */
export function codeOf(bytes) {
  const number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  if (number >> 40n) return null;
  const shifts = [35n, 30n, 25n, 20n, 15n, 10n, 5n, 0n];
  const body = shifts.map((shift) => SYMBOLS[Number((number >> shift) & 31n)]).join("");
  const code = body + checkSymbol(body);
  return isCode(code) ? code : null;
}
