/** The screens of a device, made out of the round's pages; and all that the person before saw is gone. */

/** @param {string} text of a page that was checked @returns {DocumentFragment} */
export function parsed(text) {
  const page = document.createElement("template");
  page.innerHTML = text;
  return page.content;
}

/**
 * The document between two people, and with `asking` the one that somebody answers in.
 * @param {HTMLElement} root @param {Map<string, DocumentFragment>} pages by language
 * @param {string} lang @param {{asking?: boolean}} [what]
 */
export function layOut(root, pages, lang, { asking = false } = {}) {
  const page = pages.get(lang);
  const frame = element("div", "respondent visitor kiosk");
  frame.lang = lang;
  const status = element("p", "visually-hidden");
  Object.assign(status, { id: "status", role: "status", ariaLive: "polite" });
  frame.append(status, startScreen(pages));
  if (asking) frame.append(questionForm(page));
  for (const name of ["thanks", "trouble", "staff"]) {
    frame.append(copyOf(page, `[data-screen="${name}"]`));
  }
  frame.append(copyOf(page, "dialog"));
  root.replaceChildren(frame);
}

/** Every language has its own part of it. */
function startScreen(pages) {
  const screen = element("main", "start");
  screen.dataset.screen = "start";
  const tongues = element("div", "tongues");
  tongues.append(...[...pages.values()].map((page) => copyOf(page, ".tongue")));
  const [first] = pages.values();
  screen.append(tongues, copyOf(first, ".corner"));
  return screen;
}

/** One question a screen, with its smaller ones. */
function questionForm(page) {
  const form = element("form");
  Object.assign(form, { id: "answers", autocomplete: "off", noValidate: true });
  const items = [...page.querySelectorAll("main.questions .item")];
  form.append(...items.map((item, at) => questionScreen(page, item, at + 1, items.length)));
  return form;
}

function questionScreen(page, item, number, of) {
  const screen = copyOf(page, '[data-screen="question"]');
  screen.dataset.screen = `page-${number}`;
  screen.querySelector("h1").textContent = item.closest("main").querySelector("h1").textContent;
  const about = item.closest("main").querySelectorAll(".about");
  const parts = [...about, item].map((part) => document.importNode(part, true));
  screen.querySelector("[data-place]").replaceWith(...parts);
  const count = screen.querySelector("[data-progress]");
  count.textContent = count.dataset.progress.replace("{n}", number).replace("{of}", of);
  Object.assign(screen.querySelector("progress"), { value: number, max: of });
  const button = (act) => screen.querySelector(`[data-act="${act}"]`);
  button("back").hidden = number === 1;
  button("next").hidden = number === of;
  button("submit").hidden = number < of;
  return screen;
}

/**
 * @param {HTMLElement} screen
 * @returns {string} what is read aloud: a question of several parts once, not with each of them
 */
export function spoken(screen) {
  const parts = [...screen.querySelectorAll(".about, .stem, .note, legend, .option")];
  return parts.map((part) => sentence(textOf(part, screen.querySelector(".stem")))).join(" ");
}

function textOf(part, stem) {
  const said = part.cloneNode(true);
  if (stem) said.querySelectorAll(".visually-hidden").forEach((repeated) => repeated.remove());
  return said.textContent.trim();
}

function sentence(text) {
  return /[.?!…]$/.test(text) ? text : `${text}.`;
}

function copyOf(page, css) {
  return document.importNode(page.querySelector("#kiosk").content.querySelector(css), true);
}

function element(name, className = "") {
  return Object.assign(document.createElement(name), { className });
}
