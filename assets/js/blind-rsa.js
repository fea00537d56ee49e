/**
 * The respondent's half of RSABSSA-SHA384-PSS-Randomized (RFC 9474): the server signs what it
 * cannot read. WebCrypto hashes and verifies; the arithmetic is BigInt, since WebCrypto has no raw RSA.
 *
 * Chance comes from crypto.getRandomValues alone, in this order: 32 bytes (prefix), 48 bytes (salt),
 * then as many bytes as the modulus has, big-endian, for the blinding factor, drawn again if unfit.
 */

import { concat, fromBase64Url, hex } from "./bytes.js";

const PREFIX_LENGTH = 32;
const SALT_LENGTH = 48;
const HASH_LENGTH = 48;

/**
 * @typedef {object} IssuingKey
 * @property {CryptoKey} verifier
 * @property {bigint} n
 * @property {number} length of the modulus, in bytes
 */

/**
 * @param {Uint8Array} spki SubjectPublicKeyInfo (rsaEncryption) with the exponent 65537
 * @returns {Promise<IssuingKey>}
 */
export async function importKey(spki) {
  const algorithm = { name: "RSA-PSS", hash: "SHA-384" };
  const verifier = await crypto.subtle.importKey("spki", spki, algorithm, true, ["verify"]);
  const { n, e } = await crypto.subtle.exportKey("jwk", verifier);
  const modulus = fromBase64Url(n);
  // The encoding of a message below assumes a modulus of whole bytes.
  if (e !== "AQAB" || modulus.length < 256 || modulus[0] < 0x80) throw new Error("unfit issuing key");
  return { verifier, n: toBigInt(modulus), length: modulus.length };
}

/** @param {Uint8Array} message @returns {Uint8Array} random32 ‖ message, the input of blind */
export function prepare(message) {
  return concat(random(PREFIX_LENGTH), message);
}

/**
 * @param {IssuingKey} key @param {Uint8Array} input from prepare
 * @returns {Promise<{blinded: Uint8Array, inverse: bigint}>}
 */
export async function blind(key, input) {
  const message = toBigInt(await encode(input, key.length));
  if (invert(message, key.n) === null) throw new Error("unfit input");
  const { factor, inverse } = blindingFactor(key);
  const blinded = (message * raiseTo65537(factor, key.n)) % key.n;
  return { blinded: toBytes(blinded, key.length), inverse };
}

/**
 * Takes the blinding off; throws when what comes out is no signature of the input.
 * @param {IssuingKey} key @param {Uint8Array} input @param {Uint8Array} blindSignature
 * @param {bigint} inverse @returns {Promise<Uint8Array>} the signature
 */
export async function finalize(key, input, blindSignature, inverse) {
  if (blindSignature.length !== key.length) throw new Error("invalid blind signature");
  const signature = toBytes((toBigInt(blindSignature) * inverse) % key.n, key.length);
  const algorithm = { name: "RSA-PSS", saltLength: SALT_LENGTH };
  const valid = await crypto.subtle.verify(algorithm, key.verifier, signature, input);
  if (!valid) throw new Error("invalid blind signature");
  return signature;
}

/** EMSA-PSS (RFC 8017 §9.1.1). */
async function encode(input, length) {
  const salt = random(SALT_LENGTH);
  const hash = await sha384(concat(new Uint8Array(8), await sha384(input), salt));
  const padding = new Uint8Array(length - SALT_LENGTH - HASH_LENGTH - 2);
  const block = concat(padding, Uint8Array.of(1), salt);
  const mask = await maskOf(hash, block.length);
  block.forEach((byte, i) => (block[i] = byte ^ mask[i]));
  block[0] &= 0x7f; // the encoded message has one bit less than the modulus
  return concat(block, hash, Uint8Array.of(0xbc));
}

/** MGF1 (RFC 8017 §B.2.1). */
async function maskOf(seed, length) {
  let mask = new Uint8Array(0);
  for (let counter = 0; mask.length < length; counter++) {
    mask = concat(mask, await sha384(concat(seed, Uint8Array.of(0, 0, 0, counter))));
  }
  return mask.subarray(0, length);
}

/** A factor between 1 and n − 1 and its inverse: every such number equally likely. */
function blindingFactor(key) {
  // Half of all draws or more fit; so many misses mean a broken source of chance.
  for (let draws = 0; draws < 256; draws++) {
    const factor = toBigInt(random(key.length));
    const inverse = factor > 0n && factor < key.n ? invert(factor, key.n) : null;
    if (inverse !== null) return { factor, inverse };
  }
  throw new Error("no randomness");
}

/** a⁻¹ mod n by the extended Euclidean algorithm, or null where there is none. */
function invert(a, n) {
  let [r, next] = [n, a];
  let [t, nextT] = [0n, 1n];
  while (next > 0n) {
    const quotient = r / next;
    [r, next] = [next, r - quotient * next];
    [t, nextT] = [nextT, t - quotient * nextT];
  }
  if (r !== 1n) return null;
  return t < 0n ? t + n : t;
}

/** base^65537 mod n: sixteen squarings and one multiplication. */
function raiseTo65537(base, n) {
  let power = base;
  for (let i = 0; i < 16; i++) power = (power * power) % n;
  return (power * base) % n;
}

function random(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

async function sha384(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));
}

function toBigInt(bytes) {
  return BigInt("0x" + hex(bytes));
}

function toBytes(number, length) {
  const text = number.toString(16).padStart(2 * length, "0");
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}
