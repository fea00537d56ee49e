/** From a slip's link, a slip's typed code or a poster's address to the questionnaire. */

import { keepLink, linkOfVisit } from "./address.js";
import { post, Refusal } from "./api.js";
import { Trouble } from "./content.js";
import { openPoll } from "./poll-files.js";
import { posterOfAddress, readSlip, typedTicket } from "./slip.js";

/**
 * @param {(section: string) => void} show shows a section of the shell
 * @param {(folder: string, hashes: object, entry: string) => Promise<object>} load runs a checked script
 */
export async function open(show, load) {
  const poster = posterOfAddress();
  const text = poster ? "" : linkOfVisit().replace(/%20|\+/g, "");
  if (!poster && !text) return askForCode(show);
  const slip = poster ? { ticket: null, fingerprint: poster } : readSlip(text);
  if (!slip) throw new Trouble("broken");
  if (!poster) keepLink(text);
  const { opened, start } = await openPoll(slip.fingerprint, load, "answer.js");
  await start({ ...opened, ticket: slip.ticket });
}

/** A typed code names its poll to the server alone; it goes on as the slip's link would. */
function askForCode(show) {
  const form = document.getElementById("code-form");
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const ticket = typedTicket(form.elements.code.value);
    if (!ticket) return say("code-wrong-text", form);
    button.disabled = true;
    try {
      const { fp } = await post("/api/ticket/poll", { ticket });
      location.hash = `${ticket}.${fp}`; // boot.js reloads on this
    } catch (error) {
      say(error instanceof Refusal ? "code-unknown-text" : "code-later-text", form);
    } finally {
      button.disabled = false;
    }
  });
  show("missing");
}

function say(template, form) {
  const text = document.getElementById(template);
  document.getElementById("code-wrong").replaceChildren(text.content.cloneNode(true));
  form.elements.code.setAttribute("aria-invalid", "true");
  form.elements.code.focus();
}
