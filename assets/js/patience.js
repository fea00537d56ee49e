/** Trying again: what is sealed goes out as soon as there is a signal, without anybody's doing. */

import { Later } from "./api.js";

const FIRST_WAIT = 2;
const LONGEST_WAIT = 60;
const SIGNALS = [
  [window, "online"],
  [window, "pageshow"],
  [document, "visibilitychange"],
  [window, "prongsai-send-now"],
];

/**
 * Repeats `act` until it gets an answer.
 * @template T @param {() => Promise<T>} act @param {() => void} onWait told before each wait
 * @returns {Promise<T>}
 */
export async function persist(act, onWait) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Later)) throw error;
      onWait();
      await signalOr(waitOf(error.seconds, attempt));
    }
  }
}

/** The person asks for a try now. */
export function sendNow() {
  dispatchEvent(new Event("prongsai-send-now"));
}

/** At least what the server asks for, and spread out: a whole hospital must not come back in the same second. */
function waitOf(asked, attempt) {
  const seconds = Math.max(asked, Math.min(FIRST_WAIT * 2 ** attempt, LONGEST_WAIT));
  return seconds * (1 + Math.random() / 2);
}

function signalOr(seconds) {
  return new Promise((resolve) => {
    const done = () => {
      if (document.visibilityState === "hidden") return;
      clearTimeout(timer);
      SIGNALS.forEach(([target, name]) => target.removeEventListener(name, done));
      resolve();
    };
    const timer = setTimeout(done, seconds * 1000);
    SIGNALS.forEach(([target, name]) => target.addEventListener(name, done));
  });
}
