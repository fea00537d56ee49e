/**
 * The manifest of a poll: taken only if its hash is the fingerprint in the link, so that no server
 * can hand one respondent another key. And the checks of files that it names.
 */

import { equal, fromBase64Url, fromHex, hex, sha256, utf8 } from "./bytes.js";

/** What was fetched is not what was announced. */
export class ManifestDiffers extends Error {}

/**
 * @typedef {object} Poll
 * @property {object} manifest the parsed JSON
 * @property {Uint8Array} fingerprint 16 bytes
 * @property {Uint8Array} pollId 16 bytes
 * @property {Uint8Array} pollKey 65 bytes @property {Uint8Array} roundKey 65 bytes
 * @property {?Uint8Array} issuingKey SPKI, for importKey; null where tickets are used
 * @property {number} ballotLength bytes
 */

/**
 * @param {Uint8Array} bytes as fetched
 * @param {Uint8Array} expected the fingerprint (16 bytes), or its start from a typed code (10 bytes)
 * @returns {Promise<Poll>} throws ManifestDiffers
 */
export async function openManifest(bytes, expected) {
  const own = await fingerprint(bytes);
  const whole = expected.length === 16 || expected.length === 10;
  if (!whole || !equal(own.slice(0, expected.length), expected)) throw new ManifestDiffers();
  const manifest = JSON.parse(new TextDecoder().decode(bytes));
  if (manifest.version !== 1) throw new ManifestDiffers();
  return {
    manifest,
    fingerprint: own,
    pollId: fromHex(manifest.poll),
    pollKey: fromBase64Url(manifest.poll_key),
    roundKey: fromBase64Url(manifest.round_key),
    issuingKey: manifest.issuing_key === null ? null : fromBase64Url(manifest.issuing_key),
    ballotLength: manifest.ballot_length,
  };
}

/** @param {Uint8Array} bytes of a manifest @returns {Promise<Uint8Array>} 16 bytes */
export async function fingerprint(bytes) {
  return (await sha256(bytes)).slice(0, 16);
}

/** @param {Uint8Array} bytes @param {string} hash SHA-256 in hexadecimal @returns {Promise<boolean>} */
export async function hasHash(bytes, hash) {
  return hex(await sha256(bytes)) === hash;
}

/**
 * One hash for all scripts, to be compared with the one on paper.
 * @param {Object<string, string>} scripts hash by file @returns {Promise<string>} hexadecimal
 */
export async function bundleHash(scripts) {
  const lines = Object.keys(scripts)
    .sort()
    .map((file) => `${file} ${scripts[file]}\n`);
  return hex(await sha256(utf8(lines.join(""))));
}
