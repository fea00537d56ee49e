/** The modules of a QR code (ISO/IEC 18004): which hold words, in which order, under which mask. */

import { textOf } from "./qr-words.js";

const LARGEST = 20;
/** Level M, as two bits of the format. */
const LEVEL_M = 0;

const MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

/** Modules on a side of the code of this version. */
export const sideOf = (version) => 17 + 4 * version;

/** The versions that are read. */
export const VERSIONS = Array.from({ length: LARGEST }, (_, at) => at + 1);

/**
 * @param {number} version 1 to 20
 * @param {(x: number, y: number) => boolean} dark whether the module in this column and row is dark
 * @returns {string | null} the text, or nothing where this is no such code
 */
export function textOfModules(version, dark) {
  const side = sideOf(version);
  const mask = maskOf(side, dark);
  if (!mask) return null;
  const words = [];
  let [word, bits] = [0, 0];
  for (const [x, y] of wordModules(version)) {
    word = (word << 1) | (dark(x, y) !== (mask(x, y) === 0) ? 1 : 0);
    if (++bits % 8 === 0) {
      words.push(word);
      word = 0;
    }
  }
  return textOf(words, version);
}

/** The mask that the format names, as long as no more than three of its bits are wrong. */
function maskOf(side, dark) {
  const corner = [...Array(6).keys(), 7, 8].map((x) => [x, 8]);
  corner.push(...[7, 5, 4, 3, 2, 1, 0].map((y) => [8, y]));
  const edges = [...Array(7).keys()].map((n) => [8, side - 1 - n]);
  edges.push(...[...Array(8).keys()].map((n) => [side - 8 + n, 8]));
  for (const places of [corner, edges]) {
    const seen = places.reduce((bits, [x, y]) => (bits << 1) | (dark(x, y) ? 1 : 0), 0);
    for (let mask = 0; mask < MASKS.length; mask++) {
      if (ones(seen ^ format((LEVEL_M << 3) | mask)) <= 3) return MASKS[mask];
    }
  }
  return null;
}

/** Five bits with ten of correction (BCH), and the pattern that keeps them from being all light. */
function format(five) {
  let rest = five << 10;
  for (let bit = 14; bit >= 10; bit--) if (rest & (1 << bit)) rest ^= 0b10100110111 << (bit - 10);
  return ((five << 10) | rest) ^ 0b101010000010010;
}

function ones(bits) {
  let count = 0;
  for (; bits; bits &= bits - 1) count++;
  return count;
}

/** Modules of words in the order of their bits: two columns at a time from the right, up and down in turn. */
function* wordModules(version) {
  const side = sideOf(version);
  const centres = alignmentCentres(version);
  let upwards = true;
  for (let right = side - 1; right > 0; right -= 2) {
    if (right === 6) right = 5; // the column of the timing pattern is left out
    for (let step = 0; step < side; step++) {
      const y = upwards ? side - 1 - step : step;
      for (const x of [right, right - 1]) if (!isFixed(x, y, version, side, centres)) yield [x, y];
    }
    upwards = !upwards;
  }
}

/** Rows and columns in which alignment patterns lie. */
function alignmentCentres(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = sideOf(version) - 7;
  const step = Math.ceil((last - 6) / (count - 1) / 2) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => last - step * (count - 2 - at))];
}

/** Whether a module belongs to a pattern, the format or the version, and to no word. */
function isFixed(x, y, version, side, centres) {
  const far = side - 8;
  if ((x < 9 && y < 9) || (x >= far && y < 9) || (x < 9 && y >= far)) return true;
  if (x === 6 || y === 6) return true;
  if (version >= 7 && ((x < 6 && y >= side - 11) || (y < 6 && x >= side - 11))) return true;
  const ends = (centre) => centre === 6 || centre === side - 7;
  return centres.some((cx) =>
    centres.some((cy) => {
      const inFinder = ends(cx) && ends(cy) && !(cx === side - 7 && cy === side - 7);
      return !inFinder && Math.abs(x - cx) < 3 && Math.abs(y - cy) < 3;
    }),
  );
}
