/** Finds the words of QR codes in a picture: by the browser where it really can, by zxing-wasm where it is installed. */
const ZXING = "/kiosk/lib/zxing/";
const OPTIONS = { formats: ["QRCode"], maxNumberOfSymbols: 4 };

let found;

/** @typedef {(picture: ImageData | Blob) => Promise<string[]>} Decode */

/** @param {ReadonlySet<string>} libraries @returns {Promise<Decode | null>} null where nothing here reads a QR */
export const decoder = (libraries) => (found ??= find(libraries));

async function find(libraries) {
  if (await browserReads()) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (picture) => (await detector.detect(picture)).map((code) => code.rawValue);
  }
  if (!libraries.has("zxing")) return null;
  const { prepareZXingModule, readBarcodes } = await import(`${ZXING}reader/index.js`);
  prepareZXingModule({ overrides: { locateFile: (name) => ZXING + name } });
  return async (picture) => (await readBarcodes(picture, OPTIONS)).filter((code) => code.isValid).map((code) => code.text);
}

/** Some browsers have the class and read nothing by it. */
async function browserReads() {
  try {
    return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
  } catch {
    return false;
  }
}
