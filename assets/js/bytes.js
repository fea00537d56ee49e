/**
 * Bytes and the texts that stand for them: hex, base64url, Crockford base32; and SHA-256.
 * All bytes are Uint8Array. Every reader takes the one spelling its writer makes, and throws otherwise.
 */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** @param {...Uint8Array} parts @returns {Uint8Array} the parts one behind the other */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** @param {string} text @returns {Uint8Array} UTF-8 */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/** @param {Uint8Array} a @param {Uint8Array} b */
export function equal(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** @param {Uint8Array} bytes @returns {Promise<Uint8Array>} 32 bytes */
export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** @param {Uint8Array} bytes @returns {string} lower case */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text lower-case hexadecimal @returns {Uint8Array} */
export function fromHex(text) {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new Error("not hexadecimal");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @param {Uint8Array} bytes @returns {string} without padding */
export function base64Url(bytes) {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {string} text @returns {Uint8Array} */
export function fromBase64Url(text) {
  const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) =>
    c.charCodeAt(0),
  );
  if (base64Url(bytes) !== text) throw new Error("not base64url");
  return bytes;
}

/** @param {Uint8Array} bytes @returns {string} most significant bit first, padded with zero bits */
export function base32(bytes) {
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    for (bits += 8; bits >= 5; ) {
      bits -= 5;
      text += base32Symbol(buffer >> bits);
    }
    buffer &= (1 << bits) - 1;
  }
  return bits > 0 ? text + base32Symbol(buffer << (5 - bits)) : text;
}

/**
 * @param {string} text as a person types it: any case, O for 0, I and L for 1, spaces and hyphens
 * @param {number} length bytes that it must stand for @returns {Uint8Array}
 */
export function fromBase32(text, length) {
  const bytes = [];
  let buffer = 0;
  let bits = 0;
  for (const value of base32Values(text)) {
    buffer = (buffer << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(buffer >> bits);
      buffer &= (1 << bits) - 1;
    }
  }
  if (bits >= 5 || buffer !== 0 || bytes.length !== length) throw new Error("not a valid code");
  return Uint8Array.from(bytes);
}

/** @param {number} value of which the low five bits count @returns {string} */
export function base32Symbol(value) {
  return ALPHABET[value & 31];
}

/** @param {string} text as typed @returns {number[]} the value of each symbol */
export function base32Values(text) {
  const symbols = text.replace(/[\s-]/g, "").toUpperCase();
  return Array.from(symbols.replace(/O/g, "0").replace(/[IL]/g, "1"), (symbol) => {
    const value = ALPHABET.indexOf(symbol);
    if (value < 0) throw new Error("not a valid code");
    return value;
  });
}

/** @param {string} code @returns {string} in groups of four, as it is printed */
export function grouped(code) {
  return (code.match(/.{1,4}/gu) ?? []).join("-");
}
