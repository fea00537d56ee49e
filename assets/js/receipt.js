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
async function lookUp(fp, code, list) {
  let fingerprint;
  try {
    fingerprint = base32(fromBase32(fp, 16));
    if (code.replace(/[\s.:-]/g, "").length !== 20) return "mistyped";
  } catch {
    return "mistyped";
  }
  let board;
  try {
    if (list) board = boardOf(await list.text(), fingerprint);
  } catch {
    return "no_list";
  }
  try {
    board ??= boardOf(await fetchedList(fingerprint), fingerprint);
    return (await holdsReceipt(board, code)) ? "found" : "absent";
  } catch (error) {
    return error.screen === "none" ? "none" : "offline";
  }
}

async function fetchedList(fingerprint) {
  return new TextDecoder().decode(await fetchBytes(`/b/${fingerprint}`, "none"));
}

/** The list of this box, and of no other. */
function boardOf(text, fingerprint) {
  const board = parseBoard(text);
  if (base32(board.fingerprint) !== fingerprint) throw new Error("the list of another box");
  return board;
}

submitOnEnter(form);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  say("searching");
  const { fp, code, list } = form.elements;
  say(await lookUp(fp.value, code.value, list.files[0]));
});
