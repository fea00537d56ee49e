/**
 * All that a device needs without a network, put into the browser's cache: the shell with its first
 * scripts and style, and the files of the round. Each is taken by its hash only, and the shell goes
 * in last, so that what is kept always fits together.
 */

import { base32, fromBase32, hex, sha256 } from "./bytes.js";
import { bundleHash, fingerprint, hasHash } from "./manifest.js";

const CACHE = "prongsai-kiosk";
const PAGE = "/kiosk";

/** @typedef {{url: string, fits: (bytes: Uint8Array) => Promise<boolean>}} File */

/** @param {object} manifest @param {string} fp @returns {Promise<boolean>} whether all is kept */
export async function keepFiles(manifest, fp) {
  try {
    await navigator.serviceWorker.register("/kiosk/worker.js", { scope: PAGE });
    await navigator.serviceWorker.ready;
    const cache = await caches.open(CACHE);
    const shell = await fetchShell(cache);
    const files = [...filesOfShell(shell.text), ...(await filesOfRound(manifest, fp))];
    await Promise.all(files.map((file) => keep(cache, file)));
    if (shell.fresh) await cache.put(PAGE, await sealed(shell.fresh, shell.bytes));
    await dropOthers(cache, [PAGE, ...files.map(({ url }) => url)]);
    return true;
  } catch {
    return false; // Said to staff; with a network it works as it is.
  }
}

/** Nothing of it stays. */
export async function dropFiles() {
  const worker = await navigator.serviceWorker.getRegistration(PAGE);
  await worker?.unregister();
  await caches.delete(CACHE);
}

/** Today's shell; without a network the one that is kept. */
async function fetchShell(cache) {
  const fresh = await fetch(PAGE, { cache: "reload", credentials: "omit" }).catch(() => null);
  const answer = fresh?.ok ? fresh : await cache.match(PAGE);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return { fresh: fresh?.ok ? fresh : null, bytes, text: new TextDecoder().decode(bytes) };
}

/** What the shell names, each by its hash. @returns {File[]} */
function filesOfShell(text) {
  const shell = new DOMParser().parseFromString(text, "text/html");
  const named = shell.querySelectorAll("[integrity]");
  const linked = [...named].map((element) => {
    const hash = atob(element.getAttribute("integrity").replace("sha256-", ""));
    const url = element.getAttribute("src") ?? element.getAttribute("href");
    return byHash(url, hex(Uint8Array.from(hash, (c) => c.charCodeAt(0))));
  });
  const { folder, scripts } = shell.querySelector("script[data-scripts]").dataset;
  const imported = scripts.split(" ").map((script) => {
    const [file, hash] = script.split("=");
    return byHash(folder + file, hash);
  });
  return [...linked, ...imported];
}

/** What the round's manifest names, and the manifest itself. @returns {Promise<File[]>} */
async function filesOfRound(manifest, fp) {
  const folder = `/s/${await bundleHash(manifest.scripts)}/`;
  const isManifest = async (bytes) => base32(await fingerprint(bytes)) === fp;
  return [
    { url: `/m/${base32(fromBase32(fp, 16))}`, fits: isManifest },
    ...[...Object.values(manifest.pages), manifest.style].map((hash) => byHash(`/c/${hash}`, hash)),
    ...Object.entries(manifest.scripts).map(([file, hash]) => byHash(folder + file, hash)),
  ];
}

function byHash(url, hash) {
  return { url, fits: (bytes) => hasHash(bytes, hash) };
}

async function keep(cache, { url, fits }) {
  const kept = await cache.match(url);
  if (kept && (await fits(new Uint8Array(await kept.arrayBuffer())))) return;
  const answer = await fetch(url, { cache: "reload", credentials: "omit" });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (!answer.ok || !(await fits(bytes))) throw new Error("differs");
  await cache.put(url, await sealed(answer, bytes));
}

/** The answer with its own hash, by which the worker checks it (RFC 9530). */
async function sealed(answer, bytes) {
  const headers = new Headers(answer.headers);
  ["Content-Encoding", "Content-Length", "Vary"].forEach((name) => headers.delete(name));
  const digest = btoa(String.fromCharCode(...(await sha256(bytes))));
  headers.set("Content-Digest", `sha-256=:${digest}:`);
  return new Response(bytes, { headers });
}

async function dropOthers(cache, urls) {
  const needed = new Set(urls);
  const kept = await cache.keys();
  const spare = kept.filter(({ url }) => !needed.has(new URL(url).pathname));
  await Promise.all(spare.map((request) => cache.delete(request)));
}
