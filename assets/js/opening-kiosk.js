/** From the link that HR shows once to a device that people answer at. */

import { Later, post } from "./api.js";
import { fromBase32 } from "./bytes.js";
import { Trouble } from "./content.js";
import { dropFiles, keepFiles } from "./kiosk-files.js";
import { openStore } from "./kiosk-store.js";
import { openPoll } from "./poll-files.js";

/**
 * @param {(section: string) => void} show shows a section of the shell
 * @param {(folder: string, hashes: object, entry: string) => Promise<object>} load runs a checked script
 */
export async function open(show, load) {
  const store = await openStore();
  if (!(await takeSecret(store))) return show("missing");
  const device = await store.device();
  if (!device) return show("missing");
  if (!device.fp && !(await firstLook(store, device))) return show("revoked");
  const { opened, start } = await openPoll(fromBase32(device.fp, 16), load, "kiosk.js");
  const { manifest, fp } = opened;
  await start({ ...opened, keepFiles: () => keepFiles(manifest, fp), dropFiles });
}

/** The secret leaves the address at once. @returns {Promise<boolean>} false if it is none */
async function takeSecret(store) {
  const text = location.hash.slice(1);
  if (!text) return true;
  history.replaceState(null, "", location.pathname);
  try {
    fromBase32(text, 20);
  } catch {
    return false;
  }
  await store.enrol(text.toUpperCase());
  await navigator.storage?.persist?.().catch(() => false);
  return true;
}

/** What the device serves; later it is known without asking. @returns {Promise<boolean>} */
async function firstLook(store, device) {
  try {
    Object.assign(device, await post("/api/kiosk/look", { secret: device.secret }));
  } catch (error) {
    if (error instanceof Later) throw new Trouble("offline", error);
    if (error.screen === "revoked") return false;
    throw error;
  }
  await store.keepDevice(device);
  return true;
}
