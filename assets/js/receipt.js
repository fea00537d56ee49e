/**
 * The look-up of a receipt. The whole list is downloaded and searched here: what is looked up never
 * leaves the device.
 */

import { base32, fromBase32 } from "./bytes.js";
import { holdsReceipt, parseBoard } from "./board.js";
import { fetchBytes } from "./content.js";
import { submitOnEnter } from "./typing.js";

const form = document.getElementById("look-up");
const outcome = document.getElementById("outcome");

/** @param {string} name of the template to show */
function say(name) {
  const template = document.querySelector(`template[data-outcome="${name}"]`);
  outcome.replaceChildren(template.content.cloneNode(true));
}

/** @returns {Promise<string>} name of the outcome */
async function lookUp(fp, code) {
  let fingerprint;
  try {
    fingerprint = base32(fromBase32(fp, 16));
    if (code.replace(/[\s.:-]/g, "").length !== 20) return "mistyped";
  } catch {
    return "mistyped";
  }
  try {
    const bytes = await fetchBytes(`/b/${fingerprint}`, "none");
    const board = parseBoard(new TextDecoder().decode(bytes));
    return (await holdsReceipt(board, code)) ? "found" : "absent";
  } catch (error) {
    return error.screen === "none" ? "none" : "offline";
  }
}

submitOnEnter(form);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  say("searching");
  say(await lookUp(form.elements.fp.value, form.elements.code.value));
});
