/**
 * Keeps a device's page going without a network: what the page put into the cache is served from there.
 * Each answer is hashed again. The page's own checks, by the hashes of the shell and the round's manifest, come
 * on top of this.
 */

const CACHE = "prongsai-kiosk";
const PAGE = "/kiosk";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const other = request.method !== "GET" || origin !== location.origin || request.cache === "reload";
  if (other || (request.mode === "navigate" && pathname !== PAGE)) return;
  event.respondWith(answer(request, pathname));
});

async function answer(request, path) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path);
  return kept && (await isWhole(kept.clone())) ? kept : fetch(request);
}

/** @param {Response} kept whether its bytes are those that were put there */
async function isWhole(kept) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await kept.arrayBuffer()));
  const found = btoa(String.fromCharCode(...digest));
  return kept.headers.get("Content-Digest") === `sha-256=:${found}:`;
}
