/** The code by which staff leave a device's pages, checked without a network. */

import { equal, fromBase64Url, utf8 } from "./bytes.js";

/** As the server makes it when the device is enrolled. */
const ROUNDS = 200_000;
const SALT = 16;

/**
 * @param {string} exit salt and PBKDF2-HMAC-SHA256 of the code, base64url
 * @param {string} code as typed @returns {Promise<boolean>}
 */
export async function isExitCode(exit, code) {
  const bytes = fromBase64Url(exit);
  const key = await crypto.subtle.importKey("raw", utf8(code), "PBKDF2", false, ["deriveBits"]);
  const salted = { name: "PBKDF2", hash: "SHA-256", salt: bytes.slice(0, SALT), iterations: ROUNDS };
  const found = await crypto.subtle.deriveBits(salted, key, 8 * (bytes.length - SALT));
  return equal(new Uint8Array(found), bytes.slice(SALT));
}
