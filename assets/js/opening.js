/** From the personal link to the questionnaire. */

import { keepLink, linkOfVisit } from "./address.js";
import { base32 } from "./bytes.js";
import { Trouble } from "./content.js";
import { BadLink, parseFragment, parseShortCode } from "./link.js";
import { openPoll } from "./poll-files.js";
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
  const { opened, start } = await openPoll(link.fingerprint, load, "respond.js");
  await start({ ...opened, token: base32(link.token) });
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
