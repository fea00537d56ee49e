/**
 * From the link to the questionnaire: manifest, page, style and scripts, each checked by its hash,
 * so that what runs is what was announced when the round opened.
 */

import { keepLink, linkOfVisit } from "./address.js";
import { base32, fromHex } from "./bytes.js";
import { fetchBytes, fetchPage, Trouble } from "./content.js";
import { chooseLanguage, chosenLanguage } from "./language.js";
import { BadLink, parseFragment, parseShortCode } from "./link.js";
import { bundleHash, ManifestDiffers, openManifest } from "./manifest.js";
import { watchTablet } from "./tablet-bar.js";
import { submitOnEnter } from "./typing.js";

/**
 * @param {(section: string) => void} show shows a section of the shell
 * @param {(folder: string, hashes: object, entry: string) => Promise<object>} load runs a checked script
 */
export async function open(show, load) {
  const handedOver = watchTablet();
  const text = linkOfVisit().replace(/%20|\+/g, "");
  if (!text && handedOver) return location.replace("/tablet"); // Back, after the device was wiped
  if (!text) return askForCode(show);
  const link = readLink(text);
  if (!link) throw new Trouble("broken");
  keepLink(text);
  const { manifest, fingerprint } = await fetchManifest(link.fingerprint);
  const lang = chosenLanguage(Object.keys(manifest.pages));
  const [page, { start }] = await Promise.all([
    fetchPage(manifest, lang),
    loadQuestionnaire(manifest.scripts, load),
    addStyle(manifest.style),
  ]);
  const root = document.getElementById("root");
  root.innerHTML = page;
  chooseLanguage(lang);
  const [fp, token] = [base32(fingerprint), base32(link.token)];
  await start({ manifest, fp, token, root, lang });
}

/**
 * @param {string} text `TOKEN.FP`, or the short code of a letter
 * @returns {{token: Uint8Array, fingerprint: Uint8Array} | null} the fingerprint whole or its
 *   start; null where something is missing or mistyped
 */
function readLink(text) {
  try {
    return text.includes(".") ? parseFragment(text) : parseShortCode(text);
  } catch (error) {
    if (error instanceof BadLink) return null;
    throw error;
  }
}

/** Staff without e-mail type the code of their letter; it goes into the fragment, never to a log. */
function askForCode(show) {
  const form = document.getElementById("code-form");
  const wrong = document.getElementById("code-wrong");
  submitOnEnter(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = form.elements.code.value.replace(/\s/g, "");
    if (readLink(code)) {
      location.hash = code; // boot.js reloads on this
      return;
    }
    const text = document.getElementById("code-wrong-text");
    wrong.replaceChildren(text.content.cloneNode(true));
    form.elements.code.setAttribute("aria-invalid", "true");
    form.elements.code.focus();
  });
  show("missing");
}

/** @param {Uint8Array} expected the fingerprint, or its start from a typed code */
async function fetchManifest(expected) {
  const bytes = await fetchBytes(`/m/${base32(expected)}`, "unknown");
  try {
    return await openManifest(bytes, expected);
  } catch (error) {
    throw error instanceof ManifestDiffers ? new Trouble("differs", error) : error;
  }
}

/** Scripts of other pages, of the office and of the shell: they do not run in a round, so a phone need not load them. */
const ELSEWHERE = [
  "board.js",
  "boot.js",
  "legacy.js",
  "opening.js",
  "print.js",
  "receipt.js",
  "scan.js",
  "tablet-bar.js",
  "tablet.js",
];

async function loadQuestionnaire(scripts, load) {
  const files = Object.entries(scripts).filter(([file]) => !ELSEWHERE.includes(file));
  return load(`/s/${await bundleHash(scripts)}/`, Object.fromEntries(files), "respond.js");
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
