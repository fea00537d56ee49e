/**
 * Finds a QR code in a picture and reads it: for browsers that cannot by themselves. Nothing leaves the device.
 */

import { sideOf, textOfModules, VERSIONS } from "./qr-modules.js";

/**
 * @param {{width: number, height: number, data: Uint8ClampedArray}} picture as a canvas gives it
 * @returns {string | null} the text of the code, or nothing
 */
export function readCode({ width, height, data }) {
  const isDark = darkness(width, height, data);
  const corners = cornersOf(finders(width, height, isDark));
  if (!corners) return null;
  for (const version of likelyVersions(corners, isDark)) {
    const side = sideOf(version);
    for (const last of [alignment(corners, side, isDark), parallel(corners)]) {
      if (!last) continue;
      const place = mapping(corners, last, side);
      const text = textOfModules(version, (x, y) => isDark(...place(x + 0.5, y + 0.5)));
      if (text) return text;
    }
  }
  return null;
}

/** Side of the squares of pixels that are judged by the brightness around them. */
const SQUARE = 12;
/** Squares on each side that belong to the surroundings: more than the dark middle of a finder pattern covers. */
const AROUND = 4;

/** Whether the picture is dark at a place: darker than its surroundings are on the average. */
function darkness(width, height, data) {
  const [columns, rows] = [Math.ceil(width / SQUARE), Math.ceil(height / SQUARE)];
  const grey = new Uint8Array(width * height);
  const [sums, counts] = [new Float64Array(columns * rows), new Float64Array(columns * rows)];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      grey[at] = (data[4 * at] * 3 + data[4 * at + 1] * 6 + data[4 * at + 2]) / 10;
      const square = Math.floor(y / SQUARE) * columns + Math.floor(x / SQUARE);
      sums[square] += grey[at];
      counts[square]++;
    }
  }
  const limits = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let [sum, count] = [0, 0];
      for (let y = Math.max(0, row - AROUND); y <= Math.min(rows - 1, row + AROUND); y++) {
        for (let x = Math.max(0, column - AROUND); x <= Math.min(columns - 1, column + AROUND); x++) {
          sum += sums[y * columns + x];
          count += counts[y * columns + x];
        }
      }
      limits[row * columns + column] = (sum / count) * 0.93;
    }
  }
  return (x, y) => {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    if (column < 0 || row < 0 || column >= width || row >= height) return false;
    const square = Math.floor(row / SQUARE) * columns + Math.floor(column / SQUARE);
    return grey[row * width + column] < limits[square];
  };
}

/** Runs of a finder pattern through its middle, in modules. */
const FINDER = [1, 1, 3, 1, 1];

/** Places whose rows and columns both look like the middle of a finder pattern, with the size of a module. */
function finders(width, height, isDark) {
  const found = [];
  const step = Math.max(1, Math.floor(height / 400));
  for (let y = 0; y < height; y += step) {
    let [runs, start] = [[], 0];
    for (let x = 1; x <= width; x++) {
      if (x < width && isDark(x, y) === isDark(x - 1, y)) continue;
      runs.push(x - start);
      start = x;
      if (runs.length > 5) runs.shift();
      if (runs.length < 5 || !isDark(x - 1, y) || !fits(runs)) continue;
      const middle = x - runs[4] - runs[3] - runs[2] / 2;
      const down = through(isDark, Math.floor(middle), y, 0, 1, height);
      if (!down) continue;
      const across = through(isDark, Math.floor(middle), Math.floor(down.middle), 1, 0, width);
      if (across) keep(found, across.middle, down.middle, (across.module + down.module) / 2);
    }
  }
  return found;
}

function fits(runs) {
  const module = runs.reduce((sum, run) => sum + run, 0) / 7;
  return module >= 1 && runs.every((run, at) => Math.abs(run - FINDER[at] * module) < module * 0.7 * Math.sqrt(FINDER[at]));
}

/** The pattern's runs from a dark place outwards, both ways along one axis. */
function through(isDark, x, y, dx, dy, length) {
  const walk = (sign) => {
    const runs = [0, 0, 0];
    let [at, part] = [sign > 0 ? 0 : 1, 0];
    for (; at < length; at++) {
      const dark = isDark(x + sign * at * dx, y + sign * at * dy);
      if (dark !== (part !== 1)) if (++part > 2) break;
      runs[part]++;
    }
    return runs;
  };
  const [back, on] = [walk(-1), walk(1)];
  const runs = [back[2], back[1], back[0] + on[0], on[1], on[2]];
  if (!fits(runs)) return null;
  const middle = (dx ? x : y) + (on[0] - back[0] - 1) / 2;
  return { middle: middle + 0.5, module: runs.reduce((sum, run) => sum + run, 0) / 7 };
}

/** One more sight of a pattern that was seen before, or of another. */
function keep(found, x, y, module) {
  const same = found.find((it) => Math.hypot(it.x - x, it.y - y) < 4 * Math.max(it.module, module));
  if (!same) return found.push({ x, y, module, seen: 1 });
  for (const [name, value] of Object.entries({ x, y, module })) {
    same[name] = (same[name] * same.seen + value) / (same.seen + 1);
  }
  same.seen++;
}

/** The three patterns of a code: the one at the right angle, the one to its right, the one below it. */
function cornersOf(found) {
  const best = { off: Infinity, corners: null };
  const often = [...found].sort((a, b) => b.seen - a.seen).slice(0, 8);
  for (const [one, at] of often.map((it, at) => [it, at])) {
    for (const [b, other] of often.entries()) {
      for (const third of often.slice(b + 1)) {
        if (b === at || third === one) continue;
        const off = crookedness(one, other, third);
        if (off < best.off) Object.assign(best, { off, corners: [one, other, third] });
      }
    }
  }
  if (!best.corners || best.off > 1) return null;
  const [angle, a, b] = best.corners;
  const turn = (a.x - angle.x) * (b.y - angle.y) - (a.y - angle.y) * (b.x - angle.x);
  return turn > 0 ? { angle, right: a, below: b } : { angle, right: b, below: a };
}

