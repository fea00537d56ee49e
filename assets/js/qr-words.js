/**
 * The words of a QR code (ISO/IEC 18004): Reed–Solomon correction and the text. Level M of error correction
 * and versions 1 to 20, as the house prints its codes; anything else is no code of ours.
 */

/** Codewords of correction in each block, and blocks, at level M by version. */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];

/** Powers of 2 in GF(256) by x⁸ + x⁴ + x³ + x² + 1, twice over, and their logarithms. */
const POWER = new Uint8Array(510);
const LOG = new Uint8Array(256);
for (let at = 0, value = 1; at < 255; at++) {
  POWER[at] = POWER[at + 255] = value;
  LOG[value] = at;
  value = (value << 1) ^ (value & 128 ? 0x11d : 0);
}

const times = (a, b) => (a && b ? POWER[LOG[a] + LOG[b]] : 0);
const over = (a, b) => (a ? POWER[LOG[a] + 255 - LOG[b]] : 0);

/** Value of a polynomial, lowest coefficient first. */
const at = (polynomial, x) => polynomial.reduceRight((sum, one) => times(sum, x) ^ one, 0);

/**
 * @param {number[]} words all of a code's codewords in the order in which they are read
 * @param {number} version 1 to 20
 * @returns {string | null} the text, or nothing where too much is wrong
 */
export function textOf(words, version) {
  const data = [];
  for (const block of blocksOf(words, version)) {
    const right = corrected(block.words, CORRECTION[version - 1]);
    if (!right) return null;
    data.push(...right.slice(0, block.data));
  }
  return read(data, version);
}

/** Blocks take turns word by word; the later ones may have one word of data more. */
function blocksOf(words, version) {
  const [count, correction] = [BLOCKS[version - 1], CORRECTION[version - 1]];
  const short = Math.floor(words.length / count) - correction;
  const longer = words.length % count;
  const blocks = Array.from({ length: count }, (_, nth) => ({
    data: short + (nth >= count - longer ? 1 : 0),
    words: [],
  }));
  let next = 0;
  for (let row = 0; row <= short; row++) {
    for (const block of blocks) if (row < block.data) block.words.push(words[next++]);
  }
  for (let row = 0; row < correction; row++) {
    for (const block of blocks) block.words.push(words[next++]);
  }
  return blocks;
}

/** A block with its errors mended (Berlekamp–Massey, then Forney), or nothing where there are too many. */
function corrected(block, correction) {
  const highFirst = [...block].reverse();
  const syndromes = Array.from({ length: correction }, (_, n) => at(highFirst, POWER[n]));
  if (syndromes.every((one) => one === 0)) return block;
  const locator = locatorOf(syndromes);
  const errors = locator.length - 1;
  const places = highFirst.map((_, place) => place).filter((place) => at(locator, POWER[255 - place]) === 0);
  if (errors * 2 > correction || places.length !== errors) return null;
  const product = syndromes.map((_, n) =>
    locator.slice(0, n + 1).reduce((sum, one, m) => sum ^ times(one, syndromes[n - m]), 0),
  );
  const slope = locator.map((one, n) => (n % 2 ? one : 0)).slice(1);
  for (const place of places) {
    const inverse = POWER[(255 - place) % 255];
    const by = over(times(POWER[place], at(product, inverse)), at(slope, inverse));
    highFirst[place] ^= by;
  }
  return highFirst.reverse();
}

/** The shortest polynomial that makes each syndrome of those before it. */
function locatorOf(syndromes) {
  let [locator, before, last, gap, length] = [[1], [1], 1, 1, 0];
  for (let n = 0; n < syndromes.length; n++) {
    let differs = syndromes[n];
    for (let m = 1; m <= length; m++) differs ^= times(locator[m] ?? 0, syndromes[n - m]);
    if (differs === 0) {
      gap++;
      continue;
    }
    const factor = over(differs, last);
    const next = [...locator];
    before.forEach((one, m) => (next[m + gap] = (next[m + gap] ?? 0) ^ times(one, factor)));
    if (2 * length <= n) [before, last, length, gap] = [locator, differs, n + 1 - length, 1];
    else gap++;
    locator = Array.from(next, (one) => one ?? 0);
  }
  return locator.slice(0, length + 1);
}

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/** The text of the segments: digits, capitals, bytes as UTF-8. */
function read(data, version) {
  let next = 0;
  const bits = (count) => {
    let value = 0;
    for (; count > 0; count--, next++) value = (value << 1) | ((data[next >> 3] >> (7 - (next & 7))) & 1);
    return value;
  };
  const long = version > 9 ? 1 : 0;
  const left = () => data.length * 8 - next;
  const bytes = [];
  const write = (text) => bytes.push(...new TextEncoder().encode(text));
  const kinds = {
    1: () => digits(bits(10 + 2 * long), bits, write),
    2: () => letters(bits(9 + 2 * long), bits, write),
    4: () => {
      for (let count = bits(8 + 8 * long); count > 0 && left() >= 8; count--) bytes.push(bits(8));
    },
  };
  while (left() >= 4) {
    const kind = bits(4);
    if (kind === 0) break;
    if (!kinds[kind]) return null;
    kinds[kind]();
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes));
  } catch {
    return null;
  }
}

function digits(count, bits, write) {
  for (; count > 0; count -= 3) {
    const many = Math.min(count, 3);
    write(String(bits([4, 7, 10][many - 1])).padStart(many, "0"));
  }
}

function letters(count, bits, write) {
  for (; count > 0; count -= 2) {
    if (count === 1) return write(LETTERS[bits(6)] ?? "?");
    const pair = bits(11);
    write((LETTERS[Math.floor(pair / 45)] ?? "?") + LETTERS[pair % 45]);
  }
}
