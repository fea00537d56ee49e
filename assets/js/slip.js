/** What a slip bears: the link's fragment, and the code that is typed from it. */

import { base32Symbol, base32Values, fromBase32 } from "./bytes.js";
import { checkSymbols } from "./link.js";

const TICKET_SYMBOLS = 16;

/**
 * @param {string} fragment `TICKET.FP` as it stands behind the #
 * @returns {{ticket: string, fingerprint: Uint8Array} | null} null where it is cut short
 */
export function readSlip(fragment) {
  const parts = fragment.split(".");
  if (parts.length !== 2) return null;
  try {
    fromBase32(parts[0], 10);
    return { ticket: parts[0].toUpperCase(), fingerprint: fromBase32(parts[1], 16) };
  } catch {
    return null;
  }
}

/** @param {string} text as typed @returns {string | null} the ticket in base32; null if mistyped */
export function typedTicket(text) {
  let values;
  try {
    values = base32Values(text.replace(/[.:]/g, ""));
  } catch {
    return null;
  }
  if (values.length !== TICKET_SYMBOLS + 2) return null;
  const code = values.slice(0, TICKET_SYMBOLS);
  if (checkSymbols(code).join() !== values.slice(TICKET_SYMBOLS).join()) return null;
  return code.map(base32Symbol).join("");
}

/** @returns {Uint8Array | null} the fingerprint of a poster's address, which is no secret */
export function posterOfAddress() {
  const [, fingerprint] = location.pathname.match(/^\/e\/([^/]+)$/) ?? [];
  try {
    return fingerprint ? fromBase32(fingerprint, 16) : null;
  } catch {
    return null;
  }
}
