/**
 * Manifest, page, style and scripts of a poll, each checked by its hash, so that what runs is what was
 * announced when the round opened.
 */

import { base32, fromHex } from "./bytes.js";
import { fetchBytes, fetchPage, Trouble } from "./content.js";
import { chooseLanguage, chosenLanguage } from "./language.js";
import { bundleHash, ManifestDiffers, openManifest } from "./manifest.js";

/**
 * Puts the questionnaire into the page.
 * @param {Uint8Array} expected the fingerprint, or its start from a typed code
 * @param {(folder: string, hashes: object, entry: string, early: string[]) => Promise<object>} load
 *   runs a checked script
 * @param {string} entry the script that goes on
 * @returns {Promise<{opened: object, start: (opened: object) => Promise<void>}>}
 */
export async function openPoll(expected, load, entry) {
  const { manifest, fingerprint } = await fetchManifest(expected);
  const lang = chosenLanguage(Object.keys(manifest.pages));
  const [page, { start }] = await Promise.all([
    fetchPage(manifest, lang),
    loadQuestionnaire(manifest.scripts, load, entry),
    addStyle(manifest.style),
  ]);
  const root = document.getElementById("root");
  root.innerHTML = page;
  chooseLanguage(lang);
  return { opened: { manifest, fp: base32(fingerprint), root, lang }, start };
}

async function fetchManifest(expected) {
  const bytes = await fetchBytes(`/m/${base32(expected)}`, "unknown");
  try {
    return await openManifest(bytes, expected);
  } catch (error) {
    throw error instanceof ManifestDiffers ? new Trouble("differs", error) : error;
  }
}

/** What each entry needs, asked for at once. What is not named here comes when it is imported. */
const COMMON = [
  "address.js",
  "answers.js",
  "api.js",
  "bytes.js",
  "content.js",
  "keeping.js",
  "language.js",
  "manifest.js",
  "patience.js",
  "questions.js",
  "screens.js",
  "seal.js",
  "visit.js",
];
const OWN = {
  "respond.js": ["blind-rsa.js", "delivery.js", "respond.js"],
  "answer.js": ["answer.js", "puzzle.js", "ticket-delivery.js"],
  "kiosk.js": [
    "kiosk-exit.js",
    "kiosk-idle.js",
    "kiosk-screens.js",
    "kiosk-sending.js",
    "kiosk-store.js",
    "kiosk-times.js",
    "kiosk-voice.js",
    "kiosk.js",
    "ticket-delivery.js",
  ],
};

async function loadQuestionnaire(scripts, load, entry) {
  return load(`/s/${await bundleHash(scripts)}/`, scripts, entry, [...COMMON, ...OWN[entry]]);
}

/** The shell links the style of today; a round that opened earlier brings its own. */
function addStyle(hash) {
  const href = `/c/${hash}`;
  const linked = document.querySelector(`link[rel="stylesheet"][href="${href}"]`);
  if (linked) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.integrity = `sha256-${btoa(String.fromCharCode(...fromHex(hash)))}`;
    style.href = href;
    style.onload = resolve;
    style.onerror = () => reject(new Trouble("stale"));
    document.head.append(style);
  });
}
