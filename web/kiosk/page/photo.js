/** The words of a QR in a photo: read here, or by the server where this browser cannot. */
import { signedUpload } from "./api.js";
import { thisDevice } from "./device.js";
import { read } from "./reading.js";

/** @param {Blob} file @param {import("./decoder.js").Decode | null} decode @returns {Promise<{words?: string, trouble?: string}>} */
export async function readPhoto(file, decode) {
  try {
    const found = decode ? await decode(file) : await asked(file);
    const ours = found.find((words) => read(words).type !== "foreign") ?? found[0];
    return ours === undefined ? { trouble: "photo_empty" } : { words: ours };
  } catch {
    return { trouble: decode ? "photo_empty" : "photo_offline" };
  }
}

async function asked(file) {
  const { texts } = await signedUpload(await thisDevice(), "/kiosk/photo", file);
  return texts;
}
