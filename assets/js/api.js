/** Calls to the server. What it answers is sorted here into what the respondent can do about it. */

import { Trouble } from "./content.js";

const PATIENCE = 30_000;

/** Nobody answered, or the server asks to come back later: worth another try. */
export class Later extends Error {
  /** @param {number} [seconds] that the server asks to wait */
  constructor(seconds = 0) {
    super("later");
    this.seconds = seconds;
  }
}

/** The server answered, and another try would get the same answer. */
export class Refusal extends Trouble {
  /** @param {number} status @param {{code?: string, day?: string}} body */
  constructor(status, body) {
    super(SCREENS[body.code] ?? BY_STATUS[status] ?? "trouble");
    this.day = body.day;
  }
}

/** Screens by the server's error codes, where they are not the same word. */
const SCREENS = {
  "unknown-link": "unknown-link",
  "already-acknowledged": "acknowledged",
  replaced: "replaced",
  removed: "removed",
  exempt: "exempt",
  "not-open": "not-open",
  closed: "closed",
  cancelled: "cancelled",
  "unknown-ticket": "unknown-ticket",
  "no-ticket": "spent",
  full: "full",
  revoked: "revoked",
};
const BY_STATUS = { 409: "acknowledged", 410: "closed" };

/**
 * @param {string} path @param {object} body @returns {Promise<object>} what the server answers
 * @throws {Later | Refusal}
 */
export async function post(path, body) {
  const answer = await send(path, JSON.stringify(body));
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) {
    throw new Later(Number(answer.headers.get("Retry-After")) || 0);
  }
  const content = await answer.json().catch(() => null);
  if (answer.ok && content) return content;
  // A page that is not ours, such as the sign-in page of a Wi-Fi, is no answer of the server.
  if (!content) throw new Later();
  throw new Refusal(answer.status, content);
}

/** No cookie and no referrer: a ballot arrives without anything that could name its sender. */
async function send(path, body) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    return await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: patience.signal,
    });
  } catch {
    throw new Later();
  } finally {
    clearTimeout(timer);
  }
}
