/** Work that a poster asks for before it gives a ticket: one visit costs little, five thousand do not. */

import { sha256, utf8 } from "./bytes.js";

/** Hashes that are asked for at once: the browser's own hashing runs beside the page. */
const AT_ONCE = 64;

/**
 * @param {string} puzzle @param {number} parts @param {number} bits that must be zero in each part
 * @returns {Promise<number[]>} a number a part
 */
export async function solve(puzzle, parts, bits) {
  const numbers = [];
  for (let part = 0; part < parts; part++) numbers.push(await solvePart(`${puzzle}:${part}:`, bits));
  return numbers;
}

async function solvePart(prefix, bits) {
  for (let first = 0; ; first += AT_ONCE) {
    const tries = Array.from({ length: AT_ONCE }, (_, at) => sha256(utf8(prefix + (first + at))));
    const found = (await Promise.all(tries)).findIndex((hash) => hash[0] >> (8 - bits) === 0);
    if (found >= 0) return first + found;
  }
}
