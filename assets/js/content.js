/** Files named by their SHA-256, and the troubles that end a visit. */

import { hasHash } from "./manifest.js";

/** Something that a section or screen of its own explains. */
export class Trouble extends Error {
  /** @param {string} screen name of that section or screen @param {unknown} [cause] */
  constructor(screen, cause) {
    super(screen, { cause });
    this.screen = screen;
  }
}

/**
 * @param {string} url @param {string} missing trouble where the server does not have it
 * @returns {Promise<Uint8Array>}
 */
export async function fetchBytes(url, missing) {
  let answer;
  try {
    answer = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    throw new Trouble("offline", error);
  }
  throw new Trouble(answer.status === 404 || answer.status === 410 ? missing : "offline");
}

/**
 * A file that must have this SHA-256. Absent means that the server was restarted with other files
 * since this page was loaded; different means that somebody changed what was announced.
 * @param {string} url @param {string} hash hexadecimal @returns {Promise<Uint8Array>}
 */
export async function fetchByHash(url, hash) {
  const bytes = await fetchBytes(url, "stale");
  if (!(await hasHash(bytes, hash))) throw new Trouble("differs");
  return bytes;
}

/**
 * The page of a language, as the manifest names it.
 * @param {{pages: Record<string, string>}} manifest @param {string} lang @returns {Promise<string>}
 */
export async function fetchPage(manifest, lang) {
  const hash = manifest.pages[lang];
  return new TextDecoder().decode(await fetchByHash(`/c/${hash}`, hash));
}
