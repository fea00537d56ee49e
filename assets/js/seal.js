/**
 * Sealing a ballot: HPKE (RFC 9180) base mode, single shot, with WebCrypto:
 * DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. Twice, so that two custodians and the
 * server must come together to open it. And the names that a sealed ballot goes by.
 */

import { base32, concat, grouped, sha256, utf8 } from "./bytes.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const VERSION = utf8("HPKE-v1");
const KEM = concat(utf8("KEM"), Uint8Array.of(0, 0x10));
const HPKE = concat(utf8("HPKE"), Uint8Array.of(0, 0x10, 0, 1, 0, 1));
const NOTHING = new Uint8Array(0);

/**
 * @param {Uint8Array} recipient uncompressed point of P-256, 65 bytes
 * @param {Uint8Array} info @param {Uint8Array} aad @param {Uint8Array} plaintext
 * @returns {Promise<Uint8Array>} travelling key ‖ ciphertext ‖ tag
 */
export async function seal(recipient, info, aad, plaintext) {
  const theirs = await crypto.subtle.importKey("raw", recipient, CURVE, false, []);
  const own = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const travelling = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const agreement = { name: "ECDH", public: theirs };
  const agreed = new Uint8Array(await crypto.subtle.deriveBits(agreement, own.privateKey, 256));
  const { key, nonce } = await keySchedule(agreed, concat(travelling, recipient), info);
  const aead = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: aad, tagLength: 128 };
  const sealed = await crypto.subtle.encrypt(algorithm, aead, plaintext);
  return concat(travelling, new Uint8Array(sealed));
}

/**
 * @param {{roundKey: Uint8Array, pollKey: Uint8Array, fingerprint: Uint8Array, pollId: Uint8Array,
 *   ballotLength: number}} poll as openManifest gives it
 * @param {Uint8Array} answers from encodeAnswers @returns {Promise<Uint8Array>} the envelope
 */
export async function sealBallot(poll, answers) {
  if (answers.length !== poll.ballotLength) throw new Error("wrong ballot length");
  const inner = await seal(poll.pollKey, poll.fingerprint, poll.pollId, answers);
  return seal(poll.roundKey, poll.fingerprint, poll.pollId, inner);
}

/**
 * The one valid encoding: option n is the byte n + 1, the rest is zeros.
 * @param {number[]} options chosen options counted from 0, in the order of the sub-items
 * @param {number} length of the encoded ballot @returns {Uint8Array}
 */
export function encodeAnswers(options, length) {
  // Array.from, because every() passes over the holes that unanswered items may have left.
  const complete = Array.from(options).every((n) => Number.isInteger(n) && n >= 0 && n < 255);
  if (!complete || options.length > length) throw new Error("answers are not complete");
  const bytes = new Uint8Array(length);
  options.forEach((option, i) => (bytes[i] = option + 1));
  return bytes;
}

/** @param {Uint8Array} pollId @param {Uint8Array} envelope @returns {Promise<Uint8Array>} what is blinded */
export async function ballotMessage(pollId, envelope) {
  return concat(utf8("prongsai-ballot-v1"), pollId, await sha256(envelope));
}

/** @param {Uint8Array} pollId @param {Uint8Array} envelope @returns {Promise<Uint8Array>} */
export async function nullifier(pollId, envelope) {
  return nullifierOf(pollId, await sha256(envelope));
}

/** @param {Uint8Array} pollId @param {Uint8Array} envelopeHash @returns {Promise<Uint8Array>} */
export async function nullifierOf(pollId, envelopeHash) {
  return sha256(concat(utf8("prongsai-nullifier-v1"), pollId, envelopeHash));
}

/**
 * The receipt to write down: the first 100 bits. Short enough for a hand, long enough that no two
 * ballots of a country share one.
 * @param {Uint8Array} nullifier @returns {string}
 */
export function receiptCode(nullifier) {
  return grouped(base32(nullifier).slice(0, 20));
}

/** Key and nonce of the first and only message (RFC 9180 §4.1, §5.1). */
async function keySchedule(agreed, kemContext, info) {
  const eae = await extract(KEM, NOTHING, "eae_prk", agreed);
  const shared = await expand(KEM, eae, "shared_secret", kemContext, 32);
  const pskId = await extract(HPKE, NOTHING, "psk_id_hash", NOTHING);
  const context = concat(Uint8Array.of(0), pskId, await extract(HPKE, NOTHING, "info_hash", info));
  const secret = await extract(HPKE, shared, "secret", NOTHING);
  const key = await expand(HPKE, secret, "key", context, 16);
  const nonce = await expand(HPKE, secret, "base_nonce", context, 12);
  return { key, nonce };
}

function extract(suite, salt, label, ikm) {
  return hmac(salt, concat(VERSION, suite, utf8(label), ikm));
}

/** At most 32 bytes, so that one block of HKDF-Expand is enough. */
async function expand(suite, prk, label, info, length) {
  const labelled = concat(Uint8Array.of(0, length), VERSION, suite, utf8(label), info);
  return (await hmac(prk, concat(labelled, Uint8Array.of(1)))).slice(0, length);
}

async function hmac(key, message) {
  // WebCrypto refuses an empty key; HMAC pads with zeros, so a zero key is the same one.
  const padded = key.length === 0 ? new Uint8Array(32) : key;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", padded, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}
