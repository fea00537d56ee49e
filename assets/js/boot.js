/**
 * First script of a personal link. It imports nothing before it has asked whether this browser can
 * run the rest: one syntax error in a static import would leave a silent page.
 *
 * What it runs then is exactly what it has hashed. Two calls to a server may be answered in two ways,
 * so it does not check one answer and import another: each module is made out of the checked bytes.
 * A module made so can import nothing by its own address; an import that is not linked here fails.
 */

/** @param {string} name the one `data-shell` section to show */
function show(name) {
  for (const section of document.querySelectorAll("[data-shell]")) {
    section.hidden = section.dataset.shell !== name;
  }
  const heading = document.querySelector(`[data-shell="${name}"] h1`);
  if (heading) heading.focus();
}

/** What keeps this browser from answering, if anything. */
function obstacle() {
  if (typeof BigInt === "undefined") return "old";
  if (!window.isSecureContext || !window.crypto || !crypto.subtle) return "insecure";
  return null;
}

async function boot() {
  const problem = obstacle();
  if (problem) return show(problem);
  try {
    const { folder, scripts, entry } = document.querySelector("script[data-scripts]").dataset;
    const hashes = Object.fromEntries(scripts.split(" ").map((script) => script.split("=")));
    const { open } = await load(folder, hashes, entry);
    await open(show, load);
  } catch (error) {
    show(troubleOf(error));
  }
}

/** Texts of scripts by their hash: what today's page and a round share is asked for once. */
const texts = new Map();

/**
 * Runs a script and what it imports.
 * @param {string} folder address @param {Record<string, string>} hashes SHA-256 in hexadecimal by file
 * @param {string} entry file @param {string[]} [early] files that are asked for at once, not one import
 *   after the other @returns {Promise<object>} what the entry exports
 */
async function load(folder, hashes, entry, early = Object.keys(hashes)) {
  const modules = new Map();
  /** @returns {Promise<string>} address of a module made of the checked text */
  const addressOf = (file) => {
    if (!modules.has(file)) modules.set(file, link(file));
    return modules.get(file);
  };
  const link = async (file) => {
    if (!hashes[file]) throw trouble("differs");
    const text = await checkedText(folder + file, hashes[file]);
    const addresses = await Promise.all([...text.matchAll(IMPORT)].map(([, name]) => addressOf(name)));
    const linked = text.replace(IMPORT, () => `from "${addresses.shift()}"`);
    return URL.createObjectURL(new Blob([linked], { type: "text/javascript" }));
  };
  await Promise.all(early.map((file) => hashes[file] && checkedText(folder + file, hashes[file])));
  return import(await addressOf(entry));
}

const IMPORT = /\bfrom "\.\/([\w-]+\.js)"/g;

function checkedText(url, hash) {
  if (!texts.has(hash)) texts.set(hash, fetchText(url, hash));
  return texts.get(hash);
}

async function fetchText(url, hash) {
  const answer = await fetch(url, { credentials: "omit" }).catch(() => null);
  if (answer && (answer.status === 404 || answer.status === 410)) throw trouble("stale");
  if (!answer || !answer.ok) throw trouble("offline");
  const bytes = await answer.arrayBuffer().catch(() => null);
  if (!bytes) throw trouble("offline");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== hash) throw trouble("differs");
  return new TextDecoder().decode(bytes);
}

/** @param {string} screen name of the section that explains it */
function trouble(screen) {
  return Object.assign(new Error(screen), { screen });
}

/** Errors of this site carry the section to show. */
function troubleOf(error) {
  if (error.screen) return error.screen;
  return error instanceof SyntaxError ? "old" : "trouble";
}

// A second link opened in this tab changes the fragment only.
addEventListener("hashchange", () => location.reload());
document.addEventListener("click", (event) => {
  const button = event.target.closest("#shell [data-act]");
  if (!button) return;
  if (button.dataset.act === "reload") location.reload();
  if (button.dataset.act === "type-code") show("missing");
});
boot();
