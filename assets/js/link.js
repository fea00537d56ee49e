/**
 * The personal link: its fragment, and the short form that is typed from a letter.
 */

import { base32Symbol, base32Values, fromBase32 } from "./bytes.js";

const TOKEN_SYMBOLS = 26;
const START_LENGTH = 10;
const SHORT_SYMBOLS = 44;

/** A link that is cut short, or a code that is mistyped. `reason`: "fragment", "length" or "mistyped". */
export class BadLink extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * @param {string} fragment what stands behind the #: TOKEN.FP
 * @returns {{token: Uint8Array, fingerprint: Uint8Array}} 16 bytes each
 */
export function parseFragment(fragment) {
  const parts = fragment.replace(/^#/, "").split(".");
  if (parts.length !== 2) throw new BadLink("fragment");
  return attempt("fragment", () => {
    const [token, fingerprint] = parts.map((part) => fromBase32(part, 16));
    return { token, fingerprint };
  });
}

/**
 * @param {string} text as typed
 * @returns {{token: Uint8Array, fingerprint: Uint8Array}} the fingerprint's first 10 bytes only
 */
export function parseShortCode(text) {
  const values = attempt("mistyped", () => base32Values(text.replace(/[.:]/g, "")));
  if (values.length !== SHORT_SYMBOLS) throw new BadLink("length");
  const code = values.slice(0, -2);
  const check = checkSymbols(code);
  if (check.join() !== values.slice(-2).join()) throw new BadLink("mistyped");
  return attempt("mistyped", () => ({
    token: fromBase32(code.slice(0, TOKEN_SYMBOLS).map(base32Symbol).join(""), 16),
    fingerprint: fromBase32(code.slice(TOKEN_SYMBOLS).map(base32Symbol).join(""), START_LENGTH),
  }));
}

/** Remainder of code · x² by (x + 1)(x + 2) over GF(32): betrays a wrong symbol or swapped neighbours. */
export function checkSymbols(code) {
  return code.reduce(
    ([high, low], value) => {
      const carried = high ^ value;
      const twice = (carried << 1) ^ (carried & 16 ? 0b100101 : 0);
      return [low ^ twice ^ carried, twice];
    },
    [0, 0],
  );
}

function attempt(reason, act) {
  try {
    return act();
  } catch {
    throw new BadLink(reason);
  }
}
