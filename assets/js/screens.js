/** One screen at a time, and the few texts that the page does not already hold. */

/** @param {HTMLElement} root @param {string} name of the screen to show; focus goes to its heading */
export function show(root, name) {
  document.getElementById("shell")?.remove(); // its part ends with the first screen
  for (const screen of root.querySelectorAll("[data-screen]")) {
    screen.hidden = screen.dataset.screen !== name;
  }
  const heading = root.querySelector(`[data-screen="${name}"] h1`);
  document.title = heading.textContent;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** @param {HTMLElement} root @returns {string | undefined} name of the screen that is shown */
export function shown(root) {
  return root.querySelector("[data-screen]:not([hidden])")?.dataset.screen;
}

/**
 * Fills every slot, and hides what needs a value that there is none of.
 * @param {HTMLElement} root @param {Record<string, string | undefined>} facts
 */
export function fill(root, facts) {
  for (const slot of root.querySelectorAll("[data-slot]")) {
    slot.textContent = facts[slot.dataset.slot] ?? "";
  }
  for (const element of root.querySelectorAll("[data-needs]")) {
    element.hidden = !facts[element.dataset.needs];
  }
}

/** @param {HTMLElement} root @param {string} text read out by screen readers */
export function announce(root, text) {
  root.querySelector("#status").textContent = text;
}

/** A day as people write it: in Thai in the Buddhist era. @param {string} [iso] @param {string} lang */
export function day(iso, lang) {
  return iso && written(iso.slice(0, 10), lang, { timeZone: "UTC" });
}

/** A day and time in Thailand. @param {string} [iso] @param {string} lang */
export function moment(iso, lang) {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Bangkok" };
  return iso && written(iso, lang, clock);
}

function written(iso, lang, shape) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const locale = lang === "th" ? "th-TH-u-ca-buddhist-nu-latn" : "en-GB";
  const parts = { day: "numeric", month: "long", year: "numeric", ...shape };
  // Thai readers leave the name of the era out.
  const shown = Intl.DateTimeFormat(locale, parts).formatToParts(date);
  return shown.map(({ type, value }) => (type === "era" ? "" : value)).join("").trim();
}
