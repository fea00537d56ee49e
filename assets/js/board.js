/**
 * The board: the public list of a poll's ballots after close. The whole list is fetched and searched
 * here, so that nobody learns which ballot is looked up.
 */

import { base32Symbol, base32Values, fromBase32, fromBase64Url, fromHex, grouped } from "./bytes.js";
import { equal, hex, sha256, utf8 } from "./bytes.js";
import { nullifierOf, receiptCode } from "./seal.js";

const COUNTS = ["eligible", "exempt", "acknowledged", "tickets-spent", "cast"];

/**
 * @typedef {object} Board
 * @property {Uint8Array} pollId @property {Uint8Array} fingerprint
 * @property {Object<string, number>} counts eligible, exempt, acknowledged, tickets-spent, cast
 * @property {{envelopeHash: Uint8Array, random32: Uint8Array, signature: Uint8Array}[]} signed
 * @property {Uint8Array[]} unsigned envelope hashes
 */

/** @param {string} text the file @returns {Board} throws when it is no board */
export function parseBoard(text) {
  const lines = text.split("\n");
  const named = (name) => {
    const [key, value, ...rest] = (lines.shift() ?? "").split(" ");
    if (key !== name || value === undefined || rest.length > 0) throw new Error("not a board");
    return value;
  };
  const list = (name, read) => lines.splice(0, Number(named(name))).map(read);

  if (lines.shift() !== "prongsai-board-v1") throw new Error("not a board");
  const pollId = fromHex(named("poll"));
  const fingerprint = fromBase32(named("fingerprint"), 16);
  const counts = {};
  for (const name of COUNTS) counts[name] = Number(named(name));
  const signed = list("signed", signedEntry);
  const unsigned = list("unsigned", fromHex);
  const complete = signed.length + unsigned.length === counts.cast;
  if (!complete || lines.length !== 1 || lines[0] !== "") throw new Error("not a board");
  return { pollId, fingerprint, counts, signed, unsigned };
}

/** @param {string} text the file @returns {Promise<string>} SHA-256 in hexadecimal, as announced */
export async function boardHash(text) {
  return hex(await sha256(utf8(text)));
}

/** @param {Board} board @param {Uint8Array} nullifier @returns {Promise<boolean>} whether it was counted */
export function holds(board, nullifier) {
  return anyNullifier(board, (counted) => equal(counted, nullifier));
}

/** @param {Board} board @param {string} typed receipt code @returns {Promise<boolean>} */
export async function holdsReceipt(board, typed) {
  const code = grouped(base32Values(typed.replace(/[.:]/g, "")).map(base32Symbol).join(""));
  if (code.length !== 24) throw new Error("not a receipt code");
  return anyNullifier(board, (counted) => receiptCode(counted) === code);
}

async function anyNullifier(board, matches) {
  const hashes = board.signed.map((entry) => entry.envelopeHash).concat(board.unsigned);
  for (const hash of hashes) {
    if (matches(await nullifierOf(board.pollId, hash))) return true;
  }
  return false;
}

function signedEntry(line) {
  const [hash, random32, signature] = line.split(" ");
  return {
    envelopeHash: fromHex(hash),
    random32: fromBase64Url(random32),
    signature: fromBase64Url(signature),
  };
}