/** How far three places are from a right angle with two equal sides and patterns of one size. */
function crookedness(angle, a, b) {
  const [u, v] = [a, b].map((it) => [it.x - angle.x, it.y - angle.y]);
  const [lu, lv] = [u, v].map(([x, y]) => Math.hypot(x, y));
  const cosine = Math.abs(u[0] * v[0] + u[1] * v[1]) / (lu * lv);
  const sizes = [angle, a, b].map((it) => it.module);
  const apart = Math.max(...sizes) / Math.min(...sizes) - 1;
  return cosine * 2 + Math.abs(Math.log(lu / lv)) * 2 + apart;
}

/** Versions by how well they go with the distance of the patterns; the best three. */
function likelyVersions({ angle, right, below }, isDark) {
  const ways = [[angle, right], [right, angle], [angle, below], [below, angle]];
  const module = ways.reduce((sum, [from, to]) => sum + edgeOf(from, to, isDark), 0) / 4 / 3.5;
  const length = [right, below].reduce((sum, it) => sum + Math.hypot(it.x - angle.x, it.y - angle.y), 0) / 2;
  const side = length / module + 7;
  const off = (version) => Math.abs(sideOf(version) - side);
  return [...VERSIONS].sort((a, b) => off(a) - off(b)).slice(0, 3);
}

/** Pixels from the middle of a pattern to its edge on the way to another: dark, light, dark, and light again. */
function edgeOf(from, to, isDark) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  let [dark, changes] = [true, 0];
  for (let at = 0; at < length; at += 0.25) {
    if (isDark(from.x + at * dx, from.y + at * dy) === dark) continue;
    dark = !dark;
    if (++changes === 3) return at;
  }
  return length;
}

/** Where the fourth pattern would lie on paper that is seen straight from above, 3.5 modules from both edges. */
function parallel({ angle, right, below }) {
  return { x: right.x + below.x - angle.x, y: right.y + below.y - angle.y, inset: 3.5 };
}

/** The alignment pattern near the fourth corner: the place whose surroundings look most like one. */
function alignment(corners, side, isDark) {
  if (side < 25) return null;
  const { angle, right, below } = corners;
  const share = (side - 10) / (side - 7); // its middle is 6.5 modules from both edges, not 3.5
  const [u, v] = [right, below].map((it) => ({ x: (it.x - angle.x) / (side - 7), y: (it.y - angle.y) / (side - 7) }));
  const straight = parallel(corners);
  const from = { x: angle.x + (straight.x - angle.x) * share, y: angle.y + (straight.y - angle.y) * share };
  const reach = Math.min(10, 3 + side / 8);
  const seen = [];
  for (let b = -reach; b <= reach; b += 0.25) {
    for (let a = -reach; a <= reach; a += 0.25) {
      const at = { x: from.x + a * u.x + b * v.x, y: from.y + a * u.y + b * v.y };
      const like = likeness(at, u, v, isDark);
      if (like > 21) seen.push({ ...at, like, off: Math.hypot(a, b) });
    }
  }
  if (seen.length === 0) return null;
  // Many places look alike around its middle: of those that look best, the nearest and those beside it.
  const most = Math.max(...seen.map((it) => it.like));
  const best = seen.filter((it) => it.like === most);
  const nearest = best.reduce((one, other) => (other.off < one.off ? other : one));
  const module = Math.hypot(u.x, u.y);
  const beside = best.filter((it) => Math.hypot(it.x - nearest.x, it.y - nearest.y) < 1.5 * module);
  const mean = (name) => beside.reduce((sum, it) => sum + it[name], 0) / beside.length;
  return { x: mean("x"), y: mean("y"), inset: 6.5 };
}

/** Of the 25 modules of an alignment pattern around a place, how many are as they should be. */
function likeness(at, u, v, isDark) {
  let like = 0;
  for (let b = -2; b <= 2; b++) {
    for (let a = -2; a <= 2; a++) {
      const dark = Math.max(Math.abs(a), Math.abs(b)) !== 1;
      if (isDark(at.x + a * u.x + b * v.x, at.y + a * u.y + b * v.y) === dark) like++;
    }
  }
  return like;
}

/** From modules to pixels: the perspective through four known places. */
function mapping({ angle, right, below }, last, side) {
  const near = 3.5;
  const far = side - 3.5;
  const known = [
    [near, near, angle],
    [far, near, right],
    [near, far, below],
    [side - last.inset, side - last.inset, last],
  ];
  const rows = known.flatMap(([x, y, to]) => [
    [x, y, 1, 0, 0, 0, -x * to.x, -y * to.x, to.x],
    [0, 0, 0, x, y, 1, -x * to.y, -y * to.y, to.y],
  ]);
  const [a, b, c, d, e, f, g, h] = solved(rows);
  return (x, y) => {
    const depth = g * x + h * y + 1;
    return [(a * x + b * y + c) / depth, (d * x + e * y + f) / depth];
  };
}

/** Eight unknowns by elimination, the largest of each column first. */
function solved(rows) {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const below = rows.slice(column).map((row) => Math.abs(row[column]));
    const largest = column + below.indexOf(Math.max(...below));
    [rows[column], rows[largest]] = [rows[largest], rows[column]];
    for (const row of rows) {
      if (row === rows[column]) continue;
      const factor = row[column] / rows[column][column];
      for (let at = column; at <= size; at++) row[at] -= factor * rows[column][at];
    }
  }
  return rows.map((row, at) => row[size] / row[at]);
}
