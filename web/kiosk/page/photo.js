/** The words of a QR in a photo: read here, or by the server where this browser cannot. */
import { signedUpload } from "./api.js";
import { thisDevice } from "./device.js";
import { read } from "./reading.js";

const LONGEST = 1600;

/** @param {Blob} file @param {import("./decoder.js").Decode | null} decode @returns {Promise<{words?: string, trouble?: string}>} */
export async function readPhoto(file, decode) {
  try {
    const found = decode ? await decode(file) : await asked(file);
    const ours = found.find((words) => read(words).type !== "foreign") ?? found[0];
    return ours === undefined ? { trouble: "photo_empty" } : { words: ours };
  } catch (error) {
    const isPicture = error.name !== "InvalidStateError";
    return { trouble: decode || !isPicture ? "photo_empty" : "photo_offline" };
  }
}

async function asked(file) {
  const { text } = await signedUpload(await thisDevice(), "/kiosk/photo", await smaller(file));
  return text === null ? [] : [text];
}

/** The photo as a JPEG that the server takes, and that a slow network carries. */
async function smaller(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(picture.width * scale, picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
}
